"""Merging two rows of one model into one, and taking it back: rules per relation, and the journal of changes.

Every relation that points at a mergeable model has a rule, registered in the `ready()` of the app that owns it.
A merge changes rows, it never deletes one: what it changes is written down as old and new value per row, so that
undoing is writing the old values again. Nothing here knows which model is merged.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models
from django.db.models import Q


class How(StrEnum):
    """What happens to the rows of a relation that point at the row that gives way."""

    MOVE = "move"  # they point at the surviving row from then on
    MOVE_UNLESS_TWIN = "move_unless_twin"  # so do they, except where the surviving row has the same already
    KEEP = "keep"  # they stay: records of what was true when they were written


@dataclass(frozen=True)
class MergeRule:
    """The rule of one relation, e.g. "companies.Need.organisation".

    `twin` names the columns by which a row of the surviving side is the same, `among` the rows for which that counts.
    `fold(row, twin, actor)` returns what becomes of both: two dicts of column values; without it they stay as they are.
    `url_name` is a page that shows the rows, addressed by the id of the row they point at; what is not shown are
    notes of the merging itself.
    """

    relation: str
    how: How
    label: Any
    twin: tuple[str, ...] = ()
    among: Q = field(default_factory=Q)
    fold: Callable[[models.Model, models.Model, Any], tuple[dict, dict]] | None = None
    url_name: str = ""
    is_shown: bool = True

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.relation.rpartition(".")[0])

    @property
    def column(self) -> str:
        return self.model._meta.get_field(self.relation.rpartition(".")[2]).attname

    def rows_of(self, pk: int) -> models.QuerySet:
        return self.model._base_manager.filter(**{self.column: pk}).order_by("pk")

    def pair_twins(self, winner: int, loser: int) -> list[tuple[models.Model, models.Model]]:
        """Return the rows of `loser` that `winner` has already, each with its twin."""
        if self.how != How.MOVE_UNLESS_TWIN:
            return []
        present = {self._identity(row): row for row in self.rows_of(winner).filter(self.among)}
        mine = self.rows_of(loser).filter(self.among)
        return [(row, present[self._identity(row)]) for row in mine if self._identity(row) in present]

    def _identity(self, row: models.Model) -> tuple:
        values = (getattr(row, self.model._meta.get_field(name).attname) for name in self.twin)
        return tuple(value.casefold() if isinstance(value, str) else value for value in values)


_rules: dict[str, MergeRule] = {}
_obstacles: dict[str, list[Callable]] = defaultdict(list)


def merge_rule(relation: str, how: How, label: Any, **options: Any) -> None:
    """Register what a merge does with `relation`, written "app.Model.field"."""
    _rules[relation] = MergeRule(relation, how, label, **options)


def obstacle(label: str) -> Callable:
    """Register `function(winner, loser)` for model `label`; it returns sentences that say why both cannot be merged."""

    def register(function: Callable) -> Callable:
        _obstacles[label].append(function)
        return function

    return register


def obstacles_between(winner: models.Model, loser: models.Model) -> list[Any]:
    return [problem for find in _obstacles[winner._meta.label] for problem in find(winner, loser)]


def relations_to(model: type[models.Model]) -> dict[str, models.Field]:
    """Return every foreign key and one-to-one field at `model`; many-to-many ones by their table in between."""
    return {
        f"{each._meta.label}.{each_field.name}": each_field
        for each in apps.get_models(include_auto_created=True)
        for each_field in each._meta.local_fields
        if each_field.is_relation and each_field.related_model is model
    }


def rules_of(model: type[models.Model]) -> list[MergeRule]:
    """Return the rules of all relations to `model`, in a fixed order."""
    return [_rules[relation] for relation in sorted(relations_to(model))]


def check_rules(model: type[models.Model]) -> list[CheckMessage]:
    """Return an error for each relation without rule, and for each that would break a unique constraint."""
    errors: list[CheckMessage] = []
    for relation, column in relations_to(model).items():
        rule = _rules.get(relation)
        if rule is None:
            hint = "Register one with core.merging.merge_rule in the ready() of the app that owns the relation."
            errors.append(Error(f"{relation} has no merge rule.", hint=hint, obj=column.model, id="core.E001"))
        elif rule.how == How.MOVE and _is_unique_with(column):
            hint = "Use How.MOVE_UNLESS_TWIN and name the columns that tell a twin."
            errors.append(Error(f"{relation} is part of a unique key.", hint=hint, obj=column.model, id="core.E002"))
    return errors


def _is_unique_with(column: models.Field) -> bool:
    options = column.model._meta
    keys = [key.fields for key in options.constraints if isinstance(key, models.UniqueConstraint)]
    return column.unique or any(column.name in key for key in [*keys, *options.unique_together])


# --- The journal ---------------------------------------------------------------------------------


def _stored(value: Any) -> Any:
    """Return `value` as JSON holds it, without losing a microsecond."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@dataclass
class Journal:
    """What a merge has changed (old and new values by row) and created. Plain lists, ready for JSON."""

    changes: list[dict] = field(default_factory=list)
    created: list[list] = field(default_factory=list)

    def change(self, model: type[models.Model], pk: Any, **values: Any) -> None:
        """Write `values` (by column) to the row and note what was there."""
        self.change_all(model, [pk], **values)

    def change_all(self, model: type[models.Model], pks: Iterable[Any], **values: Any) -> None:
        before = {row["pk"]: row for row in model._base_manager.filter(pk__in=pks).values("pk", *values)}
        for pk in sorted(before):
            names = [name for name in values if before[pk][name] != values[name]]
            if names:
                old = {name: _stored(before[pk][name]) for name in names}
                new = {name: _stored(values[name]) for name in names}
                self.changes.append({"model": model._meta.label, "pk": pk, "old": old, "new": new})
        model._base_manager.filter(pk__in=list(before)).update(**values)

    def note(self, row: models.Model, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Note what the caller writes to `row` itself, by column."""
        stored = [{name: _stored(value) for name, value in values.items()} for values in (old, new)]
        self.changes.append({"model": row._meta.label, "pk": row.pk, "old": stored[0], "new": stored[1]})

    def create(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self.created.append([row._meta.label, row.pk])


def apply_rules(journal: Journal, winner: models.Model, loser: models.Model, *, actor: Any) -> None:
    """Let every row that points at `loser` follow its rule."""
    for rule in rules_of(type(winner)):
        if rule.how == How.KEEP:
            continue
        twins = rule.pair_twins(winner.pk, loser.pk)
        for row, twin in twins:
            of_row, of_twin = rule.fold(row, twin, actor) if rule.fold else ({}, {})
            if of_row:
                journal.change(rule.model, row.pk, **of_row)
            if of_twin:
                journal.change(rule.model, twin.pk, **of_twin)
        moving = rule.rows_of(loser.pk).exclude(pk__in=[row.pk for row, _twin in twins])
        journal.change_all(rule.model, list(moving.values_list("pk", flat=True)), **{rule.column: winner.pk})


@dataclass(frozen=True)
class Drift:
    """A row that no longer is as the merge left it; `row` is None where it is gone, else `names` tells its columns."""

    model: type[models.Model]
    pk: Any
    row: models.Model | None
    names: tuple[str, ...] = ()


def find_drift(changes: list[dict], created: list[list]) -> Iterator[Drift]:
    """Yield the rows of a journal that were changed or deleted since, so that it cannot be taken back."""
    expected: dict[tuple[str, Any], dict] = {}
    for change in changes:  # in order: where a row was written twice, the last value counts
        expected.setdefault((change["model"], change["pk"]), {}).update(change["new"])
    for label, pk in created:
        expected.setdefault((label, pk), {})
    wanted = defaultdict(list)
    for label, pk in expected:
        wanted[label].append(pk)
    for label, pks in wanted.items():
        model = apps.get_model(label)
        rows = {row.pk: row for row in model._base_manager.select_for_update(of=("self",)).filter(pk__in=pks)}
        for pk in pks:
            values = expected[label, pk]
            if pk not in rows:
                yield Drift(model, pk, None)
                continue
            changed = [name for name in values if _stored(getattr(rows[pk], name)) != values[name]]
            if changed:
                yield Drift(model, pk, rows[pk], tuple(changed))


def _column(model: type[models.Model], attname: str) -> models.Field:
    return next(each for each in model._meta.concrete_fields if each.attname == attname)


def take_back(changes: list[dict], created: list[list]) -> None:
    """Write the old values again, the last change first, and remove what was created."""
    for label, pk in reversed(created):
        apps.get_model(label)._base_manager.filter(pk=pk).delete()
    for change in reversed(changes):
        model = apps.get_model(change["model"])
        old = {name: _column(model, name).to_python(value) for name, value in change["old"].items()}
        model._base_manager.filter(pk=change["pk"]).update(**old)
