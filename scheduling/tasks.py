"""Celery tasks of this room: postmen."""

from celery import shared_task
from django.utils import timezone

from core.jobs import run_once


@shared_task(name="scheduling.sweep")
def sweep() -> None:
    from scheduling.sweeping import sweep

    sweep()


@shared_task(name="scheduling.replan_all")
def replan_all() -> None:
    """Repair the timers of all open cases, once a night even if two schedulers run."""
    from scheduling.planning import replan_all

    run_once("timers-nightly", timezone.localdate().isoformat(), replan_all)
