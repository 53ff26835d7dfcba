"""Times as people say them: by the clock on the wall in Berlin, also on the two nights on which it is changed."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"
BERLIN = ZoneInfo(ZONE)


class NoSuchTime(ValueError):
    """Clocks never show this time on this day: it lies in the hour that is skipped in March."""


def moment_of(day: date, at: time) -> datetime:
    """Return the moment at which the clocks show `at` on `day`, in UTC.

    A time that comes twice in October is the first of the two, still summer time, as calendars read it, too
    (RFC 5545, 3.3.5). Raises NoSuchTime for one that does not come at all.
    """
    shown = datetime.combine(day, at)
    moment = shown.replace(tzinfo=BERLIN).astimezone(UTC)
    if moment.astimezone(BERLIN).replace(tzinfo=None) != shown:
        raise NoSuchTime(f"{shown:%Y-%m-%d %H:%M} is skipped when the clocks are changed")
    return moment


def local(moment: datetime) -> datetime:
    """Return what the clocks show at `moment`."""
    return moment.astimezone(BERLIN)
