"""The end of names in reports."""

from datetime import date

from django.db import models
from django.db.models import Q

from core.retention import job, period_start_before
from legal.models import Ticket


def _forget_reporters(batch: list[Ticket]) -> None:
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in batch]).update(reporter_name="", reporter_email="")


@job("report", _forget_reporters)
def decided_reports(today: date) -> list[models.QuerySet]:
    named = ~Q(reporter_name="") | ~Q(reporter_email="")
    return [Ticket.objects.filter(named, decided_at__lt=period_start_before("report", today))]
