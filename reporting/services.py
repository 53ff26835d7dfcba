"""Making an edition of the figures."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import LogEntry
from core.stamps import touch
from reporting import equations as disclosure
from reporting.counting import Population, count, populations
from reporting.models import Edition, digest


def last_quarter_end(today: date) -> date:
    """Return the last day of the last quarter that is over on `today`."""
    first_of_quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    return first_of_quarter - timedelta(days=1)


def publish(as_of: date | None = None, *, actor=None) -> Edition | None:
    """Count up to the end of `as_of` (the last quarter that is over), protect, store and return the edition.

    None when there is an edition of that day or a later one: an edition is never made again, since two of them
    could be compared. Reads every fact and solves many equations, so this is work for the night.
    """
    as_of = as_of or last_quarter_end(timezone.localdate())
    earlier = list(Edition.objects.order_by("as_of"))
    if earlier and earlier[-1].as_of >= as_of:
        return None
    smallest = settings.SMALLEST_SHOWN_COUNT
    figures = {each.slug: _protected(each, as_of, smallest, earlier) for each in populations()}
    try:
        with transaction.atomic():
            edition = Edition.objects.create(as_of=as_of, smallest=smallest, figures=figures, sha256=digest(figures))
            LogEntry.objects.record(edition, "publish_figures", actor=actor)
            touch("figures")
    except IntegrityError:
        return None  # somebody else was quicker
    return edition


def _protected(population: Population, as_of: date, smallest: int, earlier: list[Edition]) -> dict:
    shape = population.shape()
    protected = disclosure.protect(
        shape,
        count(population, shape, as_of),
        year=as_of.year,
        smallest=smallest,
        earlier=[stored(edition, population.slug) for edition in earlier if population.slug in edition.figures],
    )
    return {
        "counts": [[*key, number] for key, number in sorted(protected.counts.items())],
        "shown": [[*figure, value] for figure, value in sorted(protected.shown.items())],
    }


def stored(edition: Edition, population: str) -> disclosure.Edition:
    """Return one population of a stored edition as the protection knows it."""
    figures = edition.figures[population]
    return disclosure.Edition(
        year=edition.as_of.year,
        counts={(place, series, year): number for place, series, year, number in figures["counts"]},
        shown={disclosure.Figure(place, series, period): value for place, series, period, value in figures["shown"]},
    )
