"""Celery tasks of stored files."""

from celery import shared_task
from django.utils import timezone

from core.jobs import run_once
from files.storing import remove_orphans


@shared_task(name="files.remove_orphans")
def remove_orphans_nightly() -> None:
    day = timezone.localdate().isoformat()
    run_once("files.remove_orphans", day, lambda: {"removed": len(remove_orphans())})
