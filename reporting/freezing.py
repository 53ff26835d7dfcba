"""Freezing a month, and every longer period that is over with it: counted, protected, stored, never changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.disclosure import FEWEST, LARGEST_SHARE, is_safe, protect
from core.models import CaseEvent, LogEntry
from core.spans import MONTHS, Span, SpanKind, ends_with, midnight, within_year
from core.stamps import touch
from reporting.counting import contributed, places
from reporting.measures import COUNTY, MEASURES, TOTAL, UNKNOWN, Measure, Relation
from reporting.models import Cell, Contribution, Snapshot, digest
from reporting.notifications import tell_partners

COLUMNS = ("measure", "series", "place", "value", "is_shown")  # of a cell, in the order of its digest
NEWS_FOR = timedelta(days=60)
Key = tuple[str, str, str]  # series, place, slug of the period
Amounts = dict[str, dict[str, dict[date, dict[int, int]]]]  # series -> place -> month -> who -> number


def last_due(today: date) -> date:
    """Return the first day of the last month that is to be frozen on `today`: it is over, and late entries have had
    FIGURES_FREEZE_DAYS days."""
    return (today - timedelta(days=settings.FIGURES_FREEZE_DAYS)).replace(day=1) - relativedelta(months=1)


def freeze_due(today: date | None = None) -> int:
    """Freeze all months that are due, the oldest first, and return how many that were."""
    until = last_due(today or timezone.localdate())
    newest = Snapshot.objects.filter(kind=SpanKind.MONTH).order_by("-first").first()
    month = newest.first + relativedelta(months=1) if newest else _begin()
    number = 0
    while month and month <= until:
        number += freeze(month) is not None
        month += relativedelta(months=1)
    return number


def _begin() -> date | None:
    """Return the January of the first fact, so that every frozen year is whole."""
    first = CaseEvent.objects.order_by("occurred_at").values_list("occurred_at", flat=True).first()
    return timezone.localdate(first).replace(month=1, day=1) if first else None


def freeze(month: date) -> Snapshot | None:
    """Freeze the month that begins on `month` with all periods that end with it; return its Snapshot.

    None when that has happened. Months are frozen in their order: what was shown before decides what may be shown.
    """
    try:
        with transaction.atomic():
            snapshots = {
                span.slug: Snapshot.objects.create(
                    kind=span.kind, first=span.first, fewest=FEWEST, largest_share=LARGEST_SHARE, sha256=""
                )
                for span in ends_with(month)
            }
            write_contributions([month])
            cells = defaultdict(list)
            for each in MEASURES:
                for (series, place, slug), (value, is_shown) in _decided(each, month).items():
                    cells[slug].append((each.slug, series, place, value, is_shown))
            for slug, snapshot in snapshots.items():
                Cell.objects.bulk_create(
                    [
                        Cell(
                            snapshot=snapshot, measure=measure, series=series, place=place, value=value, is_shown=shown
                        )
                        for measure, series, place, value, shown in cells[slug]
                    ],
                    batch_size=5_000,
                )
                snapshot.sha256 = digest(cells[slug])
                snapshot.save(update_fields=["sha256"])
                LogEntry.objects.record(snapshot, "freeze_figures", actor=None)
            touch("figures")
            if is_news(Span.of(month, SpanKind.QUARTER), month):
                tell_partners(Span.of(month, SpanKind.QUARTER))
    except IntegrityError:
        return None  # somebody else was quicker
    return snapshots[Span(month, SpanKind.MONTH).slug]


def is_news(quarter: Span, month: date) -> bool:
    """Whether partners are to be told now: a quarter has just been frozen that is over since some weeks only, not one
    of those that a first start makes up for."""
    return quarter.months[-1] == month and timezone.localdate() <= quarter.last + NEWS_FOR


def write_contributions(months: Iterable[date]) -> None:
    """Count these months from the facts; what was counted of them before is replaced."""
    months = sorted(months)
    Contribution.objects.filter(month__in=months).delete()
    for _year, group in groupby(months, key=lambda month: month.year):
        chosen = list(group)
        begin, end = midnight(chosen[0]), midnight(chosen[-1] + relativedelta(months=1))
        for each in MEASURES:
            statement = contributed(each, begin, end, by_month=True)
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO reporting_contribution (month, measure, series, place, who, number)"  # noqa: S608
                    f" {statement.sql} SELECT bucket, %(measure)s, series, place, who, number FROM contributed"
                    " WHERE bucket = ANY(%(months)s)",
                    {**statement.values, "measure": each.slug, "months": chosen},
                )


# --- Cells of longer periods ------------------------------------------------------------------------


@dataclass
class Year:
    """What contributes to one measure in the months of one year, up to the one that is frozen now."""

    measure: Measure
    until: date

    @cached_property
    def amounts(self) -> Amounts:
        found: Amounts = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
        rows = Contribution.objects.filter(
            measure=self.measure.slug, month__gte=self.until.replace(month=1), month__lte=self.until
        )
        for series, place, month, who, number in rows.values_list("series", "place", "month", "who", "number"):
            found[series][place][month][who] = number
        return found

    @cached_property
    def all_places(self) -> tuple[str, ...]:
        return (*places(), UNKNOWN)

    @cached_property
    def _first_places(self) -> dict[str, dict[int, tuple[date, str]]]:
        """Return, by period, the first month and place of each organisation: where it counts in that period."""
        found: dict[str, dict[int, tuple[date, str]]] = {}
        for span in within_year(self.until.year, self.until):
            first: dict[int, tuple[date, str]] = {}
            for place, months in self.amounts[TOTAL].items():
                for month in span.months:
                    for who in months.get(month, ()):
                        first[who] = min(first.get(who, (date.max, "")), (month, place))
            found[span.slug] = first
        return found

    def contributions(self, series: str, span: Span) -> dict[str, dict[int, int]]:
        """Return place -> who -> number of one series in one period, with the county."""
        by_place: dict[str, Counter] = {place: Counter() for place in self.all_places}
        whole: Counter = Counter()
        dimension = self.measure.dimension(series.partition("/")[0])
        for place, months in self.amounts.get(series, {}).items():
            for month in span.months:
                for who, number in months.get(month, {}).items():
                    at = place
                    if self.measure.distinct:
                        first_month, at = self._first_places[span.slug][who]
                        if month != first_month and not (dimension and dimension.adds_up):
                            continue
                        number = 1 - by_place[at][who]
                    by_place[at][who] += number
                    whole[who] += number
        return {**by_place, COUNTY: whole}

    def is_partition(self, series: str) -> bool:
        dimension = self.measure.dimension(series.partition("/")[0])
        return dimension is None or dimension.relation == Relation.PARTS

    def happens(self, series: str, span: Span) -> bool:
        """Return whether anybody contributes to the series in the period."""
        return any(month in months for months in self.amounts.get(series, {}).values() for month in span.months)

    def families(self) -> list[list[str]]:
        """Return the series that are protected together: the total first, each partition with it, the others one by
        one. Series without any contribution are zero everywhere and need no protection."""
        present = {series for series in self.amounts if series != TOTAL}
        found = [[TOTAL]]
        for dimension in self.measure.dimensions:
            own = sorted(series for series in present if series.partition("/")[0] == dimension.slug)
            if dimension.relation == Relation.OVERLAPPING:
                found += [[series] for series in own]
            elif own:  # classes without anybody can be hidden in the place of others
                found.append(sorted({*own, *map(dimension.series, dimension.labels())}))
        return found


def _decided(measure: Measure, month: date) -> dict[Key, tuple[int, bool]]:
    """Return, for the periods that end with `month`, every cell that is not zero, or hidden: value, is shown."""
    year = Year(measure, month)
    if not year.amounts:
        return {}
    new = ends_with(month)
    values: dict[Key, int] = {}
    hidden: set[Key] = set()
    for family in year.families():
        if not any(year.happens(series, span) for series in family for span in new):
            continue  # zero everywhere, which is shown
        spans = [new] if not measure.distinct else [[span] for span in new]  # what is distinct does not add up
        for group in spans:
            cells, gone = _protect(year, family, group, hidden)
            values |= {key: sum(side.values()) for key, side in cells.items() if key[0] in family}
            hidden |= gone
    wanted = {span.slug for span in new}
    return {
        key: (value, key not in hidden)
        for key, value in values.items()
        if key[2] in wanted and (value or key in hidden)
    }


def _protect(year: Year, family: list[str], new: list[Span], hidden_totals: set[Key]) -> tuple[dict, set]:
    """Return the cells of a family, with contributions, and those to hide among them."""
    measure, until = year.measure, year.until
    wanted = {span.slug for span in new}
    adds_up = not measure.distinct
    spans = list(within_year(until.year, until)) if adds_up else new
    is_total = family == [TOTAL]
    partition = not is_total and year.is_partition(family[0])
    cells: dict[Key, Mapping[int, int]] = {
        (series, place, span.slug): who
        for series in ([TOTAL, *family] if partition else family)
        for span in spans
        for place, who in year.contributions(series, span).items()
    }
    if measure.is_public:
        return cells, set()
    lines = _lines(year, family, spans, adds_up=adds_up, partition=partition)
    before = _hidden_before(measure, family if not partition else [TOTAL, *family], until) if adds_up else set()
    known = before | {key for key in hidden_totals if key in cells}
    fixed = {key for key in cells if key[2] not in wanted or (partition and key[0] == TOTAL)}
    carried = _carried(cells, new, known) - fixed if adds_up else set()

    def cost(key: Key, value: float) -> tuple:
        series, place, slug = key
        return (place == COUNTY, MONTHS[Span.parse(slug).kind], (series, place) not in lately, value)

    lately = {(series, place) for series, place, _slug in before}
    protected = {key: (who,) for key, who in cells.items()}
    gone = protect(protected, lines, hidden=known | carried, fixed=fixed, cost=cost)
    return cells, set(gone)


def _lines(year: Year, family: list[str], spans: list[Span], *, adds_up: bool, partition: bool) -> list:
    """Return which cells add up to which: places to the county, parts to the longer period, classes to the total."""
    found = [
        ((series, COUNTY, span.slug), tuple((series, place, span.slug) for place in year.all_places))
        for series in family
        for span in spans
    ]
    everywhere = (*year.all_places, COUNTY)
    if adds_up:
        slugs = {span.slug for span in spans}
        found += [
            ((series, place, span.slug), tuple((series, place, part.slug) for part in span.parts))
            for series in family
            for span in spans
            if span.parts and all(part.slug in slugs for part in span.parts)
            for place in everywhere
        ]
    if partition:
        found += [
            ((TOTAL, place, span.slug), tuple((series, place, span.slug) for series in family))
            for span in spans
            for place in everywhere
        ]
    return found


def _hidden_before(measure: Measure, family: list[str], until: date) -> set[Key]:
    """Return what earlier snapshots of the year have hidden."""
    rows = Cell.objects.filter(
        measure=measure.slug,
        series__in=family,
        is_shown=False,
        snapshot__first__year=until.year,
        snapshot__first__lte=until,
        snapshot__sha256__gt="",
    ).values_list("series", "place", "snapshot__kind", "snapshot__first")
    return {(series, place, Span(first, SpanKind(kind)).slug) for series, place, kind, first in rows}


def _carried(cells: Mapping[Key, Mapping[int, int]], new: list[Span], known: set[Key]) -> set[Key]:
    """Return which cells of these periods go with earlier ones that are hidden and point to somebody: together they let
    the longer period be shown."""
    carried = set()
    for span in new:
        earlier = span.earlier_in_year
        for series, place, slug in cells:
            if slug == span.slug and earlier and cells[series, place, slug]:
                secret = (_secret((series, place), each, cells, known) for each in earlier)
                if not is_safe(sum(secret, Counter())):
                    carried.add((series, place, slug))
    return carried


def _secret(where: tuple[str, str], span: Span, cells: Mapping[Key, Mapping[int, int]], known: set[Key]) -> Counter:
    """Return what nobody can know of a period: itself where it is hidden, without those parts that are shown."""
    if (*where, span.slug) not in known:
        return Counter()
    inside = [_secret(where, part, cells, known) for part in span.parts]
    return sum(inside, Counter()) or Counter(cells[(*where, span.slug)])
