"""Postmen of this room."""

from celery import shared_task


@shared_task(name="cooperation.prepare_numbers")
def prepare_numbers() -> None:
    """Every night: work out what readers will see, so that nobody waits for it."""
    from cooperation.services import prepare

    prepare()
