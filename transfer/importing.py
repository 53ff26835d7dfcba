"""The work of an import: check all rows, import them, take them back. Done in the background, chunk by chunk.

A chunk is one transaction: its rows, its lines of the report, its journal and the number of rows done are written
together or not at all. So a worker that dies leaves a file of which the first rows are imported and the others are
not, and whoever goes on begins with the next one. Each turn of the work has a number (`attempts`); a chunk is written
only by whoever holds the present turn, so that two workers never write the same rows.
"""

import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation

from core.jobs import enqueue_on_commit
from core.merging import Journal
from core.states import InvalidTransition, advance
from transfer import undo
from transfer.enums import ImportState, Outcome
from transfer.files import BadFile, Row, read_rows
from transfer.models import ImportChunk, ImportJob, ImportLine
from transfer.subjects.base import Plan, SubjectOfImport
from transfer.subjects.registry import subject_of

log = structlog.get_logger(__name__)

CHUNK = 250  # rows of one transaction: a few seconds at most, so that nobody waits for a lock for long
MAX_ATTEMPTS = 3
STUCK_AFTER = timedelta(minutes=5)
_LOCKS = {"organisations": 7401, "needs": 7402, "offers": 7403}  # of the database: one import writes at a time
_BEGIN = {
    ImportState.TO_CHECK: "begin_check",
    ImportState.TO_IMPORT: "begin_import",
    ImportState.TO_UNDO: "begin_undo",
}
_AGAIN = {
    ImportState.CHECKING: "check_again",
    ImportState.IMPORTING: "import_again",
    ImportState.UNDOING: "undo_again",
}
_GIVE_UP = {
    ImportState.CHECKING: "fail_check",
    ImportState.IMPORTING: "fail_import",
    ImportState.UNDOING: "refuse_undo",
}
COUNTS = ("created_count", "updated_count", "skipped_count", "failed_count", "likely_count")


class Superseded(Exception):
    """Somebody else has taken over the work."""


def work(job_id: int) -> ImportJob | None:
    """Do what the job waits for, unless somebody does; return it, or None when there was nothing to do.

    An error is stored with the job; the work goes back to the queue until MAX_ATTEMPTS, then a lead sees it.
    """
    job = ImportJob.objects.select_related("requested_by").filter(pk=job_id).first()
    if job is None or job.state not in _BEGIN:
        return None
    try:
        advance(job, _BEGIN[job.state], actor=None, heartbeat_at=timezone.now(), attempts=F("attempts") + 1)
    except InvalidTransition:
        return None
    with translation.override(job.requested_by.language):
        try:
            _do(job)
        except Superseded:
            log.warning("import_superseded", job=job.pk)
        except BadFile as problem:
            _give_up(job, str(problem))
        except Exception as error:
            log.error("import_failed", job=job.pk, **told(error))
            _give_back(job, f"{type(error).__name__}")  # what a database says about a row may hold its values
    job.refresh_from_db()
    return job


def told(error: Exception) -> dict[str, str]:
    """Return kind and place of an error for the log: its message may hold values of the row."""
    return {"error": type(error).__name__, "where": "".join(traceback.format_tb(error.__traceback__))}


def _do(job: ImportJob) -> None:
    if job.state == ImportState.UNDOING:
        undo.take_back_import(job)
        return
    is_check = job.state == ImportState.CHECKING
    subject = subject_of(job, is_check=is_check)
    for first, rows in chunks(job, subject):
        do_chunk(job, subject, first, rows)
    _end(job, "end_check" if is_check else "end_import")


def chunks(job: ImportJob, subject: SubjectOfImport) -> Iterator[tuple[int, list[Row]]]:
    """Yield the rows that are not done yet with the number of the first of them. Rows that are done are only looked
    at for which entry they are about, so that a repeated one is recognised."""
    with job.file.open("rb") as file:
        rows = read_rows(file.file, job.file_format, job.encoding, job.delimiter)
        next(rows, None)  # the titles
        first = job.done
        for row in islice(rows, first):
            subject.remember(row.line, cells_of(job, row))
        while block := list(islice(rows, CHUNK)):
            yield first, block
            first += len(block)


def cells_of(job: ImportJob, row: Row) -> dict[str, str]:
    """Return the cells of a row by the key of their column; a short row has empty cells at its end."""
    cells = [*row.cells, *[""] * (len(job.mapping) - len(row.cells))]
    return {key: text for key, text in zip(job.mapping, cells, strict=False) if key}


def do_chunk(job: ImportJob, subject: SubjectOfImport, first: int, rows: list[Row]) -> None:
    """Check or import some rows in one transaction. Raises Superseded when the turn is somebody else's."""
    is_check = subject.is_check
    with transaction.atomic():
        if not is_check:
            _wait_for_turn(job)
        _hold(job, first)
        plans = subject.plan((row.line, cells_of(job, row)) for row in rows)
        _mark_likely(job, subject, plans, is_check)
        if not is_check:
            journal = Journal()
            created = subject.write(plans, journal)
            ImportChunk.objects.create(
                job=job,
                first=first,
                changes=journal.changes,
                created=[undo.fingerprinted(row) for row in created],
                relations=undo.relations_of(plans),
            )
        ImportLine.objects.bulk_create(_line(job, plan, is_check) for plan in plans)
        _count(job, plans, first + len(rows))


def _wait_for_turn(job: ImportJob) -> None:
    """Let one import of a kind write at a time: two that run together would not see each other's new entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCKS[job.subject]])


def _hold(job: ImportJob, first: int) -> None:
    """Lock the job for this transaction. Raises Superseded unless this is the turn and the place that are due."""
    held = ImportJob.objects.select_for_update().filter(pk=job.pk, state=job.state, attempts=job.attempts, done=first)
    if not held.values_list("pk", flat=True).first():
        raise Superseded


def _mark_likely(job: ImportJob, subject: SubjectOfImport, plans: list[Plan], is_check: bool) -> None:
    """Note which new rows look like an entry that exists; leave them out where the import was told to.

    The import itself relies on what the check has found: a person has seen that.
    """
    if not subject.knows_likely:
        return
    if is_check:
        subject.mark_likely(plans)
    elif job.leaves_out_likely:
        lines = [plan.line for plan in plans if plan.is_new]
        seen = job.lines.filter(is_check=True, line__in=lines, likely_id__isnull=False)
        found = {line.line: line for line in seen}
        for plan in plans:
            if plan.line in found:
                plan.likely_id, plan.messages = found[plan.line].likely_id, list(found[plan.line].messages)
    if job.leaves_out_likely:
        for plan in plans:
            if plan.likely_id:
                plan.outcome, plan.instance = Outcome.SKIPPED, None


def _line(job: ImportJob, plan: Plan, is_check: bool) -> ImportLine:
    return ImportLine(
        job=job,
        is_check=is_check,
        line=plan.line,
        outcome=plan.outcome,
        object_id=plan.object_id if plan.outcome != Outcome.FAILED else None,
        label=plan.label,
        messages=plan.messages,
        likely_id=plan.likely_id,
    )


def _count(job: ImportJob, plans: list[Plan], done: int) -> None:
    counted = Counter(plan.outcome for plan in plans)
    more = {f"{outcome}_count": F(f"{outcome}_count") + counted[outcome] for outcome in Outcome.values}
    likely = sum(plan.likely_id is not None for plan in plans)
    ImportJob.objects.filter(pk=job.pk).update(
        done=done, heartbeat_at=timezone.now(), likely_count=F("likely_count") + likely, **more
    )
    job.done = done


def _end(job: ImportJob, transition: str) -> None:
    """Close a step; somebody who took over meanwhile does it instead."""
    with transaction.atomic():
        _hold(job, job.done)
        advance(job, transition, actor=None, finished_at=timezone.now(), error="", attempts=0, total=job.done)


def _give_back(job: ImportJob, error: str) -> None:
    """Let work that failed be tried again, until MAX_ATTEMPTS."""
    if job.attempts >= MAX_ATTEMPTS:
        _give_up(job, error)
        return
    _leave(job, _AGAIN[job.state], error)


def _give_up(job: ImportJob, error: str) -> None:
    _leave(job, _GIVE_UP[job.state], error, attempts=0)


def _leave(job: ImportJob, transition: str, error: str, **fields) -> None:
    try:
        with transaction.atomic():
            _hold(job, ImportJob.objects.get(pk=job.pk).done)
            advance(job, transition, actor=None, error=error[:500], **fields)
    except (Superseded, InvalidTransition):
        log.warning("import_superseded", job=job.pk)


def take_back_stuck(now=None) -> list[int]:
    """Give back what dead workers had begun; return the keys of all imports that wait for a worker."""
    silent = (now or timezone.now()) - STUCK_AFTER
    for job in ImportJob.objects.filter(state__in=_AGAIN, heartbeat_at__lt=silent):
        _give_back(job, "worker lost")
    return list(ImportJob.objects.filter(state__in=_BEGIN).values_list("pk", flat=True))


def send(job: ImportJob) -> None:
    """Queue the work of a job once the transaction is committed."""
    from transfer.tasks import work_on_import

    enqueue_on_commit(work_on_import, job.pk)
