"""Celery tasks of the core."""

from celery import shared_task

from core.jobs import beat_heartbeat


@shared_task(name="core.heartbeat")
def heartbeat() -> None:
    beat_heartbeat()
