"""What is counted for municipalities: populations, their breakdowns, and the facts behind them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import CaseEvent
from organisations.enums import SizeClass
from regions.models import Municipality
from reporting.equations import TOTAL, Breakdown, Count, Kind, Shape
from taxonomy.models import Sector, Topic

UNKNOWN = "unknown"
HUB = "soest"
# Facts that are counted as steps of a case: the fact, what the table calls it.
NEED_STEPS = {
    "need_qualified": _("clarified with the company"),
    "need_closed_solved": _("solved"),
    "need_closed_unsolved": _("closed without a solution"),
    "need_withdrawn": _("withdrawn by the company"),
}
INTRODUCTION_STEPS = {
    "introduced": _("introduced to each other"),
    "first_meeting": _("met"),
    "pilot_started": _("pilot started"),
    "success": _("successful"),
}


@dataclass(frozen=True)
class Population:
    """Things that are counted once each: the fact that makes them count, whose id tells them apart, where they
    belong, and by what they are broken down. `steps` maps further facts to what the table calls them."""

    slug: str
    title: Any
    counted: Any  # what the total is called
    fact: str
    identity: str
    place: Callable[[dict], tuple[str, str]]  # attributes -> region, municipality key (AGS)
    dimensions: tuple["Dimension", ...]
    taken_back_by: str = ""

    @property
    def facts(self) -> set[str]:
        steps = {fact for dimension in self.dimensions for fact in dimension.steps}
        return {self.fact, *steps} | ({self.taken_back_by} if self.taken_back_by else set())

    def shape(self) -> Shape:
        places = Municipality.objects.of_hub().order_by("ags").values_list("ags", flat=True)
        return Shape(tuple(places), tuple(dimension.breakdown() for dimension in self.dimensions), rest=UNKNOWN)


@dataclass(frozen=True)
class Dimension:
    """One table of a population: its categories with their names, and those of one fact's attributes."""

    slug: str
    title: Any
    kind: Kind
    labels: Callable[[], dict[str, Any]]
    categories_of: Callable[[dict], list[str]] = lambda attributes: []
    steps: tuple[str, ...] = ()

    def breakdown(self) -> Breakdown:
        return Breakdown(self.slug, tuple(self.labels()), self.kind)


def _home(attributes: dict) -> tuple[str, str]:
    return attributes.get("region", ""), attributes.get("ags", UNKNOWN)


def _place_of_need(attributes: dict) -> tuple[str, str]:
    return attributes.get("need_region", ""), attributes.get("need_ags", UNKNOWN)


def _size_labels() -> dict[str, Any]:
    return {**dict(SizeClass.choices), UNKNOWN: _("not stated")}


def _sector_labels() -> dict[str, Any]:
    sections = Sector.objects.filter(scheme="wz2008", parent=None)
    return {**{section.code: section.label for section in sections}, UNKNOWN: _("not stated")}


def _topic_labels() -> dict[str, Any]:
    return {**{topic.slug: topic.label for topic in Topic.objects.all()}, UNKNOWN: _("not stated")}


class _Sections:
    """The section of each sector code, read once per count."""

    def __init__(self):
        rows = Sector.objects.filter(scheme="wz2008").values_list("code", "parent__code")
        self.section = {code: parent or code for code, parent in rows}

    def of(self, attributes: dict) -> list[str]:
        return sorted({self.section.get(code, UNKNOWN) for code in attributes.get("sectors", [UNKNOWN])})


def populations() -> tuple[Population, ...]:
    """Return everything that is counted, in the order of the page."""
    size = Dimension(
        "size",
        _("By size"),
        Kind.PARTS,
        _size_labels,
        lambda attributes: [attributes.get("size_class", UNKNOWN)],
    )
    sector = Dimension("sector", _("By sector"), Kind.OVERLAPPING, _sector_labels, _Sections().of)
    topic = Dimension(
        "topic", _("By topic"), Kind.OVERLAPPING, _topic_labels, lambda attributes: attributes.get("topics", [UNKNOWN])
    )
    return (
        Population(
            *("organisations", _("Organisations"), _("verified organisations")),
            *("organisation_verified", "organisation_id", _home, (size, sector)),
        ),
        Population(
            *("needs", _("Needs"), _("registered needs")),
            *("need_registered", "need_id", _place_of_need),
            (_steps("state", _("What became of them"), NEED_STEPS), topic),
        ),
        Population(
            *("introductions", _("Introductions"), _("companies asked about a provider")),
            *("company_asked", "introduction_id", _place_of_need),
            (_steps("stage", _("How far they came"), INTRODUCTION_STEPS),),
        ),
        Population(
            *("consultations", _("Consultations"), _("consultations")),
            *("consultation", "", _home, (size,), "consultation_cancelled"),
        ),
    )


def _steps(slug: str, title: Any, steps: dict[str, Any]) -> Dimension:
    return Dimension(slug, title, Kind.STEPS, lambda: steps, steps=tuple(steps))


def count(population: Population, shape: Shape, as_of: date) -> Counter[Count]:
    """Return what happened in the county up to the end of `as_of`, by place, series and year."""
    counts: Counter[Count] = Counter()
    seen: set[tuple] = set()
    for event in _facts(population, as_of):
        number = -1 if event.kind == population.taken_back_by else 1
        mark = (event.kind, getattr(event, population.identity)) if population.identity else (event.pk,)
        region, ags = population.place(event.attributes)
        if region != HUB or mark in seen:
            continue
        seen.add(mark)
        place = ags if ags in shape.places else UNKNOWN
        year = timezone.localtime(event.occurred_at).year
        for series in _series_of(population, shape, event):
            counts[place, series, year] += number
    return counts


def _facts(population: Population, as_of: date) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(kind__in=population.facts, occurred_at__date__lte=as_of).order_by(
        "occurred_at", "pk"
    )


def _series_of(population: Population, shape: Shape, event: CaseEvent) -> Iterator[str]:
    is_counted = event.kind in (population.fact, population.taken_back_by)
    if is_counted:
        yield TOTAL
    for dimension, breakdown in zip(population.dimensions, shape.breakdowns, strict=True):
        if event.kind in dimension.steps:
            yield breakdown.series(event.kind)
        elif is_counted and not dimension.steps:
            known = {
                category if category in breakdown.categories else UNKNOWN
                for category in dimension.categories_of(event.attributes)
            }
            for category in sorted(known or {UNKNOWN}):
                yield breakdown.series(category)
