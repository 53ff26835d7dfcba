"""Background work that is safe to start twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.models import JobLease

log = structlog.get_logger(__name__)


def run_once(job: str, period: str, work: Callable[[], dict]) -> bool:
    """Run `work` unless somebody has run or is running `job` for `period`; return whether it ran here.

    `work` returns a small dict of counts that is stored with the lease. When it raises, the lease is given
    back, so that a retry can run, and the error goes on.
    """
    try:
        with transaction.atomic():
            lease = JobLease.objects.create(job=job, period=period)
    except IntegrityError:
        return False
    try:
        result = work()
    except BaseException:
        lease.delete()
        raise
    JobLease.objects.filter(pk=lease.pk).update(finished_at=timezone.now(), result=result or {})
    return True


def beat_heartbeat() -> None:
    """Note that beat and a worker are alive; one row, renewed."""
    now = timezone.now()
    JobLease.objects.update_or_create(job="heartbeat", period="now", defaults={"taken_at": now, "finished_at": now})


_queue_held: ContextVar[bool] = ContextVar("queue_held", default=False)


@contextmanager
def queue_held() -> Iterator[None]:
    """Send nothing to the queue inside the block: bulk work leaves its rows queued, the sweeper delivers."""
    token = _queue_held.set(True)
    try:
        yield
    finally:
        _queue_held.reset(token)


def enqueue_on_commit(task, *args) -> None:
    """Send `task` to the queue once the transaction is committed.

    The row that describes the work is already stored as queued. When the broker is away the page still
    answers; the sweeper finds the row and sends it again.
    """

    if _queue_held.get():
        return

    def publish() -> None:
        try:
            task.delay(*args)
        except (OperationalError, OSError):
            log.warning("queue_unavailable", task=task.name)

    transaction.on_commit(publish)
