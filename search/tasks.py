"""Postmen of this room."""

from celery import shared_task
from django.utils import timezone

from core.jobs import run_once
from search.services import rebuild


@shared_task(name="search.rebuild")
def rebuild_nightly() -> None:
    run_once("search.rebuild", timezone.localdate().isoformat(), rebuild)


@shared_task(name="search.read_anew")
def read_anew() -> None:
    """Read everything with another lexicon. Two at once do no harm, and the night looks again."""
    rebuild()
