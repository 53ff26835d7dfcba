"""Postmen of this room."""

from celery import shared_task


@shared_task(name="reporting.publish_figures")
def publish_figures() -> None:
    """Every night; does something only in the first one after a quarter."""
    from django.utils import timezone

    from core.jobs import run_once
    from reporting.services import last_quarter_end, publish

    as_of = last_quarter_end(timezone.localdate())
    run_once("figures", as_of.isoformat(), lambda: {"edition": getattr(publish(as_of), "pk", None)})
