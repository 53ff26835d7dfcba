"""Cells that spreadsheets read: written so that nothing in them is ever computed, and read back as they were.

Excel computes a cell of a CSV file that begins with one of TRIGGERS. An apostrophe before it makes it text; reading
takes that apostrophe off again, so that a file that goes out and comes back has not changed.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠")
APOSTROPHE = "'"
DELIMITER = ";"  # what Excel expects where the decimal sign is a comma
BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for another encoding
_DANGEROUS_SECOND = TRIGGERS | {APOSTROPHE}


class FileFormat(models.TextChoices):
    CSV = "csv", _("CSV for Excel (semicolon)")
    XLSX = "xlsx", _("Excel workbook (XLSX)")


MEDIA_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def neutral(text: str) -> str:
    """Return `text` so that a spreadsheet takes it as text. What looks like a neutral text already gets one more
    apostrophe, so that `restored` is the exact inverse."""
    if text[:1] in TRIGGERS or (text[:1] == APOSTROPHE and text[1:2] in _DANGEROUS_SECOND):
        return APOSTROPHE + text if text else text
    return text


def restored(text: str) -> str:
    """Return what `neutral` was given."""
    if text[:1] == APOSTROPHE and text[1:2] and text[1:2] in _DANGEROUS_SECOND:
        return text[1:]
    return text


def csv_cell(value: Any) -> str:
    """Return a value as German Excel reads it: numbers stay numbers, with a decimal comma."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return neutral(printable(str(value)))


def printable(text: str) -> str:
    """Return `text` without the control characters that no spreadsheet can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


class CsvWriter:
    """Writes rows to a binary file: UTF-8 with BOM, semicolons, CRLF."""

    def __init__(self, file: BinaryIO):
        self._file = file
        self._file.write(BOM)
        self._rows = csv.writer(self, delimiter=DELIMITER, lineterminator="\r\n")

    def write(self, text: str) -> None:
        self._file.write(text.encode("utf-8"))

    def row(self, values: Iterable[Any]) -> None:
        self._rows.writerow([csv_cell(value) for value in values])

    def close(self) -> None:
        """Everything has been written already."""


class XlsxWriter:
    """Writes rows to a binary file row by row. Text is typed as text, whatever it looks like. A book may have several
    sheets."""

    def __init__(self, file: BinaryIO, title: str | None = None):
        self._file = file
        self._book = Workbook(write_only=True)
        self.sheet(title)

    def sheet(self, title: str | None = None) -> None:
        """Go on in a new sheet."""
        self._sheet = self._book.create_sheet(title)
        self._sheet.freeze_panes = "A2"

    def row(self, values: Iterable[Any]) -> None:
        self._sheet.append([self._cell(value) for value in values])

    def close(self) -> None:
        self._book.save(self._file)

    def _cell(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return timezone.make_naive(value)
        if isinstance(value, bool):
            return "ja" if value else "nein"
        if not isinstance(value, str):
            return value
        text = printable(value)
        cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"  # openpyxl makes a formula of what begins with "=", and an error of "#N/A"
        if text[:1] in TRIGGERS:
            cell.quotePrefix = True  # also when somebody opens the cell and presses Enter
        return cell


def writer_of(file_format: str, file: BinaryIO) -> CsvWriter | XlsxWriter:
    return XlsxWriter(file) if file_format == FileFormat.XLSX else CsvWriter(file)


class _Line:
    """Takes the text of one row from the csv module."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Yield rows as the lines of a CSV file, for an answer that is sent while it is written."""
    writer = csv.writer(_Line(), delimiter=DELIMITER, lineterminator="\r\n")
    yield BOM
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row]).encode("utf-8")
