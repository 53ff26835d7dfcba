"""The end of registrations, some time after the event."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from core.retention import delete_rows, job, period_start_before
from events.enums import RegistrationState
from events.models import Attendance, ParticipantList, Registration

NEVER_CONFIRMED = [RegistrationState.UNCONFIRMED, RegistrationState.EXPIRED]


@job("event", delete_rows)
def old_registrations(today: date) -> list[models.QuerySet]:
    """What was counted stays as a fact."""
    before = period_start_before("event", today)
    return [ParticipantList.objects.filter(created_at__lt=before), _over_before(before).exclude(pk__in=_who_came())]


@job("event_attended", delete_rows)
def old_attendances(today: date) -> list[models.QuerySet]:
    """Who came stays longer, for the proof of what was funded."""
    return [_over_before(period_start_before("event_attended", today)).filter(pk__in=_who_came())]


def _over_before(before: datetime) -> models.QuerySet:
    over = Registration.objects.annotate(over_at=Coalesce(Max("event__dates__ends_at"), F("created_at")))
    return Registration.objects.filter(pk__in=over.filter(Q(over_at__lt=before)).values("pk"))


def _who_came() -> models.QuerySet:
    return Attendance.objects.values("registration")


@job("event_unconfirmed", delete_rows)
def never_confirmed(today: date) -> list[models.QuerySet]:
    before = period_start_before("event_unconfirmed", today)
    return [Registration.objects.filter(state__in=NEVER_CONFIRMED, created_at__lt=before)]
