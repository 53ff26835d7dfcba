"""Celery tasks of this room: postmen."""

from celery import shared_task
from django.utils import timezone

from core.jobs import run_once


@shared_task(name="privacy.make_copy")
def make_copy(copy_id: int) -> None:
    from privacy.copies import make

    make(copy_id)


@shared_task(name="privacy.sweep")
def sweep() -> None:
    """Look after what got stuck, and what its time has come for."""
    from privacy import copies, erasure, third_parties

    for copy_id in copies.take_back_stuck():
        make_copy.delay(copy_id)
    for request_id in erasure.due_ids():
        erase.delay(request_id)
    third_parties.post_due()


@shared_task(name="privacy.erase")
def erase(request_id: int) -> None:
    from privacy.erasure import carry_out

    carry_out(request_id)


@shared_task(name="privacy.retain")
def retain() -> None:
    """Apply all periods, once a night even if two schedulers run."""
    from privacy.retention import run

    run_once("retention", timezone.localdate().isoformat(), lambda: {"run": run().pk})
