"""What pages of events show."""

import calendar as months
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from events.models import Event, EventDate
from scheduling.clock import local


@dataclass(frozen=True)
class Day:
    """A day of a month with what takes place on it; `is_other`: it belongs to the month before or after."""

    date: date
    dates: list[EventDate]
    is_other: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month as whole weeks, Monday first."""

    first: date
    weeks: list[list[Day]]

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def busy_days(self) -> list[Day]:
        """The days of this month on which something takes place, for the list on narrow screens."""
        return [day for week in self.weeks for day in week if day.dates and not day.is_other]


def month_of(year: int, month: int) -> Month:
    """Return the public dates of a month. Raises ValueError for one that no calendar has."""
    first = date(year, month, 1)
    weeks = months.Calendar().monthdatescalendar(year, month)
    begin, end = weeks[0][0], weeks[-1][-1] + timedelta(days=1)
    rows = EventDate.objects.filter(
        event__in=Event.objects.public(),
        starts_at__lt=timezone.make_aware(datetime.combine(end, time.min)),
        ends_at__gte=timezone.make_aware(datetime.combine(begin, time.min)),
    ).select_related("event__venue")
    on: dict[date, list[EventDate]] = defaultdict(list)
    for row in rows:
        day, last = local(row.starts_at).date(), local(row.ends_at - timedelta(seconds=1)).date()
        while day <= last:
            on[day].append(row)
            day += timedelta(days=1)
    today = timezone.localdate()
    return Month(first, [[Day(day, on[day], day.month != month, day == today) for day in week] for week in weeks])
