"""Days of a series, and moving moments by days without moving what the clock shows."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from events.enums import Repeat
from scheduling.clock import local, moment_of

MOST = 60  # events of one series


def days_of(first: date, repeat: str, interval: int, last: date) -> list[date]:
    """Return the days on which a series meets that begins on `first`, by RFC 5545: every `interval` weeks on that
    weekday, or every `interval` months on that weekday of the month (the last one where `first` is in the fifth week).
    At most MOST days, none after `last`."""
    if repeat == Repeat.WEEKS:
        rule = rrule(WEEKLY, dtstart=first, interval=interval, until=last, count=None)
    else:
        number = (first.day - 1) // 7 + 1
        which = weekday(first.weekday())(number if number < 5 else -1)
        rule = rrule(MONTHLY, dtstart=first, interval=interval, byweekday=which, until=last)
    return [moment.date() for _number, moment in zip(range(MOST), rule, strict=False)]


def on_day(moment: datetime, shift: relativedelta) -> datetime:
    """Return `moment` shifted by whole days, at the same time by the clock. Raises scheduling.clock.NoSuchTime where
    the clocks skip it."""
    shown = local(moment)
    return moment_of(shown.date() + shift, shown.time())
