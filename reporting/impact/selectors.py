"""What the public reads: frozen figures of the whole county, as far as they are shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from charts.bars import Bars
from charts.data import Datum, Series
from charts.trend import Trend
from core.spans import Span, SpanKind
from reporting.measures import COUNTY, MEASURES, TOTAL, measure, series_of
from reporting.models import Cell, Snapshot
from reporting.selectors import Column, Figures, Report, frozen

YEARS = 4  # columns of the table
QUARTERS = 8  # of the lines
LINES = ("reached", "needs", "introductions")


@dataclass(frozen=True)
class Impact:
    """The page: the newest period, a report with a column per period, and charts."""

    newest: Span
    report: Report
    charts: list[Trend | Bars]

    @property
    def figures(self) -> list[tuple[str, int]]:
        """What the newest period shows of the lines, as (unit, value); what is protected is left out."""
        values = [(measure(slug), self.report.columns[0].figures.get((COUNTY, slug, TOTAL), 0)) for slug in LINES]
        return [(str(each.title), value) for each, value in values if value]


def impact() -> Impact | None:
    """Return what there is to read; None before anything is frozen."""
    figures = _longest()
    if not figures:
        return None
    spans = list(figures)
    columns = [Column(span.label, COUNTY, figures[span], span.first, span.last) for span in spans]
    return Impact(spans[0], Report(columns), [*_lines(), *_topics(spans[0], figures[spans[0]])])


def _longest() -> dict[Span, Figures]:
    """Return the newest periods of the longest kind whose newest one shows something, the newest first: a hub in its
    first year has years behind it in which nothing happened. Where nothing was ever counted, the longest kind."""
    longest: dict[Span, Figures] = {}
    for kind in reversed(SpanKind):
        firsts = Snapshot.objects.filter(kind=kind).order_by("-first").values_list("first", flat=True)[:YEARS]
        spans = [Span(first, SpanKind(kind)) for first in firsts]
        found = frozen(spans, [COUNTY])
        figures = {span: found[span] for span in spans}
        longest = longest or figures
        if figures and any(figures[spans[0]].values()):
            return figures
    return longest


def _lines() -> Iterator[Trend]:
    quarters = Snapshot.objects.filter(kind=SpanKind.QUARTER).order_by("-first").values_list("first", flat=True)
    spans = [Span(first, SpanKind.QUARTER) for first in reversed(list(quarters[:QUARTERS]))]
    if len(spans) < 2:
        return
    figures = frozen(spans, [COUNTY])
    for slug in LINES:
        data = [Datum(span.label, figures[span].get((COUNTY, slug, TOTAL), 0)) for span in spans]
        yield Trend(
            key=slug,
            title=_("%(what)s by quarter") % {"what": measure(slug).title},
            unit=str(measure(slug).unit),
            source=_("Frozen figures of the portal"),
            as_of=spans[-1].last,
            series=(Series("", tuple(data)),),
        )


def _topics(span: Span, figures: Figures) -> Iterator[Bars]:
    needs = measure("needs")
    data = [
        Datum(str(label), value)
        for dimension, series, label in series_of(needs)
        if dimension and dimension.slug == "topic" and (value := figures.get((COUNTY, "needs", series), 0))
    ]
    if data:
        yield Bars(
            key="topics",
            title=_("What the needs are about, %(period)s") % {"period": span.label},
            unit=str(needs.unit),
            source=_("Frozen figures of the portal"),
            as_of=span.last,
            series=(Series("", tuple(data)),),
            is_sorted=True,
        )


@dataclass(frozen=True)
class OpenFigure:
    """One row of the open data. `value` None is protected."""

    period: str
    first: date
    last: date
    figure: str
    breakdown: str
    category: str
    value: int | None


def open_figures() -> Iterator[OpenFigure]:
    """Yield every frozen figure of the county that is not zero, the newest period first. Codes stay codes, so that
    programs read the same in every language."""
    order = {each.slug: number for number, each in enumerate(MEASURES)}
    cells = Cell.objects.filter(place=COUNTY).select_related("snapshot")
    for cell in sorted(cells, key=lambda each: (-each.snapshot.first.toordinal(), order[each.measure], each.series)):
        span = cell.snapshot.span
        breakdown, _slash, category = cell.series.partition("/")
        value = cell.value if cell.is_shown else None
        yield OpenFigure(span.slug, span.first, span.last, cell.measure, breakdown, category, value)


def last_frozen() -> Snapshot | None:
    return Snapshot.objects.order_by("-frozen_at", "-pk").first()
