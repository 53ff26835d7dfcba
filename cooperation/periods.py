"""Periods of the calendar: months, and what months make up. All of them by the date in Berlin.

A period is known by its key: 2026, 2026-H1, 2026-Q3, 2026-09, or "all" for the whole time.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

ALL = "all"
_KEY = re.compile(r"(?P<year>[0-9]{4})(?:-(?:(?P<kind>[HQ])(?P<part>[1-4])|(?P<month>[0-9]{2})))?")

Month = datetime.date  # its first day


class Span(StrEnum):
    """How long a period is; the value is how many months."""

    YEAR = "12"
    HALF = "6"
    QUARTER = "3"
    MONTH = "1"

    @property
    def months(self) -> int:
        return int(self.value)


@dataclass(frozen=True)
class Period:
    """Months from `first` to `last`, both their first days. `span` is None for the whole time."""

    first: Month
    last: Month
    span: Span | None

    @property
    def key(self) -> str:
        year, number = self.first.year, 0 if self.span is None else (self.first.month - 1) // self.span.months + 1
        match self.span:
            case None:
                return ALL
            case Span.YEAR:
                return str(year)
            case Span.HALF:
                return f"{year}-H{number}"
            case Span.QUARTER:
                return f"{year}-Q{number}"
        return f"{year}-{self.first.month:02}"

    @property
    def label(self) -> str:
        """The name of the period in the language of the reader."""
        year, number = self.first.year, 0 if self.span is None else (self.first.month - 1) // self.span.months + 1
        match self.span:
            case None:
                return _("whole time")
            case Span.YEAR:
                return str(year)
            case Span.HALF:
                return _("half-year %(number)s/%(year)s") % {"number": number, "year": year}
            case Span.QUARTER:
                return _("quarter %(number)s/%(year)s") % {"number": number, "year": year}
        return f"{MONTHS[self.first.month]} {year}"

    @property
    def short(self) -> str:
        """The name of a quarter where there is little room."""
        return f"{(self.first.month - 1) // 3 + 1}/{self.first.year}"

    @property
    def end(self) -> datetime.date:
        """The last day."""
        return after(self.last) - datetime.timedelta(days=1)

    def __contains__(self, month: Month) -> bool:
        return self.first <= month <= self.last

    @property
    def parts(self) -> tuple["Period", ...]:
        """What the period is the sum of, one step down; nothing for a month."""
        shorter = {Span.YEAR: Span.HALF, Span.HALF: Span.QUARTER, Span.QUARTER: Span.MONTH}.get(self.span)
        if shorter is None:
            return ()
        return tuple(of(month, shorter) for month in months(self.first, self.last) if of(month, shorter).first == month)


def after(month: Month) -> Month:
    """Return the month after `month`."""
    return (month.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)


def before(month: Month) -> Month:
    """Return the month before `month`."""
    return (month - datetime.timedelta(days=1)).replace(day=1)


def months(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from `first` to `last`."""
    while first <= last:
        yield first
        first = after(first)


def of(day: datetime.date, span: Span) -> Period:
    """Return the period of length `span` that `day` lies in."""
    first = day.replace(month=(day.month - 1) // span.months * span.months + 1, day=1)
    last = first.replace(month=first.month + span.months - 1)
    return Period(first, last, span)


def whole(first: Month, last: Month) -> Period:
    return Period(first, last, None)


def parse(key: str) -> Period | None:
    """Return the period of `key`; None for the whole time and for nonsense."""
    found = _KEY.fullmatch(key)
    if not found:
        return None
    year, month = int(found["year"]), int(found["month"] or 1)
    if found["kind"]:
        span = Span.HALF if found["kind"] == "H" else Span.QUARTER
        month = (int(found["part"]) - 1) * span.months + 1
    else:
        span = Span.MONTH if found["month"] else Span.YEAR
    if not (1 <= month <= 12 and year):
        return None
    return of(datetime.date(year, month, 1), span)


def offered(first: Month, last: Month, *, running: bool) -> list[tuple[Span, list[Period]]]:
    """Return the periods that hold months from `first` to `last`, the newest first, by length; with `running` also
    those that end later."""
    found = []
    for span in Span:
        periods = {of(month, span) for month in months(first, last)}
        listed = [each for each in periods if running or each.last <= last]
        found.append((span, sorted(listed, key=lambda each: each.first, reverse=True)))
    return found


def last_quarters(first: Month, last: Month, number: int) -> list[Period]:
    """Return the last `number` quarters that are over by the end of `last`, oldest first; none that ended before
    `first`."""
    quarter = of(last, Span.QUARTER)
    if quarter.last > last:
        quarter = of(before(quarter.first), Span.QUARTER)
    found: list[Period] = []
    while len(found) < number and quarter.last >= first:
        found.append(quarter)
        quarter = of(before(quarter.first), Span.QUARTER)
    return found[::-1]
