"""What reports show: frozen figures of a municipality beside the county's, and live ones for project leads."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from charts.bars import Bars
from charts.data import Datum, Series
from charts.trend import Trend
from core.spans import Span, SpanKind
from regions.models import Municipality
from reporting.measures import (
    COUNTY,
    MEASURES,
    TOTAL,
    Dimension,
    Measure,
    all_labels,
    measure,
    series_of,
)
from reporting.models import Cell, FreeCount, Snapshot

PERIODS_OF_A_LINE = 8
LINES = ("reached", "needs", "introductions")
BARS = ("needs", "topic")
Figures = Mapping[tuple[str, str, str], int | None]  # place, measure, series -> value, None is hidden; missing is zero


@dataclass(frozen=True)
class Number:
    """One figure with what a phone writes beside it. `value` None is hidden; `is_known` says whether there are figures
    of that period at all. `query` leads a project lead to the rows behind it."""

    label: str
    value: int | None = None
    is_known: bool = True
    query: str = ""

    @property
    def written(self) -> str:
        """For files: the number, "geschützt", or nothing."""
        if not self.is_known:
            return ""
        return _("protected") if self.value is None else str(self.value)


@dataclass(frozen=True)
class Row:
    label: Any
    numbers: list[Number]
    definition: Any = ""

    @property
    def shows_something(self) -> bool:
        return any(number.value for number in self.numbers)

    @property
    def is_hidden(self) -> bool:
        """Whether something is hidden and nothing is shown but zeros."""
        return not self.shows_something and any(number.is_known and number.value is None for number in self.numbers)


@dataclass(frozen=True)
class Table:
    """One breakdown: the rows that show something, and the names of those that show nothing but zeros."""

    measure: Measure
    dimension: Dimension
    rows: list[Row]
    hidden: list[Any]

    @property
    def title(self) -> str:
        return f"{self.measure.title}: {self.dimension.title}"


@dataclass(frozen=True)
class Column:
    """Where the numbers of a column come from: `figures` None where nothing is frozen."""

    label: str
    place: str
    figures: Figures | None
    first: date
    last: date


@dataclass(frozen=True)
class Report:
    """Totals and tables with their columns. `drills`: every number leads to its rows."""

    columns: list[Column]
    drills: bool = False

    @cached_property
    def totals(self) -> list[Row]:
        return [self._row(each, each.title, TOTAL, each.definition) for each in MEASURES]

    @cached_property
    def tables(self) -> list[Table]:
        labels = all_labels()
        return [table for each in MEASURES for table in self._tables(each, labels)]

    def _tables(self, each: Measure, labels: Mapping) -> Iterator[Table]:
        found: dict[str, list[Row]] = {dimension.slug: [] for dimension in each.dimensions}
        for dimension, series, label in series_of(each, labels):
            if dimension:
                found[dimension.slug].append(self._row(each, label, series))
        for dimension in each.dimensions:
            shown = [row for row in found[dimension.slug] if row.shows_something]
            hidden = [row.label for row in found[dimension.slug] if row.is_hidden]
            if shown or hidden:
                yield Table(each, dimension, shown, hidden)

    def _row(self, each: Measure, label: Any, series: str, definition: Any = "") -> Row:
        return Row(label, [self._number(column, each, series) for column in self.columns], definition)

    def _number(self, column: Column, each: Measure, series: str) -> Number:
        if column.figures is None:
            return Number(column.label, is_known=False)
        value = column.figures.get((column.place, each.slug, series), 0)
        query = ""
        if self.drills and value:
            asked = {"measure": each.slug, "series": series, "place": column.place}
            query = urlencode({**asked, "first": column.first.isoformat(), "last": column.last.isoformat()})
        return Number(column.label, value, query=query)


def municipalities_for(user) -> QuerySet[Municipality]:
    """Municipalities of the county whose figures `user` may read: the own ones; for project leads all."""
    of_hub = Municipality.objects.of_hub().select_related("region")
    if user.is_project_lead:
        return of_hub
    own = [granted.municipality_id for granted in user.granted_roles if granted.municipality_id]
    return of_hub.filter(pk__in=own)


def frozen_spans() -> list[Span]:
    """Return all frozen periods, the newest first, longer ones before shorter ones that end with them."""
    spans = [snapshot.span for snapshot in Snapshot.objects.all()]
    return sorted(spans, key=lambda span: (span.last, span.first.toordinal() * -1), reverse=True)


def usual_span(spans: Iterable[Span]) -> Span | None:
    """Return the period a report opens with: the newest quarter, else the newest there is."""
    spans = list(spans)
    return next((span for span in spans if span.kind == SpanKind.QUARTER), spans[0] if spans else None)


def frozen(spans: Iterable[Span], chosen_places: Iterable[str], *, exact: bool = False) -> dict[Span, Figures]:
    """Return the figures of those of `spans` that are frozen, in two queries. Hidden values stay behind, unless
    `exact` asks for them, which is for project leads alone."""
    wanted = {(span.kind, span.first): span for span in spans}
    firsts = {span.first for span in wanted.values()}
    snapshots = {
        snapshot.pk: wanted[snapshot.kind, snapshot.first]
        for snapshot in Snapshot.objects.filter(first__in=firsts)
        if (snapshot.kind, snapshot.first) in wanted
    }
    found: dict[Span, dict] = {span: {} for span in snapshots.values()}
    cells = Cell.objects.filter(snapshot__in=snapshots, place__in=list(chosen_places))
    for key, place, slug, series, value, shown in cells.values_list(
        "snapshot", "place", "measure", "series", "value", "is_shown"
    ):
        found[snapshots[key]][place, slug, series] = value if shown or exact else None
    return found


def municipality_report(municipality: Municipality, span: Span, compared: Span, *, drills: bool = False) -> Report:
    """Return the frozen figures of a municipality and the county in `span`, and beside them those of `compared`."""
    figures = frozen([span, compared], [municipality.ags, COUNTY])
    columns = [
        Column(f"{name}, {each.label}", place, figures.get(each), each.first, each.last)
        for place, name in ((municipality.ags, municipality.name), (COUNTY, _("County")))
        for each in (span, compared)
    ]
    return Report(columns, drills)


def free_report(counted: FreeCount, municipality: Municipality | None) -> Report:
    """Return what was counted for a free period: of the county, and of one municipality."""
    figures: dict[tuple[str, str, str], int] = {}
    for slug, cells in counted.figures.items():
        for series, place, value in cells:
            for at in (place, COUNTY):
                figures[at, slug, series] = figures.get((at, slug, series), 0) + value
    places = [(municipality.ags, municipality.name)] if municipality else []
    columns = [
        Column(name, place, figures, counted.first, counted.last) for place, name in [*places, (COUNTY, _("County"))]
    ]
    return Report(columns, drills=True)


def run_to(span: Span) -> list[Span]:
    """Return `span` after those like it that went before, the oldest first: the periods of a line."""
    spans = [span]
    while len(spans) < PERIODS_OF_A_LINE:
        spans.append(spans[-1].before)
    return spans[::-1]


# --- Charts -----------------------------------------------------------------------------------------


def charts_of(municipality: Municipality, span: Span) -> list[Trend | Bars]:
    """Return how the municipality went through periods like `span`, and what its needs are about."""
    spans = run_to(span)
    figures = frozen(spans, [municipality.ags])
    known = [each for each in spans if each in figures]
    lines = [_line(municipality, span, known, figures, measure(slug)) for slug in LINES] if len(known) > 1 else []
    bars = _bars(municipality, span, figures.get(span, {}))
    return [*lines, *([bars] if bars else [])]


def _line(municipality: Municipality, span: Span, known: list[Span], figures: Mapping, each: Measure) -> Trend:
    data = [Datum(one.label, figures[one].get((municipality.ags, each.slug, TOTAL), 0)) for one in known]
    return Trend(
        key=each.slug,
        title=_("%(what)s in %(place)s") % {"what": each.title, "place": municipality.name},
        unit=str(each.unit),
        source=_("Frozen figures of the portal"),
        as_of=span.last,
        series=(Series("", tuple(data)),),
    )


def _bars(municipality: Municipality, span: Span, figures: Figures) -> Bars | None:
    each, dimension = measure(BARS[0]), measure(BARS[0]).dimension(BARS[1])
    named = {label: figures.get((municipality.ags, each.slug, series), 0) for label, series in _classes(dimension)}
    data = [Datum(str(label), value) for label, value in named.items() if value != 0]
    if not any(datum.value for datum in data):
        return None
    return Bars(
        key="topics",
        title=_("What the needs in %(place)s are about") % {"place": municipality.name},
        unit=str(each.unit),
        source=_("Frozen figures of the portal"),
        as_of=span.last,
        series=(Series("", tuple(datum for datum in data if datum.value is not None)),),
        is_sorted=True,
    )


def _classes(dimension: Dimension) -> Iterator[tuple[Any, str]]:
    for category, label in dimension.labels().items():
        yield label, dimension.series(category)


# --- The county in public -----------------------------------------------------------------------------


@dataclass(frozen=True)
class CountyFigure:
    """One number of the county since the start, and the day up to which it was counted."""

    value: int
    as_of: date


def county_figure(slug: str, series: str = TOTAL) -> CountyFigure | None:
    """Return the sum of what frozen periods show of the whole county since the start, taking the longest period that
    is shown for each stretch of time; None where nothing is shown. It adds up what is public already."""
    cells = {
        Span(first, SpanKind(kind)): value
        for kind, first, value in Cell.objects.filter(
            measure=slug, series=series, place=COUNTY, is_shown=True
        ).values_list("snapshot__kind", "snapshot__first", "value")
    }
    covered: set[date] = set()
    total = 0
    for span in sorted(cells, key=lambda each: -len(each.months)):
        if not covered.intersection(span.months):
            covered.update(span.months)
            total += cells[span]
    if not total:
        return None
    newest = Snapshot.objects.order_by("-first").first()
    return CountyFigure(total, max(Span(newest.first, SpanKind.MONTH).last, newest.span.last))
