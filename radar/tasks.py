"""Postmen of this room."""

from celery import shared_task


@shared_task(name="radar.watch")
def watch() -> None:
    """Every night, after matching: the facts, and in the first one of a month what municipalities read."""
    from radar.services import watch_night

    watch_night()
