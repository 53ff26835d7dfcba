"""The end of what was noted at events, and of minutes."""

from datetime import date

from django.db import models
from django.db.models import Max, Q

from core.retention import delete_rows, job, period_start_before
from events.models import ActionItem, Event, EventNote, Feedback, Minutes


def _forget(batch: list) -> None:
    """Delete notes; of feedback the answer stays, which says nothing of who gave it."""
    if isinstance(batch[0], Feedback):
        Feedback.objects.filter(pk__in=[row.pk for row in batch]).update(missing="", registration=None)
    else:
        delete_rows(batch)


@job("event_note", _forget)
def old_notes(today: date) -> list[models.QuerySet]:
    before = period_start_before("event_note", today)
    says_more = ~Q(missing="") | Q(registration__isnull=False)
    return [
        EventNote.objects.filter(created_at__lt=before),
        Feedback.objects.filter(says_more, answered_on__lt=before.date()),
    ]


@job("event_minutes", delete_rows)
def old_minutes(today: date) -> list[models.QuerySet]:
    before = period_start_before("event_minutes", today)
    over = Event.objects.annotate(over_at=Max("dates__ends_at")).filter(over_at__lt=before).values("pk")
    return [ActionItem.objects.filter(event__in=over), Minutes.objects.filter(event__in=over)]
