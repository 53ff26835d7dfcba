"""How indicators are counted: one rule per kind, each of which returns the rows behind its number.

Facts (`CaseEvent`) count by their day in Berlin, first and last day of the period included: what happened on
31 December 2019 at 23:30 counts for a project that ends that day, what happened ten minutes into the new year does
not. Events count by the day they took place on, and only when booked to the project. A case counts once per indicator.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import CaseEvent
from events.facts import HUB
from events.models import Event
from projects.enums import IndicatorKind
from projects.models import Activity, Cooperation, ProjectIndicator, PublicityItem, SupportLetter
from regions.models import FundedProject

OUTCOMES = ("pilot_started", "success", "no_success", "lapsed", "consent_withdrawn")


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included, as the clock in Berlin has them."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first one after it."""
        start, end = (
            timezone.make_aware(datetime.combine(day, time.min)) for day in (self.first, self.last + timedelta(days=1))
        )
        return start, end


@dataclass(frozen=True)
class Counted:
    """One row behind a number: on which `day`, what it adds (`amount`), and either the attributes of the fact or what
    the register says (`title`). `address` leads to the case or entry; packs leave it out. `organisation_id` serves to
    count firms, and to see where a place would point at one of them."""

    day: date
    amount: Decimal = Decimal(1)
    title: str = ""
    address: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    organisation_id: int | None = None
    introduction_id: int | None = None


RowsOf = Callable[[FundedProject, Period], list[Counted]]


@dataclass(frozen=True)
class Rule:
    """How a kind is counted: `rows` returns what counts, `definition` says the rule in a sentence."""

    rows: RowsOf
    definition: Any
    is_of_cases: bool = True


def period_of(project: FundedProject) -> Period:
    """Return the period of the grant; one without an end lasts until today, or for its first day before that."""
    return Period(project.starts_on, project.ends_on or max(project.starts_on, timezone.localdate()))


def rows_of(indicator: ProjectIndicator, period: Period | None = None) -> list[Counted]:
    """Return the rows behind the number of `indicator`; none for one that was entered by hand."""
    rule = RULES.get(IndicatorKind(indicator.kind))
    return rule.rows(indicator.project, period or period_of(indicator.project)) if rule else []


def value_of(indicator: ProjectIndicator, rows: Iterable[Counted]) -> Decimal | None:
    """Return the number: the sum of its rows, or what was entered by hand (None where nothing was)."""
    if indicator.kind == IndicatorKind.BY_HAND:
        return indicator.value_by_hand
    return sum((row.amount for row in rows), Decimal(0))


# --- Facts of cases ---------------------------------------------------------------------------------


def _facts(period: Period, *kinds: str) -> QuerySet[CaseEvent]:
    start, end = period.moments
    found = CaseEvent.objects.filter(kind__in=kinds, occurred_at__gte=start, occurred_at__lt=end)
    return found.order_by("occurred_at", "pk")


def _of_hub(facts: Iterable[CaseEvent]) -> Iterator[CaseEvent]:
    """Leave out what firms of partner regions did without the hub."""
    return (fact for fact in facts if fact.attributes.get("region", HUB) == HUB)


def _row(fact: CaseEvent, address: str = "") -> Counted:
    return Counted(
        day=timezone.localdate(fact.occurred_at),
        address=address,
        attributes=fact.attributes,
        organisation_id=fact.organisation_id,
        introduction_id=fact.introduction_id,
    )


def _once(facts: Iterable[CaseEvent], key: str, url_name: str) -> list[Counted]:
    """Return the first fact of each case (column `key`), with the address of the case."""
    seen: dict[int | None, Counted] = {}
    for fact in facts:
        pk = getattr(fact, key)
        if pk is not None and pk not in seen:
            seen[pk] = _row(fact, reverse(url_name, args=[pk]))
    return list(seen.values())


def _introductions(kind: str) -> RowsOf:
    def rows(project: FundedProject, period: Period) -> list[Counted]:
        return _once(_of_hub(_facts(period, kind)), "introduction_id", "matchmaking:introduction_detail")

    return rows


def _needs(project: FundedProject, period: Period) -> list[Counted]:
    return _once(_of_hub(_facts(period, "need_registered")), "need_id", "companies:need_detail")


def _offers(project: FundedProject, period: Period) -> list[Counted]:
    return _once(_facts(period, "offer_published"), "offer_id", "startups:offer_detail")


def _providers(project: FundedProject, period: Period) -> list[Counted]:
    return _once(_facts(period, "offer_published"), "organisation_id", "organisations:detail")


def _consulted(period: Period) -> list[CaseEvent]:
    """Return the consultations that were not taken back; those are cancelled by a fact of the same entry and moment."""
    facts = list(_of_hub(_facts(period, "consultation", "consultation_cancelled")))
    gone = Counter(_entry(fact) for fact in facts if fact.kind == "consultation_cancelled")
    kept = []
    for fact in facts:
        if fact.kind == "consultation_cancelled":
            continue
        if gone[_entry(fact)]:
            gone[_entry(fact)] -= 1
        else:
            kept.append(fact)
    return kept


def _entry(fact: CaseEvent) -> tuple:
    return fact.attributes.get("entry"), fact.attributes.get("minutes"), fact.occurred_at, fact.organisation_id


def _consultations(project: FundedProject, period: Period) -> list[Counted]:
    return [_row(fact, _of_organisation(fact)) for fact in _consulted(period)]


def _of_organisation(fact: CaseEvent) -> str:
    return reverse("organisations:detail", args=[fact.organisation_id]) if fact.organisation_id else ""


def _supported(project: FundedProject, period: Period) -> list[Counted]:
    facts = [*_consulted(period), *_of_hub(_facts(period, "introduced"))]
    return _once(sorted(facts, key=_order), "organisation_id", "organisations:detail")


def _reached(project: FundedProject, period: Period) -> list[Counted]:
    facts = [*_consulted(period), *_of_hub(_facts(period, "introduced", "need_registered"))]
    facts += [fact for fact in _came(project, period) if fact.organisation_id]
    return _once(sorted(facts, key=_order), "organisation_id", "organisations:detail")


def _order(fact: CaseEvent) -> tuple:
    return fact.occurred_at, fact.pk


def outcomes_of(rows: Iterable[Counted], until: date) -> dict[int, str]:
    """Return what has become of the introductions of `rows` by the end of the day `until`: the kind of the last fact
    that says so. An introduction without one is still open."""
    pks = [row.introduction_id for row in rows if row.introduction_id]
    _start, end = Period(until, until).moments
    facts = CaseEvent.objects.filter(introduction_id__in=pks, kind__in=OUTCOMES, occurred_at__lt=end)
    return dict(facts.order_by("occurred_at", "pk").values_list("introduction_id", "kind"))


# --- Events of the project --------------------------------------------------------------------------


def _booked(project: FundedProject, period: Period, *kinds: str) -> list[tuple[CaseEvent, date]]:
    """Return the facts of events booked to `project` whose day lies in `period`, with that day. A fact may be written
    down days after the event."""
    facts = CaseEvent.objects.filter(kind__in=kinds, attributes__project=project.slug).order_by("occurred_at", "pk")
    dated = [(fact, _day_of(fact)) for fact in facts]
    return [(fact, day) for fact, day in dated if day in period]


def _day_of(fact: CaseEvent) -> date:
    written = fact.attributes.get("day")
    return date.fromisoformat(written) if written else timezone.localdate(fact.occurred_at)


def _events(project: FundedProject, period: Period) -> list[Counted]:
    booked = _booked(project, period, "event_held")
    describe = _describer(fact for fact, _day in booked)
    seen: dict[Any, Counted] = {}
    for fact, day in sorted(booked, key=lambda each: (each[1], each[0].pk)):
        seen.setdefault(fact.attributes.get("event"), describe(fact, day))
    return list(seen.values())


def _describer(facts: Iterable[CaseEvent]) -> Callable[[CaseEvent, date], Counted]:
    """Return what makes a row of a fact about an event, with its title; read for all `facts` at once."""
    pks = {fact.attributes.get("event") for fact in facts}
    titles = dict(Event.objects.filter(pk__in=pks - {None}).values_list("pk", "title"))

    def row(fact: CaseEvent, day: date) -> Counted:
        pk = fact.attributes.get("event")
        return Counted(
            day=day,
            title=titles.get(pk, gettext("no longer in the portal")),
            address=reverse("events:manage", args=[pk]) if pk in titles else "",
            attributes=fact.attributes,
            organisation_id=fact.organisation_id,
        )

    return row


def _came(project: FundedProject, period: Period) -> list[CaseEvent]:
    """Return who came to events of the project and was not taken off the list again; facts say no names, so one that
    was taken back takes away one that looks the same."""
    facts = [fact for fact, _day in _booked(project, period, "event_attended", "event_attendance_undone")]
    gone = Counter(_guest(fact) for fact in facts if fact.kind == "event_attendance_undone")
    kept = []
    for fact in facts:
        if fact.kind == "event_attended":
            if gone[_guest(fact)]:
                gone[_guest(fact)] -= 1
            else:
                kept.append(fact)
    return kept


def _guest(fact: CaseEvent) -> tuple:
    says = fact.attributes
    return says.get("event"), fact.organisation_id, says.get("from_ags"), says.get("is_online"), says.get("seats")


def _participants(project: FundedProject, period: Period) -> list[Counted]:
    came = _came(project, period)
    describe = _describer(came)
    return [describe(fact, _day_of(fact)) for fact in came]


# --- Registers --------------------------------------------------------------------------------------


def _entry_address(project: FundedProject, register: str, pk: int) -> str:
    return reverse("projects:entry_edit", args=[project.slug, register, pk])


def _cooperations(project: FundedProject, period: Period) -> list[Counted]:
    rows = Cooperation.objects.of(project).filter(day__range=(period.first, period.last))
    return [
        Counted(
            day=row.day,
            title=f"{row.get_kind_display()}: {row.partner}",
            address=_entry_address(project, "cooperations", row.pk),
        )
        for row in rows
    ]


def _publicity(project: FundedProject, period: Period) -> list[Counted]:
    rows = PublicityItem.objects.of(project).filter(day__range=(period.first, period.last))
    return [
        Counted(
            day=row.day,
            title=f"{row.get_channel_display()}: {row.title}",
            address=_entry_address(project, "publicity", row.pk),
        )
        for row in rows
    ]


def _supporters(project: FundedProject, period: Period) -> list[Counted]:
    """Letters come before the project does; those of later than its end are not of the application."""
    rows = SupportLetter.objects.of(project).filter(received_on__lte=period.last)
    return [
        Counted(day=row.received_on, title=row.organisation, address=_entry_address(project, "letters", row.pk))
        for row in rows
    ]


def _hours(project: FundedProject, period: Period) -> list[Counted]:
    rows = Activity.objects.of(project).filter(day__range=(period.first, period.last))
    return [
        Counted(
            day=row.day,
            amount=Decimal(row.minutes) / 60,
            title=f"{row.get_kind_display()}: {row.title}",
            address=_entry_address(project, "activities", row.pk),
        )
        for row in rows
    ]


RULES: dict[IndicatorKind, Rule] = {
    IndicatorKind.COMPANIES_REACHED: Rule(
        _reached,
        _(
            "Firms of the county with a consultation, a need, an introduction, or somebody at an event of the project; "
            "each firm once."
        ),
    ),
    IndicatorKind.COMPANIES_SUPPORTED: Rule(
        _supported, _("Firms of the county with a consultation or an introduction; each firm once.")
    ),
    IndicatorKind.NEEDS: Rule(_needs, _("Needs of firms of the county that were submitted for the first time.")),
    IndicatorKind.OFFERS: Rule(_offers, _("Offers that were published, each once.")),
    IndicatorKind.PROVIDERS: Rule(_providers, _("Providers of whom an offer was published, each once.")),
    IndicatorKind.CONSULTATIONS: Rule(
        _consultations,
        _("Consultations of firms of the county as the contact log counts them, without those taken back."),
    ),
    IndicatorKind.INTRODUCTIONS: Rule(
        _introductions("introduced"), _("Introductions of firms of the county to which both sides agreed.")
    ),
    IndicatorKind.FIRST_MEETINGS: Rule(_introductions("first_meeting"), _("Introductions with a first meeting.")),
    IndicatorKind.PILOTS: Rule(_introductions("pilot_started"), _("Introductions that became a pilot project.")),
    IndicatorKind.SUCCESSES: Rule(_introductions("success"), _("Introductions that ended with success.")),
    IndicatorKind.EVENTS: Rule(_events, _("Events booked to the project that took place, by their first day.")),
    IndicatorKind.PARTICIPANTS: Rule(
        _participants, _("People who came to events booked to the project; who only registered does not count.")
    ),
    IndicatorKind.COOPERATIONS: Rule(_cooperations, _("Entries in the register of cooperations."), is_of_cases=False),
    IndicatorKind.PUBLICITY: Rule(_publicity, _("Entries in the register of publicity."), is_of_cases=False),
    IndicatorKind.SUPPORTERS: Rule(
        _supporters, _("Letters of support received until the end of the period."), is_of_cases=False
    ),
    IndicatorKind.HOURS: Rule(_hours, _("Hours of the activities booked to the project."), is_of_cases=False),
}
