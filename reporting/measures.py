"""What is counted: each figure with its definition, the facts it comes from, where it belongs, and by what it is broken
down. The pages print the definitions; `counting` turns this into SQL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.enums import Kind
from organisations.enums import SizeClass
from taxonomy.models import Sector, Topic

TOTAL = ""  # the series that a breakdown divides
COUNTY = ""  # the place that all places make up
UNKNOWN = "unknown"
HUB = "soest"


class Relation(StrEnum):
    """How the classes of a breakdown relate to the total."""

    PARTS = "parts"  # they add up to it
    OVERLAPPING = "overlapping"  # one thing may be in several


class Place(StrEnum):
    """Whose place a fact counts for."""

    HOME = "home"  # of the organisation
    NEED = "need"  # where the need is
    EVENT = "event"  # where it takes place
    GUEST = "guest"  # where the participant comes from


@dataclass(frozen=True)
class Dimension:
    """One breakdown: its classes with their names. Where organisations are counted, each is in the class of its first
    fact of the period, except where `adds_up`: topics of all its facts."""

    slug: str
    title: Any
    relation: Relation
    labels: Callable[[], dict[str, Any]]
    adds_up: bool = False

    def series(self, category: str) -> str:
        return f"{self.slug}/{category}"


@dataclass(frozen=True)
class Measure:
    """One figure. `plus` are kinds of facts that count, `minus` take one of them back. `once` names the column whose
    first fact counts, so that a thing is counted once for ever. `distinct` counts organisations, each once per period.
    `is_public`: no firm stands behind it, so nothing has to be hidden."""

    slug: str
    title: Any
    unit: Any
    definition: Any
    plus: tuple[str, ...]
    place: Place
    dimensions: tuple[Dimension, ...] = ()
    minus: tuple[str, ...] = ()
    once: str = ""
    distinct: bool = False
    is_public: bool = False

    @property
    def kinds(self) -> list[str]:
        return [*self.plus, *self.minus]

    def dimension(self, slug: str) -> Dimension | None:
        return next((each for each in self.dimensions if each.slug == slug), None)


def _sizes() -> dict[str, Any]:
    return {**dict(SizeClass.choices), UNKNOWN: _("not stated")}


def _sectors() -> dict[str, Any]:
    sections = Sector.objects.filter(scheme="wz2008", parent=None)
    return {**{section.code: section.label for section in sections}, UNKNOWN: _("not stated")}


def _topics() -> dict[str, Any]:
    return {**{topic.slug: topic.label for topic in Topic.objects.all()}, UNKNOWN: _("not stated")}


def _outcomes() -> dict[str, Any]:
    return {"success": _("successful"), "no_success": _("without success")}


def _ends() -> dict[str, Any]:
    return {
        "need_closed_solved": _("solved"),
        "need_closed_unsolved": _("closed without a solution"),
        "need_withdrawn": _("withdrawn by the company"),
        "need_expired": _("expired"),
    }


def _event_kinds() -> dict[str, Any]:
    return {**dict(Kind.choices), UNKNOWN: _("not stated")}


SIZE = Dimension("size", _("By size"), Relation.PARTS, _sizes)
SECTOR = Dimension("sector", _("By sector"), Relation.OVERLAPPING, _sectors)
TOPIC = Dimension("topic", _("By topic"), Relation.OVERLAPPING, _topics, adds_up=True)
OUTCOME = Dimension("outcome", _("By outcome"), Relation.PARTS, _outcomes)
END = Dimension("end", _("How they ended"), Relation.PARTS, _ends)
EVENT_KIND = Dimension("event_kind", _("By kind of event"), Relation.PARTS, _event_kinds)

_SUPPORT = ("consultation", "introduced")

MEASURES = (
    Measure(
        *("reached", _("Companies reached"), _("companies")),
        _(
            "Different companies with a consultation, a registered need, an introduction or a visit to an event. Each"
            " counts once per period, so months do not add up to the year."
        ),
        (*_SUPPORT, "need_registered", "event_attended"),
        Place.HOME,
        (SIZE, SECTOR),
        minus=("consultation_cancelled", "event_attendance_undone"),
        distinct=True,
    ),
    Measure(
        *("supported", _("Companies supported"), _("companies")),
        _("Different companies with a consultation or an introduction. Each counts once per period."),
        _SUPPORT,
        Place.HOME,
        (SIZE, SECTOR, TOPIC),
        minus=("consultation_cancelled",),
        distinct=True,
    ),
    Measure(
        *("consultations", _("Consultations"), _("consultations")),
        _("Consultations that were noted with their day, duration and topic."),
        ("consultation",),
        Place.HOME,
        (TOPIC,),
        minus=("consultation_cancelled",),
    ),
    Measure(
        *("needs", _("Registered needs"), _("needs")),
        _("Needs that companies have handed in, on the day of the first time."),
        ("need_registered",),
        Place.NEED,
        (SIZE, SECTOR, TOPIC),
        once="need_id",
    ),
    Measure(
        *("ended", _("Ended needs"), _("needs")),
        _("Needs that were solved, closed, withdrawn or have expired in the period."),
        ("need_closed_solved", "need_closed_unsolved", "need_withdrawn", "need_expired"),
        Place.NEED,
        (END,),
    ),
    Measure(
        *("proposals", _("Proposals"), _("proposals")),
        _("Pairings of a need with an offer that the engine or a project lead has proposed."),
        ("proposal_made",),
        Place.NEED,
        (TOPIC,),
        once="introduction_id",
    ),
    Measure(
        *("introductions", _("Introductions"), _("introductions")),
        _("Companies and providers who got to know each other because both had agreed."),
        ("introduced",),
        Place.NEED,
        (SIZE, SECTOR, TOPIC),
        once="introduction_id",
    ),
    Measure(
        *("meetings", _("First meetings"), _("meetings")),
        _("First meetings of an introduced pair."),
        ("first_meeting",),
        Place.NEED,
        (TOPIC,),
        once="introduction_id",
    ),
    Measure(
        *("pilots", _("Pilots"), _("pilots")),
        _("Pilot projects that were begun."),
        ("pilot_started",),
        Place.NEED,
        (TOPIC,),
        once="introduction_id",
    ),
    Measure(
        *("outcomes", _("Outcomes"), _("introductions")),
        _("Introductions that ended in the period, with and without success."),
        ("success", "no_success"),
        Place.NEED,
        (OUTCOME, TOPIC),
    ),
    Measure(
        *("events", _("Events"), _("events")),
        _("Events that took place, where they took place; cancelled ones do not count."),
        ("event_held",),
        Place.EVENT,
        (EVENT_KIND,),
        is_public=True,
    ),
    Measure(
        *("participants", _("Participants"), _("people")),
        _("People who came, not registrations, by the place they come from."),
        ("event_attended",),
        Place.GUEST,
        (EVENT_KIND,),
        minus=("event_attendance_undone",),
    ),
)


@cache
def measure(slug: str) -> Measure:
    """Return the measure `slug`. Raises KeyError for an unknown one."""
    return {each.slug: each for each in MEASURES}[slug]


def series_of(each: Measure, labels: Mapping[str, Mapping[str, Any]] | None = None) -> Iterable[tuple]:
    """Yield every series of a measure as (dimension or None, series, label), the total first. `labels` are those of
    `all_labels`, for who goes through many measures."""
    yield None, TOTAL, each.title
    for dimension in each.dimensions:
        named = labels[dimension.slug] if labels else dimension.labels()
        for category, label in named.items():
            yield dimension, dimension.series(category), label


def all_labels() -> dict[str, dict[str, Any]]:
    """Return the names of the classes of every breakdown, by its slug."""
    dimensions = {dimension.slug: dimension for each in MEASURES for dimension in each.dimensions}
    return {slug: dimension.labels() for slug, dimension in dimensions.items()}
