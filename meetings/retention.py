"""The end of meetings: what was agreed and who came, some time after it was over."""

from datetime import date

from django.db import models
from django.db.models import Q

from core.retention import delete_rows, job, period_start_before
from meetings.models import Meeting


@job("meeting", delete_rows)
def old_meetings(today: date) -> list[models.QuerySet]:
    """Meetings nothing has happened to for the period, those without an answer included."""
    before = period_start_before("meeting", today)
    over = Q(starts_at=None) | Q(starts_at__lt=before)
    return [Meeting.objects.filter(over, state_changed_at__lt=before)]
