"""Calendar periods that reports are made for: months, quarters, half-years and years, by the clock of the hub."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SpanKind(models.TextChoices):
    MONTH = "month", gettext_lazy("Month")
    QUARTER = "quarter", gettext_lazy("Quarter")
    HALF = "half", gettext_lazy("Half-year")
    YEAR = "year", gettext_lazy("Year")


MONTHS = {SpanKind.MONTH: 1, SpanKind.QUARTER: 3, SpanKind.HALF: 6, SpanKind.YEAR: 12}
_SLUG = re.compile(r"\A([0-9]{4})(?:-(0[1-9]|1[0-2])|-Q([1-4])|-H([12]))?\Z")
_PART = {SpanKind.QUARTER: SpanKind.MONTH, SpanKind.HALF: SpanKind.QUARTER, SpanKind.YEAR: SpanKind.HALF}


@dataclass(frozen=True, order=True)
class Span:
    """One calendar period, from its first day."""

    first: date
    kind: SpanKind

    @classmethod
    def of(cls, day: date, kind: str) -> "Span":
        """Return the period of `kind` that `day` falls into."""
        kind = SpanKind(kind)
        length = MONTHS[kind]
        return cls(date(day.year, (day.month - 1) // length * length + 1, 1), kind)

    @classmethod
    def parse(cls, slug: str) -> "Span":
        """Return the period of "2026-03", "2026-Q1", "2026-H1" or "2026". Raises ValueError for anything else."""
        found = _SLUG.match(slug)
        if not found:
            raise ValueError(f"{slug!r} names no period")
        year, *numbers = found.groups()
        for kind, number in zip((SpanKind.MONTH, SpanKind.QUARTER, SpanKind.HALF), numbers, strict=True):
            if number:
                return cls(date(int(year), (int(number) - 1) * MONTHS[kind] + 1, 1), kind)
        return cls(date(int(year), 1, 1), SpanKind.YEAR)

    @property
    def slug(self) -> str:
        number = (self.first.month - 1) // MONTHS[self.kind] + 1
        rest = {SpanKind.MONTH: f"-{number:02}", SpanKind.QUARTER: f"-Q{number}", SpanKind.HALF: f"-H{number}"}
        return f"{self.first.year:04}{rest.get(self.kind, '')}"

    @property
    def last(self) -> date:
        return self.first + relativedelta(months=MONTHS[self.kind]) - timedelta(days=1)

    @property
    def label(self) -> str:
        number = (self.first.month - 1) // MONTHS[self.kind] + 1
        named = {"number": number, "year": self.first.year}
        if self.kind == SpanKind.MONTH:
            return date_format(self.first, "F Y")
        if self.kind == SpanKind.QUARTER:
            return _("Quarter %(number)s/%(year)s") % named
        return _("Half-year %(number)s/%(year)s") % named if self.kind == SpanKind.HALF else str(self.first.year)

    @property
    def before(self) -> "Span":
        return Span(self.first - relativedelta(months=MONTHS[self.kind]), self.kind)

    @property
    def year_before(self) -> "Span":
        return Span(self.first - relativedelta(years=1), self.kind)

    @property
    def months(self) -> list[date]:
        """The first days of its months."""
        return list(_months_of(self))

    @property
    def parts(self) -> list["Span"]:
        """The periods one step smaller that make it up; none for a month."""
        return list(_parts_of(self))

    @property
    def earlier_in_year(self) -> list["Span"]:
        """The longest periods that make up the year before this one begins: its earlier siblings, those of the period
        it is part of, and so on."""
        found: list[Span] = []
        inner = self
        for kind in list(SpanKind)[list(SpanKind).index(self.kind) + 1 :]:
            around = Span.of(inner.first, kind)
            found += [part for part in around.parts if part.first < inner.first]
            inner = around
        return found

    def __str__(self) -> str:
        return self.slug


@lru_cache(maxsize=4_000)
def _months_of(span: Span) -> tuple[date, ...]:
    return tuple(span.first + relativedelta(months=number) for number in range(MONTHS[span.kind]))


@lru_cache(maxsize=4_000)
def _parts_of(span: Span) -> tuple[Span, ...]:
    kind = _PART.get(span.kind)
    return tuple(Span(month, kind) for month in _months_of(span)[:: MONTHS[kind]]) if kind else ()


def ends_with(month: date) -> list[Span]:
    """Return the periods that are over with the month that begins on `month`, the smallest first."""
    spans = [Span.of(month, kind) for kind in SpanKind]
    return [span for span in spans if span.months[-1] == month]


def within_year(year: int, until: date) -> Iterator[Span]:
    """Yield all periods of `year` that are over with the month that begins on `until`, in the order of publication."""
    for month in Span(date(year, 1, 1), SpanKind.YEAR).months:
        if month <= until:
            yield from ends_with(month)


def midnight(day: date) -> datetime:
    """Return the moment `day` begins by the clock of the hub."""
    return timezone.make_aware(datetime.combine(day, time.min))
