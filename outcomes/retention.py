"""The end of remarks: what was answered stays as a fact, the words of a person go."""

from datetime import date

from django.db import models

from core.retention import job, period_start_before
from outcomes.models import Answer


def _forget_remarks(batch: list[Answer]) -> None:
    Answer.objects.filter(pk__in=[answer.pk for answer in batch]).update(remark="")


@job("survey_remark", _forget_remarks)
def old_remarks(today: date) -> list[models.QuerySet]:
    return [Answer.objects.exclude(remark="").filter(answered_at__lt=period_start_before("survey_remark", today))]
