"""CSV as German spreadsheets open it, safe against cells that a spreadsheet would run as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"  # Excel reads a file as UTF-8 only with it
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the table with semicolons and a byte order mark; every cell is text."""
    written = StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow([harmless(cell) for cell in header])
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def harmless(cell: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell
