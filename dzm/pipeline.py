"""The cases of a lead by stage: needs from submission to introduction, introductions from shortlist to outcome."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.absences import works_for
from accounts.selectors import leads
from companies.models import Need
from companies.selectors import STAGES
from core.forms import FilterForm
from matchmaking.models import Introduction
from matchmaking.selectors import introductions_for_list, topics_for_choice
from matchmaking.services.common import UNDER_WAY
from regions.models import Municipality, Region

SHOWN_PER_STAGE = 8  # the most urgent; the list behind the stage has all of them
AGES = (7, 14, 30, 90)  # days in the present state, from which on
MINE, NOBODY = "mine", "nobody"


class _StageFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with all others."""

    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"), queryset=Municipality.objects.all(), empty_label=_("all")
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=Region.objects.filter(kind__in=["county", "partner", "other"]),
        empty_label=_("all"),
    )
    topic = django_filters.ModelChoiceFilter(label=_("Topic"), queryset=topics_for_choice(), empty_label=_("all"))
    owner = django_filters.ChoiceFilter(label=_("Responsible"), empty_label=_("everybody"), method="of_person")
    age = django_filters.ChoiceFilter(label=_("In this stage for"), empty_label=_("any time"), method="older_than")
    owner_column = "assigned_to"

    class Meta:
        form = FilterForm
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(str(user.pk), user.get_full_name()) for user in leads() if user.pk != self.request.user.pk]
        self.filters["owner"].extra["choices"] = [(MINE, _("My cases")), (NOBODY, _("Nobody yet")), *names]
        ages = [(str(days), gettext("%(days)d days and more") % {"days": days}) for days in AGES]
        self.filters["age"].extra["choices"] = ages

    def of_person(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        if value == MINE:
            return cases.filter(**{f"{self.owner_column}__in": works_for(self.request.user)})
        if value == NOBODY:
            return cases.filter(**{f"{self.owner_column}__isnull": True})
        return cases.filter(**{self.owner_column: value})

    def older_than(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(state_changed_at__lte=timezone.now() - timedelta(days=int(value)))


class NeedStageFilter(_StageFilter):
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="topics", queryset=topics_for_choice(), empty_label=_("all")
    )

    class Meta(_StageFilter.Meta):
        model = Need


class IntroductionStageFilter(_StageFilter):
    """Place, topic and person are those of the need; the region is that of the provider."""

    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"),
        field_name="need__municipality",
        queryset=Municipality.objects.all(),
        empty_label=_("all"),
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region of the provider"),
        field_name="offer__organisation__region",
        queryset=Region.objects.filter(kind__in=["county", "partner", "other"]),
        empty_label=_("all"),
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="need__topics", queryset=topics_for_choice(), empty_label=_("all")
    )
    owner_column = "need__assigned_to"

    class Meta(_StageFilter.Meta):
        model = Introduction


@dataclass
class Card:
    """One case of a stage; `days` is how long it has been there."""

    case: Any
    title: str
    language: str
    facts: tuple[str, ...]
    owner: str
    days: int

    @property
    def due_on(self) -> date | None:
        return self.case.due_on


@dataclass
class StageOfCases:
    """One stage: how many cases stand there, how many of them are overdue, and the most urgent ones."""

    state: str
    label: Any
    number: int = 0
    overdue: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        return self.number - len(self.cards)


@dataclass
class Pipeline:
    """The stages of one kind of case, narrowed by `filter`; a fixed number of queries."""

    filter: django_filters.FilterSet
    stages: list[StageOfCases]

    @property
    def number(self) -> int:
        return sum(stage.number for stage in self.stages)


def needs_by_stage(user, data: QueryDict, request) -> Pipeline:
    """Return the open needs `user` moderates by stage."""
    needs = Need.objects.moderated_by(user).with_due_on().filter(state__in=STAGES)
    narrowed = NeedStageFilter(data, queryset=needs, request=request)
    related = ("organisation", "municipality", "region", "assigned_to__contact")
    return Pipeline(narrowed, _stages(narrowed.qs, STAGES, related, _need_card))


def introductions_by_stage(user, data: QueryDict, request) -> Pipeline:
    """Return the introductions under way that `user` moderates by stage; of those both sides may be shown."""
    mine = Introduction.objects.moderated_by(user).filter(state__in=UNDER_WAY).values("pk")
    introductions = introductions_for_list(user).filter(pk__in=mine)
    narrowed = IntroductionStageFilter(data, queryset=introductions, request=request)
    return Pipeline(narrowed, _stages(narrowed.qs, UNDER_WAY, ("need__assigned_to__contact",), _introduction_card))


def _stages(cases: QuerySet, states, related: tuple[str, ...], card) -> list[StageOfCases]:
    today = timezone.localdate()
    counted = (
        cases.order_by()
        .values("state")
        .annotate(number=Count("pk", distinct=True), late=Count("pk", filter=Q(due_on__lt=today), distinct=True))
    )
    stages = {state.value: StageOfCases(state.value, state.label) for state in states}
    for state, number, late in counted.values_list("state", "number", "late"):
        stages[state].number, stages[state].overdue = number, late
    urgency = [F("due_on").asc(nulls_last=True), F("state_changed_at").asc(), F("pk").asc()]
    ranked = cases.annotate(place=Window(RowNumber(), partition_by=F("state"), order_by=urgency))
    shown = ranked.filter(place__lte=SHOWN_PER_STAGE).select_related(*related).order_by("state", "place")
    for case in shown:
        stages[case.state].cards.append(card(case, today))
    return list(stages.values())


def _need_card(need: Need, today: date) -> Card:
    facts = (need.number, need.organisation.name, str(need.municipality or need.region))
    return Card(need, need.title, need.language, facts, _name_of(need.assigned_to), _days_in_state(need, today))


def _introduction_card(introduction: Introduction, today: date) -> Card:
    need, provider = introduction.need, introduction.offer.organisation
    facts = (introduction.number or need.number, need.organisation.name, provider.name, str(provider.region))
    days = _days_in_state(introduction, today)
    return Card(introduction, need.title, need.language, facts, _name_of(need.assigned_to), days)


def _name_of(user) -> str:
    return user.get_full_name() if user else ""


def _days_in_state(case, today: date) -> int:
    return (today - timezone.localdate(case.state_changed_at)).days
