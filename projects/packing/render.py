"""The files of a pack, made of its frozen content alone: the same content gives the same bytes, whenever and wherever.

So no file holds the moment of writing: the moment of the pack stands in its place, and entries of archives have a fixed
order.
"""

import json
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format

from core.cells import XlsxWriter, csv_lines
from core.papers import as_pdf
from projects.enums import PackFormat
from projects.packing.content import LANGUAGE, canonical, checksum

PAPER = Path(__file__).parent / "pack.typ"
SHEET_NAME = 31  # characters, a limit of Excel
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def render(frozen: dict[str, Any]) -> dict[PackFormat, bytes]:
    """Return all files of a pack by their form."""
    with translation.override(LANGUAGE):
        pdf, xlsx = _pdf(frozen), _xlsx(frozen)
        return {PackFormat.PDF: pdf, PackFormat.XLSX: xlsx, PackFormat.ZIP: _zip(frozen, pdf, xlsx)}


def _made_at(frozen: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(frozen["made_at"])


def _typed(value: Any, kind: str) -> Any:
    """Return a frozen cell as what it was."""
    if value is None or value == "":
        return None
    if kind == "decimal":
        return Decimal(value)
    return date.fromisoformat(value) if kind == "day" else value


def _typed_rows(table: dict[str, Any]) -> Iterable[list[Any]]:
    kinds = [column["kind"] for column in table["columns"]]
    yield [column["label"] for column in table["columns"]]
    for row in table["rows"]:
        yield [_typed(value, kind) for value, kind in zip(row, kinds, strict=True)]


def printed(value: Any, kind: str) -> str:
    typed = _typed(value, kind)
    if typed is None:
        return ""
    if kind == "decimal":
        return number_format(typed, 2, use_l10n=True, force_grouping=True)
    return date_format(typed, "SHORT_DATE_FORMAT") if kind == "day" else str(typed)


def _pdf(frozen: dict[str, Any]) -> bytes:
    made = timezone.localtime(_made_at(frozen))
    tables = [
        {
            "title": table["title"],
            "note": table["note"],
            "headers": [column["label"] for column in table["columns"]],
            "widths": [column["width"] for column in table["columns"]],
            "numbers": [column["kind"] in ("decimal", "int") for column in table["columns"]],
            "rows": [
                [printed(value, column["kind"]) for value, column in zip(row, table["columns"], strict=True)]
                for row in table["rows"]
            ],
        }
        for table in frozen["tables"]
    ]
    content = {
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "facts": frozen["facts"],
        "sections": frozen["sections"],
        "tables": tables,
        "words": frozen["words"],
    }
    return as_pdf(PAPER, content, title=frozen["title"])


def _xlsx(frozen: dict[str, Any]) -> bytes:
    file = BytesIO()
    tables = frozen["tables"]
    book = XlsxWriter(file, _sheet_name(1, tables[0]["title"]))
    for place, table in enumerate(tables, 1):
        if place > 1:
            book.sheet(_sheet_name(place, table["title"]))
        for row in _typed_rows(table):
            book.row(row)
    book.close()
    return _without_moment(file.getvalue(), _made_at(frozen))


def _sheet_name(place: int, title: str) -> str:
    return f"{place:02} {_FORBIDDEN_IN_SHEET_NAMES.sub(' ', title)}"[:SHEET_NAME].strip()


def _without_moment(book: bytes, made_at: datetime) -> bytes:
    """Return a workbook with the moment of the pack where the library writes that of saving."""
    stamp = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    entries = []
    with zipfile.ZipFile(BytesIO(book)) as archive:
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp.encode() + rb"\g<3>", data)
            entries.append((info.filename, data))
    return _archive(entries, made_at)


def _zip(frozen: dict[str, Any], pdf: bytes, xlsx: bytes) -> bytes:
    """Return everything in one archive, with each table as CSV, the content as data, and the checksums."""
    name = f"{frozen['slug']}-nachweis-{frozen['number']}"
    entries = [
        (f"{name}.pdf", pdf),
        (f"{name}.xlsx", xlsx),
        ("inhalt.json", canonical(frozen).encode()),
        *(
            (f"tabellen/{place:02}-{table['key']}.csv", b"".join(csv_lines(_typed_rows(table))))
            for place, table in enumerate(frozen["tables"], 1)
        ),
    ]
    sums = "".join(f"{checksum(data)}  {path}\n" for path, data in sorted(entries))
    manifest = json.dumps(
        {
            "made_at": frozen["made_at"],
            "number": frozen["number"],
            "files": [{"name": path, "bytes": len(data), "sha256": checksum(data)} for path, data in sorted(entries)],
        },
        ensure_ascii=False,
        indent=1,
    )
    entries += [("manifest.json", manifest.encode()), ("SHA256SUMS", sums.encode())]
    return _archive(sorted(entries), _made_at(frozen))


def _archive(entries: Iterable[tuple[str, bytes]], made_at: datetime) -> bytes:
    file, moment = BytesIO(), timezone.localtime(made_at).timetuple()[:6]
    with zipfile.ZipFile(file, "w") as archive:
        for path, data in entries:
            info = zipfile.ZipInfo(path, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data)
    return file.getvalue()
