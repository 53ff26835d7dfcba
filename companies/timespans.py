"""How long needs wait before they end by themselves, in days of the calendar."""

from datetime import date, timedelta

from django.utils import timezone

from companies.models import Need

REMIND_RETURNED = (7, 14)
EXPIRE_RETURNED = 30
REMIND_QUIET = 150
EXPIRE_QUIET = 180


def unanswered_until(need: Need) -> date:
    """Return the last day for the answer to the open question of a returned need."""
    return timezone.localdate(need.state_changed_at) + timedelta(days=EXPIRE_RETURNED)


def quiet_until(last_active: date) -> date:
    """Return the last day before a need ends that nobody has touched since `last_active`."""
    return last_active + timedelta(days=EXPIRE_QUIET)
