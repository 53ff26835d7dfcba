"""Verbs on imports and exports. Permissions are asked by the views (`transfer.permissions`)."""

from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.jobs import enqueue_on_commit
from core.models import LogEntry
from core.states import advance, require
from transfer import importing
from transfer.columns import folded, guess_mapping
from transfer.enums import ImportState
from transfer.files import Table
from transfer.models import ExportJob, ImportJob, SavedMapping
from transfer.subjects.registry import import_columns

LONGEST_NAME = 200


@transaction.atomic
def upload(table: Table, file: File, *, subject: str, actor) -> ImportJob:
    """Keep an inspected `file` and return its import; its columns are assigned as far as they can be guessed.

    The file is stored outside of what the web server shows, under a name that nobody can guess.
    """
    job = ImportJob(
        subject=subject,
        original_name=PurePath(file.name or "").name[-LONGEST_NAME:],
        file_format=table.file_format,
        encoding=table.encoding,
        delimiter=table.delimiter,
        headers=table.headers,
        mapping=guess_mapping(table.headers, import_columns(subject)),
        total=table.rows,
        requested_by=actor,
        expires_at=timezone.now() + timedelta(days=settings.IMPORT_KEEP_DAYS),
    )
    file.seek(0)
    job.file.save(job.original_name, file, save=False)
    try:
        with transaction.atomic():
            job.save()
            LogEntry.objects.record(job, "upload", actor=actor, details={"rows": table.rows}, to_state=job.state)
    except BaseException:
        job.file.storage.delete(job.file.name)
        raise
    return job


@transaction.atomic
def check(job: ImportJob, options: dict[str, Any], *, actor) -> None:
    """Take over the assignment of columns and the rules of `options`, and check all rows in the background."""
    advance(
        job,
        "check",
        actor=actor,
        details={"mode": options["mode"]},
        done=0,
        attempts=0,
        error="",
        **dict.fromkeys(importing.COUNTS, 0),
        **options,
    )
    job.lines.filter(is_check=True).delete()
    importing.send(job)


@transaction.atomic
def save_mapping(job: ImportJob, name: str, *, actor) -> SavedMapping:
    """Keep the assignment of columns of `job` under `name`; the same name replaces an earlier one."""
    columns = {folded(header): key for header, key in zip(job.headers, job.mapping, strict=False) if key}
    saved, _created = SavedMapping.objects.update_or_create(
        subject=job.subject, name=name, defaults={"columns": columns, "saved_by": actor}
    )
    return saved


@transaction.atomic
def start(job: ImportJob, *, actor) -> None:
    """Import the rows as they were checked, in the background."""
    advance(job, "start", actor=actor, done=0, attempts=0, error="", **dict.fromkeys(importing.COUNTS, 0))
    importing.send(job)


@transaction.atomic
def go_on(job: ImportJob, *, actor) -> None:
    """Continue an import that was interrupted, with the first row that is not done yet."""
    advance(job, "go_on", actor=actor, attempts=0, error="")
    importing.send(job)


@transaction.atomic
def take_back(job: ImportJob, *, actor) -> None:
    """Take the import back in the background; what stands in the way is shown afterwards. Raises GuardFailed."""
    require(not job.is_purged, _("The time in which this import could be taken back is over."))
    advance(job, "take_back", actor=actor, attempts=0, problems=[], error="")
    importing.send(job)


@transaction.atomic
def discard(job: ImportJob, *, actor) -> None:
    """Delete the file of an import that was not started."""
    advance(job, "discard", actor=actor)
    purge(job)


def purge(job: ImportJob) -> None:
    """Delete file, lines and journal of an import; that it took place, and its counts, stay."""
    storage, name = job.file.storage, job.file.name
    job.lines.all().delete()
    job.chunks.all().delete()
    ImportJob.objects.filter(pk=job.pk).update(file="", headers=[], problems=[])
    job.file = ""
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def expire_import(job: ImportJob) -> None:
    """Delete what is kept of an import whose time is over; one that was never started is discarded."""
    if job.state in (ImportState.UPLOADED, ImportState.CHECKED):
        advance(job, "discard", actor=None)
    purge(job)


@transaction.atomic
def request_export(
    *, subject: str, columns: list[str], conditions: dict[str, str], file_format: str, purpose: str, actor
) -> ExportJob:
    """Ask for an export and return it; the file is written in the background."""
    from transfer.tasks import write_export

    job = ExportJob.objects.create(
        subject=subject,
        columns=columns,
        conditions=conditions,
        file_format=file_format,
        purpose=purpose,
        requested_by=actor,
        expires_at=timezone.now() + timedelta(days=settings.EXPORT_KEEP_DAYS),
    )
    details = {"subject": subject, "columns": columns}
    LogEntry.objects.record(job, "request_export", actor=actor, details=details, to_state=job.state)
    enqueue_on_commit(write_export, job.pk)
    return job


@transaction.atomic
def note_download(job: ExportJob, *, actor) -> None:
    """Log that the file of an export is handed out."""
    ExportJob.objects.filter(pk=job.pk).update(downloads=F("downloads") + 1)
    LogEntry.objects.record(job, "download", actor=actor, details={"rows": job.rows, "sha256": job.sha256})


@transaction.atomic
def expire_export(job: ExportJob) -> None:
    """Delete the file of an export whose time is over."""
    storage, name = job.file.storage, job.file.name
    advance(job, "expire", actor=None, file="")
    transaction.on_commit(lambda: storage.delete(name))
