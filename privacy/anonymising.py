"""Carrying out what the register says about each column: one pass over all tables, within the caller's transaction."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from accounts.models import User
from core.personal import Holding, How, fates_of, holdings, registered_models
from privacy.people import NOWHERE, Person
from privacy.traces import Traces

_CASES = {"companies.Need", "startups.Offer", "matchmaking.Introduction"}


def anonymise(person: Person, traces: Traces) -> dict[str, int]:
    """Take `person` out of every table; return how many rows changed, by table. References stay, values go."""
    changed: Counter[str] = Counter()
    # Found first, changed afterwards: some rows are found by the address that a change takes away.
    found = [(holding, list(person.rows_in(holding).values_list("pk", flat=True))) for holding in holdings()]
    linked = _linked_rows(found)
    for model in registered_models():
        scrubbed = {name for name, fate in fates_of(model).items() if fate.how == How.SCRUB}
        if scrubbed:
            changed[model._meta.db_table] += _scrub(model, sorted(scrubbed), traces, linked.get(model, set()))
    for holding, pks in found:
        if pks:
            changed[holding.model._meta.db_table] += _apply(holding, pks)
    return {table: number for table, number in sorted(changed.items()) if number}


def _linked_rows(found: list[tuple[Holding, list]]) -> dict[type[models.Model], set]:
    """Return the rows that belong to the person's cases, by model: there, single names are mentions as well."""
    linked: dict[type[models.Model], set] = {}
    for holding, pks in found:
        linked.setdefault(holding.model, set()).update(pks)
    for model in registered_models():
        for column in model._meta.local_fields:
            if column.is_relation and column.related_model in linked and column.related_model._meta.label in _CASES:
                rows = model._base_manager.filter(**{f"{column.name}__in": linked[column.related_model]})
                linked.setdefault(model, set()).update(rows.values_list("pk", flat=True))
    return linked


def _scrub(model: type[models.Model], names: list[str], traces: Traces, linked: set) -> int:
    """Take mentions of the person out of the columns `names` of all rows; return how many rows changed."""
    everywhere, in_cases = traces.scrubber(), traces.scrubber(with_names=True)
    number = 0
    for row in _candidates(model, names, traces, linked).only("pk", *names).iterator(chunk_size=500):
        scrub = in_cases if row.pk in linked else everywhere
        values = {name: _fitting(model, name, scrub(getattr(row, name))) for name in names}
        changes = {name: value for name, value in values.items() if value != getattr(row, name)}
        if changes:
            number += model._base_manager.filter(pk=row.pk).update(**changes)
    return number


def _candidates(model: type[models.Model], names: list[str], traces: Traces, linked: set) -> models.QuerySet:
    """Return the rows that may mention the person; packed columns can only be looked into one by one."""
    rows = model._base_manager.all()
    columns = [model._meta.get_field(name) for name in names]
    if any(isinstance(column, models.BinaryField) for column in columns):
        return rows
    mentions = Q(pk__in=linked)
    for column in columns:
        rows = rows.alias(**{f"text_of_{column.name}": Cast(column.name, models.TextField())})
        for value in traces.telling:
            mentions |= Q(**{f"text_of_{column.name}__icontains": value})
    return rows.filter(mentions)


def _fitting(model: type[models.Model], name: str, value: Any) -> Any:
    length = getattr(model._meta.get_field(name), "max_length", None)
    return value[:length] if isinstance(value, str) and length else value


def _apply(holding: Holding, pks: list) -> int:
    """Do to the rows what the register says; return how many changed."""
    rows = holding.model._base_manager.filter(pk__in=pks)
    if holding.deletes_rows:
        _delete_files(holding, rows)
        rows.delete()
        return len(pks)
    cleared = {
        name: _empty(holding.model._meta.get_field(name))
        for name, fate in holding.fields.items()
        if fate.how == How.CLEAR
    }
    replaced = [name for name, fate in holding.fields.items() if fate.how == How.PLACEHOLDER]
    if not cleared and not replaced:
        return 0
    for pk in pks:
        values = {name: _placeholder(holding.model._meta.get_field(name), pk) for name in replaced}
        holding.model._base_manager.filter(pk=pk).update(**cleared, **values)
    return len(pks)


def _delete_files(holding: Holding, rows: models.QuerySet) -> None:
    columns = [c.name for c in holding.model._meta.local_fields if isinstance(c, models.FileField)]
    for row in rows:
        for name in columns:
            file = getattr(row, name)
            if file:
                transaction.on_commit(_deletion_of(file.storage, file.name))


def _deletion_of(storage: Any, name: str) -> Callable[[], None]:
    return lambda: storage.delete(name)


def _empty(column: models.Field) -> Any:
    if column.null:
        return None
    return column.get_default() if column.has_default() and not isinstance(column, models.CharField) else ""


def _placeholder(column: models.Field, pk: Any) -> Any:
    if isinstance(column, models.EmailField):
        return f"erased-{pk}@{NOWHERE}"
    if column.model is User and column.name == "password":
        return make_password(None)
    return f"erased-{pk}"[: column.max_length]
