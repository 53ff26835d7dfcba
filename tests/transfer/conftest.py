"""Files and imports for the tests of the room."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.enums import Role
from accounts.models import PlatformRole
from tests.conftest import fresh
from transfer import exporting, importing, services
from transfer.files import inspect
from transfer.models import ExportJob, ImportJob
from transfer.subjects.registry import export_columns

DATA = Path(__file__).parent / "data"
PURPOSE = "Einladung zum Netzwerktreffen"
RULES = {
    "mode": "both",
    "source": "kwis",
    "verification": "pending",
    "erases": False,
    "changes_verified": False,
    "leaves_out_likely": False,
    "defaults": {"kind": "company", "aim": "seek"},
}


def csv_file(text: str, encoding: str = "utf-8", name: str = "liste.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(encoding))


def xlsx_file(rows: list[list], name: str = "liste.xlsx") -> SimpleUploadedFile:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def uploaded(file, actor, subject: str = "organisations") -> ImportJob:
    return services.upload(inspect(file.file, file.size), file, subject=subject, actor=actor)


def checked(file, actor, subject: str = "organisations", **rules) -> ImportJob:
    """Return an import whose rows were checked; the columns are those that were guessed, unless told."""
    job = uploaded(file, actor, subject)
    services.check(job, {**RULES, "mapping": job.mapping, **rules}, actor=actor)
    return importing.work(job.pk)


def imported(file, actor, subject: str = "organisations", **rules) -> ImportJob:
    job = checked(file, actor, subject, **rules)
    assert job.state == "checked", job.error
    services.start(job, actor=actor)
    return importing.work(job.pk)


def counts(job: ImportJob) -> tuple[int, int, int, int]:
    """Return how many rows were created, updated, skipped, failed."""
    return job.created_count, job.updated_count, job.skipped_count, job.failed_count


def notes(job: ImportJob, line: int, *, check: bool = False) -> str:
    return " ".join(job.lines.get(line=line, is_check=check).messages)


def gefak() -> SimpleUploadedFile:
    """Return an address list as KWIS writes it: cp1252, semicolons, German titles. All of it is invented."""
    return SimpleUploadedFile("kwis.csv", (DATA / "gefak.csv").read_bytes())


def asked_export(actor, subject: str = "organisations", file_format: str = "csv", **conditions) -> ExportJob:
    """Return an export of all columns that waits for its worker."""
    columns = [column.key for column in export_columns(subject)]
    return services.request_export(
        subject=subject, columns=columns, conditions=conditions, file_format=file_format, purpose=PURPOSE, actor=actor
    )


def exported(actor, subject: str = "organisations", file_format: str = "csv", **conditions) -> ExportJob:
    """Return an export that was written."""
    return exporting.work(asked_export(actor, subject, file_format, **conditions).pk)


@pytest.fixture
def exporter(people):
    """The lead with the right to export."""
    PlatformRole.objects.create(user=people.lead, role=Role.EXPORTER)
    return fresh(people.lead)
