"""Figures of a cooperation agreement, in both directions: who seeks, who offers."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from charts.data import Datum, Series
from charts.trend import Trend
from cooperation import facts
from cooperation.counting import Numbers, tally
from cooperation.definitions import LABEL, MEANING, ONCE
from cooperation.disclosure import Published, published
from cooperation.facts import STAGES, Flow
from cooperation.links import cases_url
from cooperation.periods import ALL, Month, Period, last_quarters
from cooperation.places import Nearby, Party, parties
from cooperation.reading import exact, kept
from cooperation.scope import Scope
from cooperation.sheets import Cell, Row, Sheet
from regions.models import CooperationAgreement

QUARTERS = 8


@dataclass(frozen=True)
class Direction:
    """One side of an agreement seeks, the other offers. `key` is its name in addresses."""

    key: str
    seeking: Party
    offering: Party

    @property
    def label(self) -> str:
        return _("%(seeking)s seeks, %(offering)s offers") % {
            "seeking": self.seeking.name,
            "offering": self.offering.name,
        }

    def holds(self, flow: Flow) -> bool:
        return flow.seeking in self.seeking.slugs and flow.offering in self.offering.slugs


def directions(agreement: CooperationAgreement, nearby: Nearby) -> tuple[Direction, Direction]:
    own, partner = parties(agreement, nearby)
    return Direction("out", own, partner), Direction("in", partner, own)


class Figures:
    """What is read of an agreement, exact or as all readers see them."""

    def __init__(self, agreement: CooperationAgreement, scope: Scope):
        self.agreement, self.scope = agreement, scope
        self.directions = directions(agreement, Nearby.read())
        if scope.period is None:
            return
        if scope.is_exact:
            self._exact = Numbers(counted_up_to_now(agreement, self.directions))
        else:
            self._published = what_all_see(agreement, self.directions, scope.first, scope.last)

    def number(self, direction: Direction, stage: str, period: Period) -> tuple[int | None, Period]:
        """Return a number, and the period it is about: of the whole time, the last that may be shown."""
        part = (direction.key, stage)
        if self.scope.is_exact:
            return self._exact(part, period), period
        if period.key == ALL:
            earlier = self._published.latest([part], period)
            # That there once was nothing says nothing about today.
            period = earlier if earlier and self._published.number(part, earlier) else period
        return self._published.number(part, period), period

    def cells(self, stage: str) -> tuple[Cell, ...]:
        """Return how many came to `stage` in the period, in either direction."""
        return tuple(self._cell(each, stage, self.scope.period) for each in self.directions)

    def sheet(self) -> Sheet:
        rows = tuple(Row(str(LABEL[stage]), self.cells(stage), str(MEANING[stage])) for stage in STAGES)
        head = tuple(direction.label for direction in self.directions)
        return Sheet("stages", _("How far introductions came"), str(ONCE), _("Stage"), head, rows)

    def _cell(self, direction: Direction, stage: str, period: Period) -> Cell:
        value, shown = self.number(direction, stage, period)
        url = ""
        if self.scope.is_exact and value:
            url = cases_url(period, stage, agreement=self.agreement.slug, direction=direction.key)
        return Cell(value, url=url, until=None if shown == period or value is None else shown.end)

    @property
    def _quarters(self) -> list[Period]:
        return last_quarters(self.scope.first, self.scope.last, QUARTERS)

    def quarters(self) -> Sheet:
        """Introductions of the last quarters, as a table and as what the chart draws."""
        rows = tuple(
            Row(
                quarter.label,
                tuple(self._cell(each, facts.INTRODUCED, quarter) for each in self.directions),
            )
            for quarter in self._quarters
        )
        head = tuple(direction.label for direction in self.directions)
        return Sheet(
            "quarters", _("Introductions by quarter"), str(MEANING[facts.INTRODUCED]), _("Quarter"), head, rows
        )

    def trend(self) -> Trend:
        quarters = self._quarters
        series = tuple(
            Series(
                direction.label,
                tuple(Datum(each.short, self.number(direction, facts.INTRODUCED, each)[0]) for each in quarters),
            )
            for direction in self.directions
            if quarters
        )
        return Trend(
            key="introduced",
            title=_("How introductions have developed"),
            unit=_("introductions"),
            source=_("facts of the portal"),
            as_of=quarters[-1].end if quarters else self.scope.as_of,
            series=series,
        )


def _cells(both: tuple[Direction, Direction], flow: Flow) -> list:
    return [((direction.key, flow.stage), flow.month) for direction in both if direction.holds(flow)]


def counted_up_to_now(agreement: CooperationAgreement, both: tuple[Direction, Direction]) -> dict:
    """Return the exact counts of an agreement."""
    sides = ("+".join(sorted(each.slugs)) for each in (both[0].seeking, both[0].offering))
    return exact(f"agreement:{agreement.pk}:{':'.join(sides)}", lambda flow: _cells(both, flow))


def what_all_see(
    agreement: CooperationAgreement,
    both: tuple[Direction, Direction],
    first: Month,
    last: Month,
    *,
    anew: bool = False,
) -> Published:
    """Return what all readers see of an agreement. Directions and stages do not add up to anything that is shown, so
    each is protected by itself."""
    own, partner = both[0].seeking, both[0].offering
    regions = own.slugs | partner.slugs

    def compute() -> Published:
        shown = {}
        for stage in STAGES:
            flows = facts.flows([stage], by_organisation=True, seeking=regions, offering=regions)
            counts = tally(flows, lambda flow: _cells(both, flow))
            for direction in both:
                shown |= published(counts, [(direction.key, stage)], first, last).shown
        return Published(shown)

    key = f"cooperation:agreement:{agreement.pk}:{first}:{last}:{'+'.join(sorted(regions))}"
    return kept(key, compute, anew=anew)
