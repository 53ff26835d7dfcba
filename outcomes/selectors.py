"""Reads about questions and answers: for the list and today's work of leads, and for the pages of the sides."""

from datetime import timedelta

from django.db.models import DateField, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from matchmaking.enums import Side
from matchmaking.models import Introduction
from matchmaking.services.common import IN_CONTACT
from outcomes.enums import AskingState, SurveyState, Value
from outcomes.models import FollowUp, Survey
from outcomes.timers import ASK
from scheduling.enums import TimerState
from scheduling.models import Timer

SOON = timedelta(days=14)
SPEAKS_FOR_A_STEP = [Value.NO_CONTACT, Value.LEARNED, Value.UNPAID_PILOT, Value.PAID_PILOT, Value.CONTRACT, Value.NO]


def _surveys(**conditions) -> QuerySet[Survey]:
    return Survey.objects.filter(follow_up__introduction=OuterRef("pk"), **conditions)


def _other_side() -> QuerySet[Survey]:
    """The question of the same day to the other side."""
    same = Survey.objects.filter(
        follow_up__introduction=OuterRef("follow_up__introduction"), checkpoint=OuterRef("checkpoint")
    )
    return same.exclude(follow_up=OuterRef("follow_up"))


def _differing() -> Q:
    others = _other_side().filter(state=SurveyState.ANSWERED)
    return Q(Exists(others.exclude(answer__value=OuterRef("answer__value"))), state=SurveyState.ANSWERED)


def _speaking() -> Q:
    """Answers that a lead can do something with, once the other side had its time: they differ, or name an end."""
    worth = _differing() | Q(answer__value__in=SPEAKS_FOR_A_STEP)
    return worth & ~Exists(_other_side().filter(state=SurveyState.OPEN))


def with_flags(introductions: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """Add what lists tell apart: is_waiting, is_answered, is_silent, is_differing, is_stopped, is_due, is_to_decide."""
    soon = Timer.objects.filter(
        kind__in=ASK.values(), state=TimerState.WAITING, due_at__lte=timezone.now() + SOON
    ).values("subject_id")
    unsettled = _surveys(state=SurveyState.ANSWERED, settled_at=None)
    asked = FollowUp.objects.filter(introduction=OuterRef("pk"))
    return introductions.annotate(
        is_due=Exists(asked.filter(pk__in=soon)),
        is_waiting=Exists(_surveys(state=SurveyState.OPEN)),
        is_answered=Exists(_surveys(state=SurveyState.ANSWERED)),
        is_silent=Exists(_surveys(state=SurveyState.SILENT)),
        is_differing=Exists(_surveys().filter(_differing())),
        is_stopped=Exists(asked.filter(state=AskingState.STOPPED)),
        is_to_decide=Q(state__in=IN_CONTACT) & Q(Exists(unsettled.filter(_speaking()))),
    )


def followed_up(user) -> QuerySet[Introduction]:
    """Return the introductions whose sides are or were asked and that `user` looks after, what waits for a decision
    first, then by the latest question; with flags and, as `asked_on`, its day."""
    cases = Introduction.objects.filter(Exists(FollowUp.objects.filter(introduction=OuterRef("pk"))))
    if not user.is_project_lead:
        cases = cases.filter(need__region_id__in=user.led_region_ids)
    latest = _surveys().order_by("-asked_on").values("asked_on")[:1]
    return (
        with_flags(cases)
        .select_related("need__organisation", "offer__organisation")
        .defer("contributions", "reasons")
        .annotate(asked_on=Subquery(latest, output_field=DateField()))
        .order_by("-is_to_decide", F("asked_on").desc(nulls_last=True), "-pk")
    )


def with_surveys(introductions: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """Add the questions and answers, in a fixed number of queries."""
    surveys = Survey.objects.select_related("answer", "follow_up")
    sides = FollowUp.objects.prefetch_related(Prefetch("surveys", queryset=surveys))
    return introductions.prefetch_related(Prefetch("follow_ups", queryset=sides))


def surveys_in(introduction: Introduction) -> list[Survey]:
    """Return what `with_surveys` has read."""
    return [survey for side in introduction.follow_ups.all() for survey in side.surveys.all()]


def surveys_of(introduction: Introduction, *sides: str) -> QuerySet[Survey]:
    """Return the questions to these sides, the oldest first."""
    surveys = Survey.objects.with_case().select_related("answer__answered_by", "contact")
    return surveys.filter(follow_up__introduction=introduction, follow_up__side__in=sides or Side.values).order_by(
        "checkpoint", "follow_up__side"
    )


def answers_to_decide(user) -> QuerySet[Introduction]:
    """Return the cases in which answers wait for a decision of `user`: they differ, or they speak for a step, and the
    other side has answered or had its time. `answered_at` and `answered_on` are those of the latest answer."""
    latest = _surveys(state=SurveyState.ANSWERED).order_by().values("follow_up__introduction")
    latest = latest.annotate(last=Max("answer__answered_at")).values("last")
    return (
        with_flags(Introduction.objects.moderated_by(user))
        .filter(is_to_decide=True)
        .select_related("need__organisation", "offer__organisation")
        .annotate(answered_at=Subquery(latest))
        .annotate(answered_on=TruncDate("answered_at"))
        .order_by("answered_at", "pk")
    )
