"""Tables as plain data: what a page shows is what its files hold."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from charts.data import percent, written
from core.cells import csv_lines


@dataclass(frozen=True)
class Cell:
    """A number, or a share with what it is the share of; None is protected. `url` leads to the cases behind it; `until`
    is the day up to which it counts, where that is not the day of the page."""

    value: float | None
    of: float | None = None
    is_share: bool = False
    decimals: int = 0
    url: str = ""
    until: date | None = None

    @property
    def written(self) -> str:
        if self.value is None:
            return _("protected")
        if self.is_share:
            return percent(self.value, self.of or 0)
        if self.decimals:
            return number_format(self.value, self.decimals, use_l10n=True)
        return written(self.value)

    @property
    def plain(self) -> float | None:
        """The value as data; a share in per cent, nothing where there is no whole."""
        if self.value is None:
            return None
        if self.is_share:
            return round(100 * self.value / self.of, 2) if self.of else None
        return round(self.value, self.decimals) if self.decimals else self.value


def share(part: float | None, whole: float | None) -> Cell:
    """Return the share of `part` in `whole`, protected where one of them is."""
    return Cell(None if whole is None else part, whole, is_share=True)


@dataclass(frozen=True)
class Row:
    """A row with its name, what the name means, and its cells. `url` leads to what the row is about."""

    label: str
    cells: tuple[Cell, ...]
    meaning: str = ""
    url: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table of a page. `key` is its name in addresses, `head` names the columns behind the first, `meaning` says what
    is counted."""

    key: str
    title: str
    meaning: str
    first: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def lines(self) -> Iterator[tuple[Row, list[tuple[str, Cell]]]]:
        """Yield the rows with their cells, each beside the name of its column."""
        for row in self.rows:
            yield row, list(zip(self.head, row.cells, strict=True))


def as_csv(sheet: Sheet, period: str, as_of: date) -> bytes:
    return b"".join(csv_lines(_csv_rows(sheet, period, as_of)))


def _csv_rows(sheet: Sheet, period: str, as_of: date) -> Iterable[list[Any]]:
    yield [sheet.title]
    yield [_("Period"), period]
    yield [_("As of"), as_of]
    yield [_("Definition"), sheet.meaning]
    yield []
    has_meaning = any(row.meaning for row in sheet.rows)
    yield [sheet.first, *(_per_cent(sheet, index) for index in range(len(sheet.head))), *_more(has_meaning)]
    for row in sheet.rows:
        values = [cell.written if cell.value is None else cell.plain for cell in row.cells]
        yield [row.label, *values, *([row.meaning] if has_meaning else [])]


def _more(has_meaning: bool) -> list[str]:
    return [_("Definition")] if has_meaning else []


def _per_cent(sheet: Sheet, index: int) -> str:
    shares = any(row.cells[index].is_share for row in sheet.rows)
    return _("%(name)s in per cent") % {"name": sheet.head[index]} if shares else sheet.head[index]


def as_json(sheet: Sheet, period: str, as_of: date) -> bytes:
    """Return the table as data; shares in per cent, and what is protected is null and said to be."""
    rows = [
        {
            "name": row.label,
            **({"definition": row.meaning} if row.meaning else {}),
            "values": [cell.plain for cell in row.cells],
            "protected": [index for index, cell in enumerate(row.cells) if cell.value is None],
        }
        for row in sheet.rows
    ]
    data = {
        "title": sheet.title,
        "definition": sheet.meaning,
        "period": period,
        "as_of": as_of.isoformat(),
        "columns": [_per_cent(sheet, index) for index in range(len(sheet.head))],
        "rows": rows,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


FILES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}
