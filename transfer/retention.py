"""The end of files that were taken in or handed out."""

from datetime import date

from django.db import models
from django.utils import timezone

from core.retention import job
from transfer.models import ExportJob, ImportJob
from transfer.services import expire_export, expire_import


def _expire(batch: list) -> None:
    for row in batch:
        if isinstance(row, ImportJob):
            expire_import(row)
        else:
            expire_export(row)


@job("transfer", _expire)
def expired_transfers(today: date) -> list[models.QuerySet]:
    """Imports and exports carry the moment of their end, which their pages tell."""
    now = timezone.now()
    return [ImportJob.objects.expired(now), ExportJob.objects.expired(now)]
