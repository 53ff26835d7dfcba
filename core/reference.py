"""Loading of reference rows from files: find by natural key, write what differs, count what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Tally:
    """How many rows of a model a load created, updated and found as the file has them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def changed(self) -> int:
        return self.created + self.updated

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged)


def sync_rows(
    model: type[models.Model],
    key: tuple[str, ...],
    rows: Iterable[Mapping[str, Any]],
    *,
    overwrite: bool = True,
) -> Tally:
    """Bring the table of `model` up to `rows` (attribute names with values of the column's type; foreign keys
    as `<name>_id`) and return the tally. Three queries at most, whatever the number of rows.

    `key` names the attributes that identify a row. Columns that a row does not mention keep their value, rows
    that no file mentions stay as they are. With `overwrite` off an existing row is never touched.
    """
    stored = {tuple(getattr(obj, name) for name in key): obj for obj in model._default_manager.all()}
    new, changed, written, unchanged = [], [], set(), 0
    for row in rows:
        obj = stored.get(tuple(row[name] for name in key))
        if obj is None:
            new.append(model(**row))
            continue
        differing = [name for name, value in row.items() if getattr(obj, name) != value] if overwrite else []
        if not differing:
            unchanged += 1
            continue
        for name in differing:
            setattr(obj, name, row[name])
        written.update(differing)
        changed.append(obj)
    if changed:
        model._default_manager.bulk_update(changed, sorted(written))
    model._default_manager.bulk_create(new)
    return Tally(created=len(new), updated=len(changed), unchanged=unchanged)
