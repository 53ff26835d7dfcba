"""Working days in North Rhine-Westphalia: Monday to Friday without the public holidays of the state."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=32)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays_of(day.year)


def add_working_days(start: date, count: int) -> date:
    """Return the `count`-th working day after `start` (which itself does not count); `count` >= 1."""
    if count < 1:
        raise ValueError("count must be at least 1")
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def subtract_working_days(end: date, count: int) -> date:
    """Return the latest day after which `count` (>= 1) working days have passed on `end`: what began there, or was due
    there, is that old."""
    if count < 1:
        raise ValueError("count must be at least 1")
    day = end
    while count:
        count -= is_working_day(day)
        day -= timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and including `end`; 0 when `end` is not later."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def shift_by_pause(due: date | None, paused_on: date, resumed_on: date) -> date | None:
    """Return `due` moved on by the working days between pause and resumption; None stays None."""
    pause = working_days_between(paused_on, resumed_on)
    return add_working_days(due, pause) if due and pause else due
