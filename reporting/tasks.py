"""Postmen of this room."""

from celery import shared_task


@shared_task(name="reporting.freeze_figures")
def freeze_figures() -> None:
    """Every night; does something only in the first one that finds a month due."""
    from django.utils import timezone

    from core.jobs import run_once
    from reporting.freezing import freeze_due, last_due

    today = timezone.localdate()
    run_once("figures", last_due(today).isoformat(), lambda: {"months": freeze_due(today)})


@shared_task(name="reporting.count_free_period")
def count_free_period(pk: int) -> None:
    from reporting.services import count_free

    count_free(pk)


@shared_task(name="reporting.sweep_counts")
def sweep_counts() -> None:
    """Send what waits longer than a broker takes, and what a lost worker has left, once more."""
    from reporting.services import stuck_counts

    for pk in stuck_counts():
        count_free_period.delay(pk)
