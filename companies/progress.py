"""Where a case stands, told to the company: what has happened, whose turn it is, what comes next.

Introductions belong to a room above this one. They are read here as rows of `Need.introductions` whose state is a
word of the workflow; the provider behind them is never looked at.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from companies.enums import NeedState
from companies.models import Need
from core.turns import NOBODY, OTHER_SIDE, Turn
from matchmaking.engine import Reason, render_for_company
from organisations.enums import Verification
from organisations.selectors import verification_due_on

# What the company reads about an introduction it was asked about. How the provider decided is not told apart
# from other ends: neither side learns the answer of the other before both have agreed.
_DID_NOT_COME_ABOUT = (gettext_lazy("Did not come about"), "end")
INTRODUCTION_WORDS = {
    "awaiting_company": (gettext_lazy("Your answer is needed"), "act"),
    "awaiting_provider": (gettext_lazy("The provider is being asked"), "run"),
    "declined_company": (gettext_lazy("You said no"), "end"),
    "declined_provider": _DID_NOT_COME_ABOUT,
    "lapsed": _DID_NOT_COME_ABOUT,
    "obsolete": _DID_NOT_COME_ABOUT,
    "introduced": (gettext_lazy("In contact"), "run"),
    "first_meeting": (gettext_lazy("First meeting held"), "run"),
    "pilot": (gettext_lazy("Pilot project"), "run"),
    "follow_up": (gettext_lazy("Follow-up"), "run"),
    "success": (gettext_lazy("Successful"), "done"),
    "no_success": (gettext_lazy("Ended without a result"), "end"),
    "withdrawn": (gettext_lazy("Consent withdrawn"), "end"),
}

_STAGE_OF_NEED = {
    NeedState.DRAFT: "submit",
    NeedState.SUBMITTED: "first_reply",
    NeedState.IN_QUALIFICATION: "clarify",
    NeedState.RETURNED: "clarify",
    NeedState.QUALIFIED: "select",
}
_STAGE_OF_INTRODUCTION = {
    "awaiting_company": "company",
    "awaiting_provider": "provider",
    "introduced": "meeting",
    "first_meeting": "outcome",
    "pilot": "outcome",
    "follow_up": "outcome",
}


_WHAT_ENDED = {
    NeedState.CLOSED_SOLVED: gettext_lazy("Your need is solved, the case is closed."),
    NeedState.CLOSED_UNSOLVED: gettext_lazy("We have found no solution; the case is closed."),
    NeedState.REJECTED: gettext_lazy("We could not take up your need. The reason is in our message to you."),
    NeedState.WITHDRAWN: gettext_lazy("You have withdrawn your need. Nobody is asked any more."),
    NeedState.EXPIRED: gettext_lazy("We have not heard from you for a long time, so the case was closed."),
}


@dataclass(frozen=True)
class Step:
    """One line of the timeline. `status` is done, now or next; `at` when it was done, `until` the deadline of a
    step that is due, `detail` one more sentence."""

    title: str
    status: str
    at: date | datetime | None = None
    until: date | None = None
    detail: str = ""


def missing(need: Need) -> list[str]:
    """Return in words why nothing has been found for the need so far, [] where something was, or nothing was looked
    for yet."""
    outcome = getattr(need, "matching_outcome", None)
    if need.state != NeedState.QUALIFIED or outcome is None:
        return []
    language = "en" if (get_language() or "").startswith("en") else "de"
    found = []
    for hint in outcome.hints:
        # A hint of a former engine that the present one has no words for is left out.
        with suppress(KeyError):
            found.append(render_for_company(Reason(hint["code"], "hint", hint["params"]), language))
    return found


def introduction_words(introduction) -> tuple[Any, str]:
    """Return label and tone of an introduction as the company may know it."""
    return INTRODUCTION_WORDS[introduction.state]


def waiting_for_company(asked: Iterable) -> list:
    return [introduction for introduction in asked if introduction.state == "awaiting_company"]


def whose_turn(need: Need, asked: Sequence) -> Turn:
    """Return the next step of `need`; `asked` are the introductions the company was asked about."""
    if waiting := waiting_for_company(asked):
        return _turn_while_asked(waiting)
    if not need.is_open:
        return Turn(_WHAT_ENDED[need.state], waits_for=NOBODY, then=_("You can register a new need any time."))
    if need.waits_for_check:
        return _turn_while_checked(need)
    turns = {
        NeedState.DRAFT: Turn(_("Submit the draft when it is ready. Until then only you can see it."), is_yours=True),
        NeedState.SUBMITTED: Turn(_("The project lead gets in touch with you."), due_on=need.response_due_on),
        NeedState.IN_QUALIFICATION: Turn(_("We clarify the open points with you."), due_on=need.qualification_due_on),
        NeedState.RETURNED: Turn(
            _("We have a question for you."), is_yours=True, then=_("Our time limit stands still until you answer.")
        ),
        NeedState.QUALIFIED: Turn(
            _("We are looking for fitting providers and will show you a selection."), due_on=need.shortlist_due_on
        ),
        NeedState.MATCHING: _turn_in_matching(asked),
        NeedState.PAUSED: Turn(
            _("The case is on hold."), due_on=need.resume_on, then=_("You can go on at any time. Time limits rest.")
        ),
    }
    return turns[need.state]


def _turn_while_checked(need: Need) -> Turn:
    if need.organisation.verification in (Verification.REJECTED, Verification.WITHDRAWN):
        return Turn(_("We could not verify your company. The reason is in our message to you."), waits_for=NOBODY)
    return Turn(
        _("We check your company first."),
        due_on=verification_due_on(need.organisation),
        then=_("As soon as it is verified, your need is submitted by itself."),
    )


def _turn_while_asked(waiting: Sequence) -> Turn:
    """The company decides; where it has asked a question first, the hub answers before the clock goes on."""
    deciding = [introduction for introduction in waiting if not _clock_stopped(introduction)]
    if not deciding:
        return Turn(
            _("Your question is with the project lead. The time limit stands still until you have the answer."),
            then=_("You can still say yes or no before that."),
        )
    text = ngettext(
        "A proposal is waiting for your decision.",
        "%(number)d proposals are waiting for your decision.",
        len(deciding),
    )
    return Turn(text % {"number": len(deciding)}, is_yours=True, due_on=_earliest(deciding))


def _clock_stopped(introduction) -> bool:
    return getattr(introduction, "clock_stopped", False)


def _turn_in_matching(asked: Sequence) -> Turn:
    states = {introduction.state for introduction in asked}
    if states & {"first_meeting", "pilot", "follow_up"}:
        return Turn(_("We will ask you what has come of it."))
    if "introduced" in states:
        return Turn(_("You have the contact data. Agree on a first meeting."))
    if "awaiting_provider" in states:
        being_asked = [introduction for introduction in asked if introduction.state == "awaiting_provider"]
        return Turn(
            _("A provider considers whether to get to know you."), due_on=_earliest(being_asked), waits_for=OTHER_SIDE
        )
    return Turn(_("We are preparing proposals for you."))


def case_steps(need: Need, asked: Sequence, taken_over_at: datetime | None = None) -> list[Step]:
    """Return the timeline of `need`, from registration to outcome, with the dates known.

    `asked` are the introductions the company was asked about, `taken_over_at` when a lead took the case. Several
    introductions may stand at different places; each place where one of them waits is marked as now.
    """
    live = [introduction for introduction in asked if introduction.state in _STAGE_OF_INTRODUCTION]
    counted = live + [introduction for introduction in asked if introduction.state == "success"]
    now = _stages(need, live)
    rows = [
        ("submit", _("Need submitted") if need.submitted_at else _("Submit the need"), need.submitted_at, None),
        ("first_reply", _("First reply of the project lead"), taken_over_at, need.response_due_on),
        ("clarify", _("Clarification together"), need.qualified_at, need.qualification_due_on),
        ("select", _("Selection of fitting providers"), _first(counted, "company_asked_at"), need.shortlist_due_on),
        ("company", _("Your decision"), _first(counted, "provider_asked_at"), _due(live, "awaiting_company")),
        ("provider", _("Decision of the provider"), _first(counted, "introduced_at"), _due(live, "awaiting_provider")),
        ("contact", _("Contact data for both"), _first(counted, "introduced_at"), None),
        ("meeting", _("First meeting"), _first(counted, "met_on"), None),
        ("outcome", _("What has come of it?"), None, None),
    ]
    details = {
        "clarify": _("We are waiting for your answer.") if need.state == NeedState.RETURNED else "",
        "contact": _("at the same moment"),
        "outcome": _("We ask you again after one, three and six months."),
    }
    steps = []
    for stage, title, at, until in rows:
        if stage in now:
            clock_stopped = need.state == NeedState.RETURNED
            steps.append(Step(title, "now", until=None if clock_stopped else until, detail=details.get(stage, "")))
        elif at:
            steps.append(Step(title, "done", at=at))
        elif need.is_open:
            steps.append(Step(title, "next", detail=details.get(stage, "")))
    if need.state == NeedState.PAUSED:
        done = sum(step.status == "done" for step in steps)
        steps.insert(done, Step(_("On hold"), "now", until=need.resume_on))
    if not need.is_open:
        steps.append(Step(need.get_state_display(), "done", at=need.closed_at))
    return steps


def _stages(need: Need, live: Sequence) -> set[str]:
    if need.state == NeedState.MATCHING:
        return {_STAGE_OF_INTRODUCTION[introduction.state] for introduction in live} or {"select"}
    return {_STAGE_OF_NEED[need.state]} if need.state in _STAGE_OF_NEED else set()


def _earliest(introductions: Iterable) -> date | None:
    """Return the first day on which an answer is due; where a question is open, there is none."""
    days = [introduction.answer_due_on for introduction in introductions if not _clock_stopped(introduction)]
    return min(days, default=None)


def _due(introductions: Iterable, state: str) -> date | None:
    return _earliest(introduction for introduction in introductions if introduction.state == state)


def _first(introductions: Iterable, field: str) -> date | None:
    moments = [getattr(introduction, field) for introduction in introductions]
    days = [timezone.localdate(m) if isinstance(m, datetime) else m for m in moments if m]
    return min(days, default=None)
