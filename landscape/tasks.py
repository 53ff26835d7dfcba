"""Postmen of this room."""

from celery import shared_task

from landscape.counting import carry_over
from landscape.services import refresh_all


@shared_task(name="landscape.refresh_all")
def refresh_nightly() -> None:
    refresh_all()


@shared_task(name="landscape.carry_over_views")
def carry_over_views() -> None:
    carry_over()
