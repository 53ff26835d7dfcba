"""How the figures of a municipality went from edition to edition."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.data import Datum, Series
from charts.trend import Trend
from reporting.counting import Population
from reporting.equations import TOTAL, Figure, Period
from reporting.models import Edition
from reporting.services import stored

FEWEST = 2  # editions make a line


def trend(population: Population, ags: str, editions: Sequence[Edition]) -> Trend | None:
    """Return what each of `editions` (newest first) showed of a municipality since the start; None for too few. It
    repeats what was published, gaps included, and so betrays nothing new (decision 0018)."""
    told = [edition for edition in reversed(editions) if population.slug in edition.figures]
    if len(told) < FEWEST:
        return None
    figure = Figure(ags, TOTAL, Period.ALL)
    data = [
        Datum(date_format(edition.as_of, "m/Y"), stored(edition, population.slug).shown.get(figure)) for edition in told
    ]
    return Trend(
        key=population.slug,
        title=_("%(what)s since the start, by edition") % {"what": population.title},
        unit=str(population.counted),
        source=_("Figures of the municipality"),
        as_of=told[-1].as_of,
        series=(Series("", tuple(data)),),
    )
