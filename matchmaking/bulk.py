"""Many rows in one statement, as one JSON value.

Django's `bulk_create` turns every column into an array and escapes every value one by one; with long JSON columns
that takes more time than all of PostgreSQL's work. Here Python writes one JSON text and PostgreSQL takes it apart.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection, models

Row = dict[str, Any]  # column -> plain value


def insert(model: type[models.Model], rows: Sequence[Row]) -> list[int]:
    """Insert the rows in one statement and return their keys in the same order.

    All rows have the same columns; what is left out gets the default of the model, the same for all. Constraints
    raise IntegrityError as always; `save` and signals are not called.
    """
    if not rows:
        return []
    given = {column: _field(model, column) for column in rows[0]}
    template = model()
    constant = [field for field in model._meta.concrete_fields if not field.primary_key and field.column not in given]
    values = [field.get_db_prep_save(field.pre_save(template, True), connection) for field in constant]
    quote = connection.ops.quote_name
    columns = ", ".join([*map(quote, given), *(quote(field.column) for field in constant)])
    taken = [f"r.{quote(column)}" for column in given]
    fixed = [f"%s::{field.db_type(connection)}" for field in constant]
    with connection.cursor() as cursor:
        # Only names from the model go into the statement. WITH ORDINALITY keeps the order of the rows.
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT {', '.join([*taken, *fixed])}"  # noqa: S608
            f" FROM {_recordset(given)} ORDER BY r.ordinality RETURNING {quote(model._meta.pk.column)}",
            [*values, _dump(rows)],
        )
        return [key for (key,) in cursor.fetchall()]


def update(model: type[models.Model], rows: Sequence[Row], **only: Any) -> None:
    """Write the rows over those with the same `id` in one statement, where they have the values `only`."""
    if not rows:
        return
    given = {column: _field(model, column) for column in rows[0]}
    quote, key = connection.ops.quote_name, model._meta.pk.column
    assigned = ", ".join(f"{quote(column)} = r.{quote(column)}" for column in given if column != key)
    conditions = "".join(f" AND t.{quote(_field(model, name).column)} = %s" for name in only)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} t SET {assigned} FROM {_recordset(given)}"  # noqa: S608
            f" WHERE t.{quote(key)} = r.{quote(key)}{conditions}",
            [_dump(rows), *only.values()],
        )


def _field(model: type[models.Model], column: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _recordset(given: dict[str, models.Field]) -> str:
    types = ", ".join(
        f"{connection.ops.quote_name(column)} {field.cast_db_type(connection)}" for column, field in given.items()
    )
    return f"ROWS FROM (jsonb_to_recordset(%s::jsonb) AS ({types})) WITH ORDINALITY AS r"


def _dump(rows: Sequence[Row]) -> str:
    return orjson.dumps(rows).decode()
