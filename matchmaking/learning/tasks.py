"""Postman of the nightly job; CELERY_IMPORTS names this module."""

from celery import shared_task
from django.utils import timezone

from core.jobs import run_once


@shared_task(name="matchmaking.learn")
def learn() -> None:
    """Once a night, before everything is matched again."""
    from matchmaking.learning.fit import learn as work

    run_once("learning-nightly", timezone.localdate().isoformat(), work)
