"""Everything the portal holds about a person, gathered from the register: the content of a copy of the own data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import ConsentText
from core.personal import Holding, Purpose, holdings, purposes
from privacy.people import Person
from privacy.titles import title_of, title_of_column, title_of_part


@dataclass(frozen=True)
class Table:
    """The rows of one model for one purpose. `rows` hold values as JSON takes them, `shown` the same in words."""

    label: str
    title: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[dict, ...]
    shown: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chapter:
    """All that is held for one purpose."""

    purpose: Purpose
    tables: tuple[Table, ...]


def chapters_of(person: Person) -> list[Chapter]:
    """Return what is held about `person`, purpose by purpose, in the active language; only values of that person."""
    chapters = []
    for slug, purpose in purposes().items():
        tables = tuple(table for holding in holdings(slug) if (table := _table(holding, person)))
        if tables:
            chapters.append(Chapter(purpose, tables))
    return chapters


def _table(holding: Holding, person: Person) -> Table | None:
    columns = [holding.model._meta.get_field(name) for name in holding.shown]
    found = person.rows_in(holding)
    rows = list(found.filter(pk__in=holding.model._base_manager.filter(holding.among).values("pk")))
    if not rows or not columns:
        return None
    raw = [[_own_part(holding, column, row, person) for column in columns] for row in rows]
    acted = holding.has_acted
    title = title_of_part(holding.model, holding.subject[0]) if acted else str(title_of(holding.model))
    return Table(
        label=holding.label,
        title=title,
        columns=tuple(column.name for column in columns),
        headings=tuple(str(title_of_column(column)) for column in columns),
        rows=tuple(
            {"id": str(row.pk), **{c.name: _plain(v) for c, v in zip(columns, values, strict=True)}}
            for row, values in zip(rows, raw, strict=True)
        ),
        shown=tuple(
            tuple(_words(column, row, value) for column, value in zip(columns, values, strict=True))
            for row, values in zip(rows, raw, strict=True)
        ),
    )


def _own_part(holding: Holding, column: models.Field, row: models.Model, person: Person) -> Any:
    """Return the value of `column`; of a list of addresses only those of the person."""
    value = getattr(row, column.name)
    if column.name in holding.addresses and isinstance(value, list):
        return [each for each in value if parseaddr(each)[1].casefold() in person.addresses]
    return value


def _plain(value: Any) -> Any:
    """Return `value` as JSON holds it."""
    if isinstance(value, ConsentText):
        return {"version": value.version, "sha256": value.sha256, "de": value.text_de, "en": value.text_en}
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _words(column: models.Field, row: models.Model, value: Any) -> str:
    """Return `value` as people read it."""
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, ConsentText):
        return "\n".join([f"Version {value.version}, SHA-256 {value.sha256}", value.text(get_language() or "de")])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, float):
        return number_format(value, 1)
    return "\n".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield f"{name}: {number_format(part, 1) if isinstance(part, float) else part}"
    elif isinstance(value, list):
        yield from map(str, value)
    elif value is not None:
        yield str(value)
