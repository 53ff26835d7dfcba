"""Periods of the calendar: months, and what months make up. All of them by the date in Berlin.

A period is known by its key: 2026, 2026-H1, 2026-Q3, 2026-09, or "all" for the whole time.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.spans import Span, SpanKind

ALL = "all"

Month = datetime.date  # its first day


@dataclass(frozen=True)
class Period:
    """Months from `first` to `last`, both their first days. `kind` is None for the whole time."""

    first: Month
    last: Month
    kind: SpanKind | None

    @property
    def key(self) -> str:
        return Span(self.first, self.kind).slug if self.kind else ALL

    @property
    def label(self) -> str:
        """The name of the period in the language of the reader."""
        return Span(self.first, self.kind).label if self.kind else _("whole time")

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
        """What the period is the sum of, one step down; nothing for a month and for the whole time."""
        inside = Span(self.first, self.kind).parts if self.kind else ()
        return tuple(of(part.first, part.kind) for part in inside)


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


def of(day: datetime.date, kind: SpanKind) -> Period:
    """Return the period of `kind` that `day` lies in."""
    span = Span.of(day, kind)
    return Period(span.first, span.months[-1], span.kind)


def whole(first: Month, last: Month) -> Period:
    return Period(first, last, None)


def parse(key: str) -> Period | None:
    """Return the period of `key`; None for the whole time and for nonsense."""
    try:
        span = Span.parse(key)
    except ValueError:
        return None
    return of(span.first, span.kind)


def offered(first: Month, last: Month, *, running: bool) -> list[tuple[SpanKind, list[Period]]]:
    """Return the periods that hold months from `first` to `last`, the newest first, the longest kind first; with
    `running` also those that end later."""
    found = []
    for kind in reversed(SpanKind):
        periods = {of(month, kind) for month in months(first, last)}
        listed = [each for each in periods if running or each.last <= last]
        found.append((kind, sorted(listed, key=lambda each: each.first, reverse=True)))
    return found


def last_quarters(first: Month, last: Month, number: int) -> list[Period]:
    """Return the last `number` quarters that are over by the end of `last`, oldest first; none that ended before
    `first`."""
    quarter = of(last, SpanKind.QUARTER)
    if quarter.last > last:
        quarter = of(before(quarter.first), SpanKind.QUARTER)
    found: list[Period] = []
    while len(found) < number and quarter.last >= first:
        found.append(quarter)
        quarter = of(before(quarter.first), SpanKind.QUARTER)
    return found[::-1]
