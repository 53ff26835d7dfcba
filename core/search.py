"""Searching the whole database for values: the proof that an erasure left nothing behind.

Every column of every table that holds text is searched, whether a model knows it or not; documents, lists, and packed
columns too. What only the application can read (contents of sessions) is read by functions registered here.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from core.text import sort_key

_TEXTUAL = {"text", "character varying", "character", "name", "json", "jsonb", "ARRAY", "tsvector", "USER-DEFINED"}
_PACKED = "bytea"

# (table, column) -> function that returns what a stored value says; it returns "" for what it cannot read.
_readers: dict[tuple[str, str], Callable[[Any], str]] = {}


@dataclass(frozen=True, order=True)
class Hit:
    """A row in which a value was found. It does not say which."""

    table: str
    column: str
    pk: str


@dataclass(frozen=True)
class Searched:
    """The result of a search, with how many columns were looked into."""

    hits: tuple[Hit, ...]
    columns: int


def read_with(table: str, column: str, reader: Callable[[Any], str]) -> None:
    """Register `reader` for a column whose stored form hides what it says."""
    _readers[table, column] = reader


def find_values(values: Iterable[str]) -> Searched:
    """Search every table for `values`, regardless of case and of how search keys spell umlauts."""
    spellings = sorted({spelling for value in values for spelling in _spellings(value)})
    if not spellings:
        return Searched((), 0)
    hits, number = [], 0
    for table, columns in _columns().items():
        number += len(columns)
        hits += _search_texts(table, [name for name, kind in columns if kind != _PACKED], spellings)
        hidden = [name for name, kind in columns if kind == _PACKED or (table, name) in _readers]
        hits += _search_hidden(table, hidden, spellings)
    return Searched(tuple(sorted(set(hits))), number)


def _spellings(value: str) -> set[str]:
    """Return how `value` may be written; the database folds the case of ASCII letters only, whatever its locale."""
    plain = value.strip()
    return {plain, plain.casefold(), plain.upper(), sort_key(plain)} - {""}


def _columns() -> dict[str, list[tuple[str, str]]]:
    """Return the columns that can hold text, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type = ANY(%s)"
            " ORDER BY 1, 2",
            [[*_TEXTUAL, _PACKED]],
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in cursor.fetchall():
            found.setdefault(table, []).append((column, kind))
    return found


def _search_texts(table: str, columns: list[str], spellings: list[str]) -> Iterator[Hit]:
    if not columns:
        return
    patterns = ["%" + each.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for each in spellings]
    tests = [sql.SQL("{}::text ILIKE ANY(%s)").format(sql.Identifier(column)) for column in columns]
    query = sql.SQL("SELECT {key}, {tests} FROM {table} WHERE {any}").format(
        key=_key_of(table),
        tests=sql.SQL(", ").join(tests),
        table=sql.Identifier(table),
        any=sql.SQL(" OR ").join(tests),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [patterns] * (2 * len(columns)))
        for pk, *found in cursor.fetchall():
            yield from (Hit(table, column, str(pk)) for column, is_hit in zip(columns, found, strict=True) if is_hit)


def _search_hidden(table: str, columns: list[str], spellings: list[str]) -> Iterator[Hit]:
    folded = [each.casefold() for each in spellings]
    for column in columns:
        query = sql.SQL("SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL").format(
            key=_key_of(table), column=sql.Identifier(column), table=sql.Identifier(table)
        )
        read = _readers.get((table, column), unpack)
        with connection.cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(500):
                for pk, stored in rows:
                    text = read(stored).casefold()
                    if any(each in text for each in folded):
                        yield Hit(table, column, str(pk))


def _key_of(table: str) -> sql.Composable:
    """Return the primary key as text; the place of the row where a table has none."""
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, table)
    return sql.SQL("{}::text").format(sql.Identifier(key)) if key else sql.SQL("ctid::text")


def unpack(stored: Any) -> str:
    """Return the text of a packed column, compressed or not; "" where it is no text."""
    raw = bytes(stored)
    with suppress(zlib.error):  # not compressed, then
        raw = zlib.decompress(raw)
    return raw.decode("utf-8", errors="ignore")
