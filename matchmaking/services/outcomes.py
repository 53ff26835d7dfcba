"""What becomes of an introduction: meeting, pilot, outcome."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.states import advance, require
from matchmaking import notifications
from matchmaking.enums import NoSuccessReason
from matchmaking.models import Introduction
from matchmaking.services.common import count, settle_need

NO_REACTION_AFTER = timedelta(days=28)  # 14 days for the contact, 14 for the answer of both sides
_before_no_reaction: list[Callable[[Introduction], None]] = []


def before_no_reaction(check: Callable[[Introduction], None]) -> Callable[[Introduction], None]:
    """Register what else has to hold before silence counts as an end; `check` raises GuardFailed. For rooms above."""
    _before_no_reaction.append(check)
    return check


@transaction.atomic
def record_meeting(introduction: Introduction, *, actor, met_on: date) -> None:
    """Record the first meeting; by either side or the lead."""
    require(met_on <= timezone.localdate(), _("The meeting cannot be in the future."))
    require(
        met_on >= timezone.localdate(introduction.introduced_at),
        _("The meeting cannot be before the introduction."),
    )
    advance(introduction, "record_meeting", actor=actor, met_on=met_on)
    count("first_meeting", introduction)
    notifications.meeting_recorded(introduction, actor)


@transaction.atomic
def start_pilot(introduction: Introduction, *, actor, scope: str, budget: str, both_confirmed: bool) -> None:
    """A pilot has started; the lead has heard so from both sides."""
    require(both_confirmed, _("Both sides must have confirmed the pilot."))
    require(scope.strip(), _("Describe the scope of the pilot in one sentence."))
    require(budget, _("Choose a budget."))
    advance(introduction, "start_pilot", actor=actor, pilot_scope=scope.strip(), pilot_budget=budget)
    count("pilot_started", introduction)
    notifications.pilot_started(introduction)


@transaction.atomic
def start_follow_up(introduction: Introduction, *, actor=None) -> None:
    """From now on the case is followed up; `actor` None = the timer."""
    advance(introduction, "start_follow_up", actor=actor)


@transaction.atomic
def record_success(introduction: Introduction, *, actor, outcome: str, note: str) -> None:
    """Close with a good outcome and the evidence for it; both sides are told."""
    require(outcome, _("Choose the outcome."))
    require(note.strip(), _("Note how you know of the outcome."))
    advance(
        introduction,
        "record_success",
        actor=actor,
        reason=outcome,
        outcome=outcome,
        outcome_note=note.strip(),
        closed_at=timezone.now(),
    )
    count("success", introduction)
    notifications.outcome_recorded(introduction)
    settle_need(introduction)


@transaction.atomic
def record_no_success(introduction: Introduction, *, actor, reason: str, note: str = "") -> None:
    """Close without result; both sides are told. "No reaction" needs 28 days of asking both sides."""
    require(reason, _("Choose a reason."))
    if reason == NoSuccessReason.NO_REACTION:
        require_silence(introduction)
    advance(
        introduction,
        "record_no_success",
        actor=actor,
        reason=reason,
        no_success_reason=reason,
        outcome_note=note.strip(),
        closed_at=timezone.now(),
    )
    count("no_success", introduction)
    notifications.outcome_recorded(introduction)
    settle_need(introduction)


def require_silence(introduction: Introduction) -> None:
    """Raise GuardFailed while it is too early to say that nobody has reacted."""
    require(
        timezone.now() - introduction.introduced_at >= NO_REACTION_AFTER,
        _("No reaction can be recorded 28 days after the introduction at the earliest."),
    )
    for check in _before_no_reaction:
        check(introduction)
