"""Reading tables that people upload: what kind of file it is, says its content; then row after row, never the whole.

Nothing in a file is trusted: sizes are limited before anything is unpacked, and macros, encryption and other kinds of
files are refused with a sentence that says what to do.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.cells import FileFormat, restored

SNIFFED = 64 * 1024  # bytes that tell encoding and delimiter
MOST_COLUMNS = 200
LONGEST_CELL = 50_000  # characters
MOST_UNPACKED = 150 * 1024 * 1024  # bytes of all parts of a workbook together
MOST_PARTS = 2_000
MOST_TIMES_SMALLER = 200  # a part that is packed tighter is a trap, not a table
_WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, and workbooks with a password
_ZIP = b"PK\x03\x04"
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
DELIMITERS = ";,\t|"


class BadFile(Exception):
    """The file cannot be read as a table; the message says so to the person who sent it."""


@dataclass(frozen=True)
class Table:
    """How to read a file: its kind, and for CSV its encoding and delimiter; the titles of its columns and how many
    rows it has below them."""

    file_format: str
    headers: list[str]
    rows: int
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Row:
    """One row: the line of the file where it begins (as Excel and editors count), and its cells."""

    line: int
    cells: list[str] = field(default_factory=list)


def inspect(file: BinaryIO, size: int) -> Table:
    """Return how to read `file` of `size` bytes. Reads it to the end once. Raises BadFile."""
    limit = settings.IMPORT_MAX_MEGABYTES * 1024 * 1024
    if size > limit:
        sizes = {"limit": settings.IMPORT_MAX_MEGABYTES, "size": number_format(size / 1024 / 1024, 1)}
        raise BadFile(_("The file has %(size)s MB, at most %(limit)s MB are possible. Please divide it.") % sizes)
    if not size:
        raise BadFile(_("The file is empty."))
    head = file.read(SNIFFED)
    file.seek(0)
    if head.startswith(_ZIP):
        _check_workbook(file)
        return _count(file, FileFormat.XLSX)
    if head.startswith(_OLD_OFFICE):
        raise BadFile(
            _("This is an old Excel file (.xls), or one with a password. Save it as “Excel workbook (.xlsx)”.")
        )
    if head.startswith(_BINARY) or _is_binary(head):
        raise BadFile(_("This is neither a CSV file nor an Excel workbook (.xlsx)."))
    encoding = _encoding(file)
    return _count(file, FileFormat.CSV, encoding, _delimiter(head.decode(encoding, "ignore")))


def _is_binary(head: bytes) -> bool:
    """Whether bytes occur that no text has. UTF-16 is full of zeros: Excel's "Unicode text" is refused too."""
    return any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)


def _encoding(file: BinaryIO) -> str:
    """Return utf-8-sig where the whole file is UTF-8, else cp1252, in which older programs of authorities write."""
    decoder = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        while decoder.read(SNIFFED):
            pass
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        decoder.detach()
        file.seek(0)
    return "utf-8-sig"


def _delimiter(text: str) -> str:
    """Return the delimiter by which the first lines have most columns, equally many if possible."""
    best, best_worth = ";", 0.0
    for delimiter in DELIMITERS:
        rows = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                rows.append(len(row))
                if len(rows) == 20:
                    break
        except csv.Error:
            continue
        alike = sum(width == rows[0] for width in rows) / len(rows) if rows else 0.0
        worth = (rows[0] - 1) * (0.1 + alike) if rows else 0.0
        if worth > best_worth:
            best, best_worth = delimiter, worth
    return best


def _check_workbook(file: BinaryIO) -> None:
    """Raise BadFile unless this is an Excel workbook without macros that unpacks to a reasonable size."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names:
                raise BadFile(_("This is neither a CSV file nor an Excel workbook (.xlsx)."))
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise BadFile(_("The workbook is too large when it is unpacked. Please divide it or save it as CSV."))
            if any(part.file_size > MOST_TIMES_SMALLER * max(part.compress_size, 1) + SNIFFED for part in parts):
                raise BadFile(_("The workbook is packed in an unusual way. Open it in Excel and save it anew."))
            if any(part.flag_bits & 1 for part in parts):
                raise BadFile(_("The workbook has a password. Save it without one."))
            types = archive.read("[Content_Types].xml")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise BadFile(_("The file is damaged. Open it in Excel and save it anew.")) from error
    finally:
        file.seek(0)
    if any("vbaproject" in name.lower() for name in names) or b"macroEnabled" in types:
        raise BadFile(_("The workbook holds macros. Save it as “Excel workbook (.xlsx)”, which has none."))
    if _WORKBOOK not in types:
        raise BadFile(_("This is neither a CSV file nor an Excel workbook (.xlsx)."))


def _count(file: BinaryIO, file_format: str, encoding: str = "", delimiter: str = "") -> Table:
    """Read the file once to its end: titles, number of rows, and whether it can be read at all."""
    headers, number = None, 0
    for row in read_rows(file, file_format, encoding, delimiter):
        if headers is None:
            headers = row.cells
            continue
        number += 1
        if number > settings.IMPORT_MAX_ROWS:
            most = {"limit": number_format(settings.IMPORT_MAX_ROWS, force_grouping=True)}
            raise BadFile(_("The file has more than %(limit)s rows. Please divide it.") % most)
    file.seek(0)
    if headers is None or not number:
        raise BadFile(_("The file has no rows below the titles of its columns."))
    if len(headers) > MOST_COLUMNS:
        raise BadFile(_("The file has more than %(limit)s columns.") % {"limit": MOST_COLUMNS})
    return Table(file_format, headers, number, encoding, delimiter)


def read_rows(file: BinaryIO, file_format: str, encoding: str = "", delimiter: str = "") -> Iterator[Row]:
    """Yield the rows of a table that are not empty, the titles first. Raises BadFile where it is damaged."""
    rows = _xlsx_rows(file) if file_format == FileFormat.XLSX else _csv_rows(file, encoding, delimiter)
    for row in rows:
        while row.cells and not row.cells[-1]:
            row.cells.pop()
        if row.cells:
            yield row


def _csv_rows(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[Row]:
    # cp1252 leaves five bytes undefined; such a byte must not stop a file of ten thousand rows
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    last = 0
    try:
        for cells in reader:
            yield Row(last + 1, [_checked(restored(cell).strip(), last + 1) for cell in cells])
            last = reader.line_num
    except csv.Error as error:
        raise BadFile(
            _("Line %(line)s cannot be read: a quotation mark may be missing.") % {"line": last + 1}
        ) from error
    finally:
        text.detach()


def _xlsx_rows(file: BinaryIO) -> Iterator[Row]:
    """Rows of the first sheet with content. Values that Excel has computed count, never a formula."""
    with _workbook(file) as book:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says about its own size is often wrong
            is_empty = True
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [_checked(_text(value).strip(), number) for value in values[:MOST_COLUMNS]]
                is_empty = is_empty and not any(cells)
                yield Row(number, cells)
            if not is_empty:
                return


@contextmanager
def _workbook(file: BinaryIO) -> Iterator[Any]:
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()
    except (BadFile, GeneratorExit):
        raise
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError) as error:
        # SyntaxError is what broken XML raises
        raise BadFile(_("The workbook is damaged. Open it in Excel and save it anew.")) from error
    except zipfile.BadZipFile as error:
        raise BadFile(_("The workbook is damaged. Open it in Excel and save it anew.")) from error


def _checked(text: str, line: int) -> str:
    if len(text) > LONGEST_CELL:
        raise BadFile(_("Line %(line)s holds a cell with more text than is possible.") % {"line": line})
    return text.replace("\x00", "")


def _text(value: Any) -> str:
    """Return a cell of a workbook as it is written in a German CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y" if value.time() == time() else "%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return str(value)
