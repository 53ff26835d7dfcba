"""The figures of one municipality beside those of the county."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from charts.trend import Trend
from regions.models import Municipality
from reporting.counting import Dimension, Population, populations
from reporting.equations import TOTAL, WHOLE, Figure, Period
from reporting.models import Edition
from reporting.services import stored
from reporting.trends import trend

PERIODS = (Period.YEAR, Period.BEFORE, Period.ALL)


@dataclass(frozen=True)
class Cell:
    """One number with what a phone writes beside it; None is hidden. `as_of` is the day of the earlier edition that
    showed it last, where this one hides it."""

    label: str
    value: int | None
    as_of: date | None = None


@dataclass(frozen=True)
class Row:
    """One category: its name, and municipality and county for each period."""

    label: Any
    cells: list[Cell]

    @property
    def is_hidden(self) -> bool:
        return all(cell.value is None for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """One breakdown: the rows that show something, and the names of those that show nothing."""

    slug: str
    title: Any
    rows: list[Row]
    hidden: list[Any]


@dataclass(frozen=True)
class Section:
    """One population with its total and its tables."""

    slug: str
    title: Any
    total: Row
    tables: list[Table]
    trend: Trend | None

    @property
    def rows_of_total(self) -> list[Row]:
        return [self.total]


@dataclass(frozen=True)
class Report:
    """What the page of one municipality shows."""

    edition: Edition
    periods: list[str]
    sections: list[Section]


def municipalities_for(user) -> QuerySet[Municipality]:
    """Municipalities of the county whose figures `user` may read: the own ones; for project leads all."""
    of_hub = Municipality.objects.of_hub().select_related("region")
    if user.is_project_lead:
        return of_hub
    own = [granted.municipality_id for granted in user.granted_roles if granted.municipality_id]
    return of_hub.filter(pk__in=own)


def latest_edition() -> Edition | None:
    return Edition.objects.order_by("-as_of").first()


def report(municipality: Municipality, edition: Edition) -> Report:
    """Return what the edition shows of the municipality and of the county."""
    year = edition.as_of.year
    editions = list(Edition.objects.filter(as_of__lte=edition.as_of).order_by("-as_of"))
    periods = [str(year), str(year - 1), _("since the start")]
    labels = [f"{period}, {place}" for period in periods for place in (municipality.name, _("County"))]
    sections = [
        _section(population, municipality.ags, editions, labels)
        for population in populations()
        if edition.figures.get(population.slug, {}).get("counts")
    ]
    return Report(edition, periods, sections)


def _section(population: Population, ags: str, editions: list[Edition], labels: list[str]) -> Section:
    """Return the tables of one population; `editions` begin with the one that is shown."""
    last_shown = _last_shown(population, editions)
    newest = stored(editions[0], population.slug)

    def row(label: Any, series: str) -> Row:
        figures = [Figure(place, series, period) for period in PERIODS for place in (ags, WHOLE)]
        values = [last_shown.get(newest.span(figure), (None, None)) for figure in figures]
        return Row(label, [Cell(label, *value) for label, value in zip(labels, values, strict=True)])

    def table(dimension: Dimension) -> Table:
        breakdown = dimension.breakdown()
        rows = [row(label, breakdown.series(category)) for category, label in dimension.labels().items()]
        hidden = [each.label for each in rows if each.is_hidden]
        return Table(dimension.slug, dimension.title, [each for each in rows if not each.is_hidden], hidden)

    return Section(
        population.slug,
        population.title,
        row(population.counted, TOTAL),
        [table(dimension) for dimension in population.dimensions],
        trend(population, ags, editions),
    )


def _last_shown(population: Population, editions: list[Edition]) -> dict[tuple, tuple[int, date | None]]:
    """Return, by span, the newest value that was shown, and the day of its edition unless that is the newest: to
    repeat what stood there betrays nothing, to update it would betray who is new."""
    known: dict[tuple, tuple[int, date | None]] = {}
    for edition in reversed(editions):
        if population.slug in edition.figures:
            each = stored(edition, population.slug)
            day = None if edition is editions[0] else edition.as_of
            known |= {each.span(figure): (value, day) for figure, value in each.shown.items()}
    return known


@dataclass(frozen=True)
class CountyFigure:
    """One number of the county since the start, and the day up to which it was counted."""

    value: int
    as_of: date


def county_figure(population: str, series: str = TOTAL) -> CountyFigure | None:
    """Return what the last edition that shows it says of the whole county since the start; None where nothing may be
    shown yet."""
    figure = Figure(WHOLE, series, Period.ALL)
    for edition in Edition.objects.order_by("-as_of"):
        if population in edition.figures:
            value = stored(edition, population).shown.get(figure)
            if value is not None:
                return CountyFigure(value, edition.as_of)
    return None
