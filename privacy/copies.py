"""Copies of the own data: asked for, made in the background, fetched by the person alone, deleted after some days."""

from datetime import datetime, timedelta

import structlog
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services import contact_of
from core.jobs import enqueue_on_commit
from core.models import LogEntry
from core.personal import data_classes
from privacy import notifications
from privacy.archive import build
from privacy.enums import CopyState
from privacy.models import DataCopy
from privacy.people import Person
from privacy.tasks import make_copy

log = structlog.get_logger(__name__)

STUCK_AFTER = timedelta(minutes=10)
GRACE = timedelta(seconds=60)  # a younger row has its task on the way


@transaction.atomic
def request_copy(user) -> DataCopy:
    """Ask for a copy of everything about `user` and return it; one that is being made already is returned instead."""
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(user=user)
    except IntegrityError:
        return DataCopy.objects.get(user=user, state__in=[CopyState.QUEUED, CopyState.RUNNING])
    LogEntry.objects.record(user, "request_copy", actor=user)
    enqueue_on_commit(make_copy, copy.pk)
    return copy


def make(copy_id: int) -> bool:
    """Make a copy unless somebody does; return whether it was done here. A failure is stored with it."""
    now = timezone.now()
    claimed = DataCopy.objects.filter(pk=copy_id, state=CopyState.QUEUED).update(
        state=CopyState.RUNNING, heartbeat_at=now
    )
    if not claimed:
        return False
    copy = DataCopy.objects.select_related("user").get(pk=copy_id)
    try:
        packed = build(Person.of(contact_of(copy.user)), language=copy.user.language)
        name = copy.file.storage.save(f"{copy.key}.zip", ContentFile(packed))
    except Exception as error:
        log.exception("data_copy_failed", copy=copy_id)
        DataCopy.objects.filter(pk=copy_id).update(
            state=CopyState.FAILED, finished_at=timezone.now(), error=type(error).__name__[:60]
        )
        return False
    return _finish(copy, name, len(packed))


@transaction.atomic
def _finish(copy: DataCopy, name: str, size: int) -> bool:
    now = timezone.now()
    days = data_classes()["data_copy"].period
    expires_at = now + (datetime.combine(days.end(now.date()), now.timetz()) - now)
    finished = DataCopy.objects.filter(pk=copy.pk, state=CopyState.RUNNING).update(
        state=CopyState.READY, file=name, size=size, finished_at=now, expires_at=expires_at
    )
    if not finished:
        copy.file.storage.delete(name)
        return False
    copy.refresh_from_db()
    notifications.copy_is_ready(copy)
    return True


def take_back_stuck(now: datetime | None = None) -> list[int]:
    """Queue copies of lost workers again; return the keys of all that wait for a worker for long."""
    now = now or timezone.now()
    DataCopy.objects.filter(state=CopyState.RUNNING, heartbeat_at__lt=now - STUCK_AFTER).update(state=CopyState.QUEUED)
    waiting = DataCopy.objects.filter(state=CopyState.QUEUED, requested_at__lt=now - GRACE)
    return list(waiting.values_list("pk", flat=True))


def delete_copy(copy: DataCopy) -> None:
    """Delete row and file. The file goes first: a row without file is tried again, a file without row is forgotten."""
    if copy.file:
        copy.file.storage.delete(copy.file.name)
    copy.delete()
