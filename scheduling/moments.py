"""When on a day something happens by itself."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from scheduling.workdays import add_working_days


def at_hour(day: date) -> datetime:
    """Return the moment of `day` at which timers are due: `TIMER_HOUR` by the clock on the wall, summer and winter."""
    local = timezone.make_aware(datetime.combine(day, time(settings.TIMER_HOUR)), timezone.get_default_timezone())
    return local.astimezone(UTC)  # so that differences count the hours of the clock change


def days_after(start: date, days: int) -> datetime:
    """Return the moment of the `days`-th day after `start`."""
    return at_hour(start + timedelta(days=days))


def when_missed(last_day: date) -> datetime:
    """Return when it shows that something did not happen by `last_day`, which is still in time: the day after."""
    return days_after(last_day, 1)


def when_missed_at_work(last_day: date) -> datetime:
    """Return the same for a deadline of the hub: on the next working day, when somebody reads it."""
    return at_hour(add_working_days(last_day, 1))


def announced_day(last_day: date) -> date:
    """Return the last day that counts when somebody is reminded of `last_day` today: a late reminder leaves time."""
    return max(last_day, timezone.localdate() + timedelta(days=settings.TIMER_NOTICE_DAYS - 1))
