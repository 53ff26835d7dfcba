"""Reads for the pages of needs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Bias
from companies.enums import NeedState, Source
from companies.models import Need
from companies.workflow import NEED
from organisations.models import Organisation

STAGES = [
    NeedState.SUBMITTED,
    NeedState.IN_QUALIFICATION,
    NeedState.RETURNED,
    NeedState.QUALIFIED,
    NeedState.MATCHING,
    NeedState.PAUSED,
]
BAR_HEIGHT = 9  # of the drawing above each stage, in its own units


@dataclass(frozen=True)
class Stage:
    """One column of the pipeline: how many cases stand there and how many of them are overdue."""

    state: str
    label: Any
    number: int
    overdue: int
    height: int  # of the bar, 0 to BAR_HEIGHT

    @property
    def top(self) -> int:
        return BAR_HEIGHT - self.height


def asked_introductions() -> QuerySet:
    """Return the introductions companies were asked about, with the anonymous summaries they were shown.

    They live in a room above; the reverse accessor leads there. Nothing of the provider is read along.
    """
    introductions = Need.introductions.rel.related_model.objects
    questions = introductions.model.questions.rel.related_model.objects
    open_questions = questions.filter(introduction=OuterRef("pk"), answered_at=None)
    return (
        introductions.filter(company_asked_at__isnull=False)
        .annotate(clock_stopped=Exists(open_questions))
        .select_related("offer_teaser")
        .defer("contributions", "reasons")
        .order_by(F("position").asc(nulls_last=True), "company_asked_at", "pk")
    )


def needs_of(user, organisation) -> QuerySet[Need]:
    """Return the needs of `organisation` that `user` may see: open ones first, then the closed, newest first.
    Each carries `asked`, its introductions the company was asked about."""
    closed = Case(When(state__in=NEED.terminal, then=Value(1)), default=Value(0))
    return (
        Need.objects.visible_to(user)
        .filter(organisation=organisation)
        .prefetch_related(Prefetch("introductions", queryset=asked_introductions(), to_attr="asked"))
        .order_by(closed, "-state_changed_at", "-pk")
    )


def queue_of(user) -> QuerySet[Need]:
    """Return the needs `user` moderates, the most urgent first, each with `due_on`."""
    return (
        Need.objects.moderated_by(user)
        .select_related("organisation", "municipality", "region", "assigned_to__contact")
        .with_due_on()
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def pipeline(user) -> list[Stage]:
    """Count the cases `user` moderates by state, and the overdue among them; the last column is what has ended."""
    today = timezone.localdate()
    rows = (
        Need.objects.moderated_by(user)
        .with_due_on()
        .order_by()
        .values("state")
        .annotate(number=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )
    counted = {row["state"]: (row["number"], row["overdue"]) for row in rows}
    columns = [(state.value, state.label, *counted.get(state, (0, 0))) for state in STAGES]
    ended = sum(number for state, (number, _overdue) in counted.items() if state in NEED.terminal)
    highest = max((number for _state, _label, number, _overdue in columns), default=0) or 1
    stages = [Stage(*column, height=round(BAR_HEIGHT * column[2] / highest)) for column in columns]
    return [*stages, Stage("closed", _("Ended"), ended, 0, height=0)]


def organisations_to_capture_for(user) -> QuerySet[Organisation]:
    """Return the organisations for which `user` takes down needs: those looked after, not the own ones and not those
    for which the person is biased."""
    own = Organisation.objects.of_member(user).values("pk")
    fair = (
        Organisation.objects.current().exclude(pk__in=own).exclude(pk__in=Bias.objects.subjects_of(user, Organisation))
    )
    return fair if user.is_project_lead else fair.filter(region_id__in=user.led_region_ids)


def captured_drafts(user) -> QuerySet[Need]:
    """Return what the person has taken down for a company and what cannot be handed in yet."""
    drafts = Need.objects.visible_to(user).filter(created_by=user, state=NeedState.DRAFT)
    return drafts.exclude(source=Source.PORTAL).select_related("organisation", "consent")


def needs_without_account(user) -> QuerySet[Need]:
    """Return what came without an account and waits for the check of its company, the longest waiting first."""
    waiting = Need.objects.visible_to(user).waiting_for_check().select_related("organisation", "municipality", "region")
    return waiting.order_by("created_at", "pk")
