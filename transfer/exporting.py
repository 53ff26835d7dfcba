"""Writing an export: rows are streamed from the database into a file, whose digest and size are kept."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

import structlog
from django.core.files import File
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation

from accounts.enums import ReadPlace
from accounts.reads import note_read
from companies.models import Need
from core.batches import batched
from core.cells import writer_of
from core.states import InvalidTransition, advance
from organisations.models import Membership, Organisation
from startups.models import Offer
from transfer.enums import ExportState, ExportSubject
from transfer.importing import told
from transfer.models import ExportJob
from transfer.permissions import can_export
from transfer.subjects.registry import export_columns

log = structlog.get_logger(__name__)

AT_ONCE = 500  # rows in memory
MAX_ATTEMPTS = 3
STUCK_AFTER = timedelta(minutes=5)


class NoRight(Exception):
    """The person must not export any more."""


def rows_of(job: ExportJob) -> models.QuerySet:
    """Return the entries of an export: what its person sees on pages, narrowed by the conditions."""
    user, wanted = job.requested_by, job.conditions
    if job.subject == ExportSubject.NEEDS:
        rows = Need.objects.visible_to(user).select_related("organisation", "contact", "municipality")
        rows = rows.prefetch_related("topics")
        region, state, word = Q(region__slug=wanted.get("region")), "state", "title__icontains"
    elif job.subject == ExportSubject.OFFERS:
        rows = Offer.objects.visible_to(user).select_related("organisation", "contact")
        rows = rows.prefetch_related("topics", "sectors__parent")
        region, state, word = Q(organisation__region__slug=wanted.get("region")), "state", "title__icontains"
    elif job.subject == ExportSubject.CONTACTS:
        organisations = Organisation.objects.visible_to(user).values("pk")
        rows = Membership.objects.active().filter(organisation__in=organisations)
        rows = rows.select_related("organisation", "contact")
        region, word = Q(organisation__region__slug=wanted.get("region")), "organisation__name__icontains"
        state = "organisation__verification"
    else:
        rows = Organisation.objects.visible_to(user).select_related("municipality", "region")
        rows = rows.prefetch_related("sectors__parent")
        region, state, word = Q(region__slug=wanted.get("region")), "verification", "name__icontains"
    if wanted.get("region"):
        rows = rows.filter(region)
    if wanted.get("state"):
        rows = rows.filter(**{state: wanted["state"]})
    if wanted.get("q"):
        rows = rows.filter(**{word: wanted["q"]})
    return rows.order_by("pk")


def table_of(job: ExportJob) -> Iterator[list[Any]]:
    """Yield the titles of the columns, then the rows; note whose contact data the person gets to read."""
    chosen = set(job.columns)
    columns = [column for column in export_columns(job.subject) if column.key in chosen]
    yield [str(column.label) for column in columns]
    tells_of_people = job.subject == ExportSubject.CONTACTS or "contact_email" in chosen
    for block in batched(rows_of(job).iterator(chunk_size=AT_ONCE), AT_ONCE):
        if tells_of_people:
            note_read(job.requested_by, (row.contact for row in block), ReadPlace.EXPORT)
        for row in block:
            yield [column.value(row) for column in columns]


def work(job_id: int) -> ExportJob | None:
    """Write the file of an export unless somebody does; return it, or None when there was nothing to do."""
    job = ExportJob.objects.select_related("requested_by").filter(pk=job_id).first()
    if job is None:
        return None
    try:
        advance(job, "begin", actor=None, heartbeat_at=timezone.now(), attempts=F("attempts") + 1)
    except InvalidTransition:
        return None
    with translation.override(job.requested_by.language):
        try:
            _write(job)
        except Exception as error:
            log.error("export_failed", job=job.pk, **told(error))
            _give_back(job, type(error).__name__)
    job.refresh_from_db()
    return job


def _write(job: ExportJob) -> None:
    if not can_export(job.requested_by):
        raise NoRight
    with TemporaryFile() as file:
        writer, number = writer_of(job.file_format, file), -1
        for number, row in enumerate(table_of(job)):
            writer.row(row)
            if number % AT_ONCE == 0:
                ExportJob.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now(), rows=number)
        writer.close()
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        job.file.save(job.filename, File(file), save=False)
    name = job.file.name
    try:
        advance(job, "finish", actor=None, rows=number, size=size, sha256=digest, file=name, error="")
    except BaseException:
        job.file.storage.delete(name)
        raise


def _give_back(job: ExportJob, error: str) -> None:
    try:
        advance(job, "fail" if job.attempts >= MAX_ATTEMPTS else "begin_again", actor=None, error=error)
    except InvalidTransition:
        log.warning("export_superseded", job=job.pk)


def take_back_stuck(now=None) -> list[int]:
    """Give back what dead workers had begun; return the keys of all exports that wait for a worker."""
    silent = (now or timezone.now()) - STUCK_AFTER
    for job in ExportJob.objects.filter(state=ExportState.RUNNING, heartbeat_at__lt=silent):
        _give_back(job, "worker lost")
    return list(ExportJob.objects.filter(state=ExportState.QUEUED).values_list("pk", flat=True))
