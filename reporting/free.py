"""Counting any days: whole months that are frozen as they were frozen, all other days from the facts as they stand.

So ten years take as long as two months do, and a free period of whole frozen months never differs from the report.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Sum

from core.spans import SpanKind, midnight
from reporting.counting import Statement, contributed, rows, sums
from reporting.measures import COUNTY, TOTAL, Measure
from reporting.models import Cell, Snapshot

Values = dict[tuple[str, str], int]  # series, place -> value

# Of each firm the rows of its first month, where it counts and how large it was, and what adds up of all months.
_FROZEN = """
SELECT rows.who, rows.series, rows.place FROM (
    SELECT who, MIN(month) AS month FROM reporting_contribution
    WHERE measure = %(measure)s AND series = '' AND month BETWEEN %(first)s AND %(last)s GROUP BY who
) AS begun
JOIN reporting_contribution AS rows
    ON rows.measure = %(measure)s AND rows.who = begun.who AND rows.month = begun.month
UNION
SELECT who, series, place FROM reporting_contribution
WHERE measure = %(measure)s AND month BETWEEN %(first)s AND %(last)s AND split_part(series, '/', 1) = ANY(%(added)s)"""


@dataclass(frozen=True)
class Stretch:
    """Days from `first` to `last`, both included; `is_frozen`: whole months, each of them frozen."""

    first: date
    last: date
    is_frozen: bool = False


def stretches(first: date, last: date) -> list[Stretch]:
    """Return the days from `first` to `last` in stretches: frozen months, what lies before, and after."""
    begin = first if first.day == 1 else first.replace(day=1) + relativedelta(months=1)
    frozen = Snapshot.objects.filter(kind=SpanKind.MONTH, first__gte=begin).order_by("first")
    end = begin
    for month in frozen.values_list("first", flat=True):
        following = month + relativedelta(months=1)
        if month != end or following > last + timedelta(days=1):
            break
        end = following
    if end == begin:
        return [Stretch(first, last)]
    found = [Stretch(begin, end - timedelta(days=1), is_frozen=True)]
    if first < begin:
        found.insert(0, Stretch(first, begin - timedelta(days=1)))
    if end <= last:
        found.append(Stretch(end, last))
    return found


def free_sums(measure: Measure, first: date, last: date) -> Values:
    """Return {(series, place): value} of `measure` for the days from `first` to `last`, both included."""
    parts = stretches(first, last)
    if measure.distinct:
        return _distinct(measure, parts)
    total: Counter[tuple[str, str]] = Counter()
    for part in parts:
        total.update(_frozen_cells(measure, part) if part.is_frozen else sums(measure, *_moments(part)))
    return dict(total)


def _moments(part: Stretch) -> tuple:
    return midnight(part.first), midnight(part.last + timedelta(days=1))


def _frozen_cells(measure: Measure, part: Stretch) -> Values:
    cells = Cell.objects.filter(
        measure=measure.slug, snapshot__kind=SpanKind.MONTH, snapshot__first__range=(part.first, part.last)
    ).exclude(place=COUNTY)
    found = cells.order_by().values_list("series", "place").annotate(number=Sum("value"))
    return {(series, place): number for series, place, number in found}


def _distinct(measure: Measure, parts: Iterable[Stretch]) -> Values:
    """Count each organisation once, with the place and classes of the first stretch it is in; what adds up (topics) of
    all stretches, at that place."""
    added = {each.slug for each in measure.dimensions if each.adds_up}
    home: dict[int, str] = {}
    counted: set[tuple[int, str]] = set()
    for part in parts:
        known = set(home)
        for who, series, place in _told(measure, part, added):
            if series.partition("/")[0] in added or who not in known:
                counted.add((who, series))
            if series == TOTAL and who not in known:
                home[who] = place
    return dict(Counter((series, home[who]) for who, series in counted))


def _told(measure: Measure, part: Stretch, added: set[str]) -> Iterator[tuple[int, str, str]]:
    """Yield who, series, place: the beginning of each organisation in `part`, and all that adds up."""
    if part.is_frozen:
        values = {"measure": measure.slug, "first": part.first, "last": part.last, "added": list(added)}
        return rows(Statement(_FROZEN, values))
    statement = contributed(measure, *_moments(part), by_month=False)
    return rows(Statement(f"{statement.sql} SELECT who, series, place FROM contributed", statement.values))  # noqa: S608
