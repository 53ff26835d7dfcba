"""A report as files: table for Excel, data, and paper."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.cells import MEDIA_TYPES, FileFormat, csv_lines, writer_of
from core.papers import LIST, as_pdf
from reporting.selectors import Report, Row


def _named(report: Report) -> Iterator[tuple[str, str, Row]]:
    """Yield every row with the figure and the breakdown it belongs to."""
    for row in report.totals:
        yield str(row.label), "", row
    for table in report.tables:
        for row in table.rows:
            yield str(table.measure.title), str(table.dimension.title), row


def _heads(report: Report) -> list[str]:
    return [_("Figure"), _("Breakdown"), _("Class"), *(column.label for column in report.columns)]


def _table(report: Report) -> Iterator[list[Any]]:
    yield _heads(report)
    for title, breakdown, row in _named(report):
        values = [number.written if number.value is None else number.value for number in row.numbers]
        yield [title, breakdown, str(row.label) if breakdown else "", *values]


def as_csv(report: Report, title: str) -> bytes:
    return b"".join(csv_lines(_table(report)))


def as_xlsx(report: Report, title: str) -> bytes:
    file = BytesIO()
    writer = writer_of(FileFormat.XLSX, file)
    for row in _table(report):
        writer.row(row)
    writer.close()
    return file.getvalue()


def as_json(report: Report, title: str) -> bytes:
    """Return the report as data; null is a protected figure, a missing column one of a period without figures."""
    columns = [
        {"place": column.place, "first": column.first.isoformat(), "last": column.last.isoformat()}
        for column in report.columns
    ]
    figures = [
        {
            "figure": name,
            "breakdown": breakdown,
            "class": str(row.label) if breakdown else "",
            "values": [number.value if number.is_known else "" for number in row.numbers],
        }
        for name, breakdown, row in _named(report)
    ]
    data = {"title": title, "columns": columns, "figures": figures}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def as_paper(report: Report, title: str) -> bytes:
    """Return the report as tagged PDF (PDF/UA-1)."""
    cells = [
        [name, f"{breakdown}: {row.label}" if breakdown else "", *(number.written for number in row.numbers)]
        for name, breakdown, row in _named(report)
    ]
    content = {
        "headers": [_("Figure"), _("Breakdown"), *(column.label for column in report.columns)],
        "rows": cells,
        "widths": [3, 5, *(2 for _column in report.columns)],
        "lines": [_("“Protected” stands for figures that could point to a single company.")],
        "footer": _("Printed on %(moment)s") % {"moment": date_format(timezone.localtime(), "DATETIME_FORMAT")},
    }
    return as_pdf(LIST, content, title=title)


FORMATS = {
    "csv": (as_csv, MEDIA_TYPES[FileFormat.CSV]),
    "xlsx": (as_xlsx, MEDIA_TYPES[FileFormat.XLSX]),
    "json": (as_json, "application/json"),
    "pdf": (as_paper, "application/pdf"),
}
