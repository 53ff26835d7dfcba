"""Where an introduction stands, told to one side: what has happened, whose turn it is, what comes next."""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from companies.progress import Step
from core.turns import NOBODY, OTHER_SIDE, Turn
from matchmaking.enums import IntroductionState
from matchmaking.faces import ASKED_SIDE, COMPANY, PROVIDER, lapsed_side, own_consent, state_words
from matchmaking.models import Introduction
from matchmaking.services.common import ANSWER_DAYS
from matchmaking.services.keys import CONTACT_CHECK_DAYS
from startups.enums import OfferState

_NOW = {
    "awaiting_company": "company",
    "awaiting_provider": "provider",
    "introduced": "meeting",
    "first_meeting": "outcome",
    "pilot": "outcome",
    "follow_up": "outcome",
}

# What rooms above know of the time after the first meeting.
_more_steps: list[Callable[[Introduction, str], Iterable[Step]]] = []


def more_steps(function: Callable[[Introduction, str], Iterable[Step]]) -> Callable:
    """Register `function(introduction, side)`, which yields steps that are done, as `side` may know them."""
    _more_steps.append(function)
    return function


def steps_for(introduction: Introduction, side: str) -> list[Step]:
    """Return the timeline as `side` may know it. An ended case stops where that side's knowledge ends."""
    steps = list(_company_steps(introduction) if side == COMPANY else _provider_steps(introduction))
    if introduction.state in introduction.workflow.terminal:
        label, _tone = state_words(introduction, side)
        done = [step for step in steps if step.status == "done"]
        return [*done, Step(str(label), "done", at=introduction.closed_at or introduction.state_changed_at)]
    return steps


def _company_steps(introduction: Introduction) -> Iterator[Step]:
    need, consent = introduction.need, own_consent(introduction, COMPANY)
    yield Step(_("Need registered"), "done", at=need.submitted_at)
    yield Step(_("Clarified together"), "done", at=need.qualified_at)
    yield Step(_("Provider selected"), "done", at=introduction.company_asked_at)
    yield _step(introduction, "company", _("Your decision"), at=consent and consent.given_at)
    yield _step(
        introduction,
        "provider",
        _("Decision of the provider"),
        at=introduction.introduced_at,
        detail=_("at most %(days)d days") % {"days": ANSWER_DAYS},
    )
    yield from _common_steps(introduction, COMPANY)


def _provider_steps(introduction: Introduction) -> Iterator[Step]:
    consent = own_consent(introduction, PROVIDER)
    yield Step(_("Request from the hub"), "done", at=introduction.provider_asked_at)
    yield _step(introduction, "provider", _("Your decision"), at=consent and consent.given_at)
    yield from _common_steps(introduction, PROVIDER)


def _common_steps(introduction: Introduction, side: str) -> Iterator[Step]:
    yield _step(
        introduction,
        "contact",
        _("Contact data for both"),
        at=introduction.introduced_at,
        detail=_("at the same moment"),
    )
    yield _step(
        introduction,
        "meeting",
        _("First meeting"),
        at=introduction.met_on,
        detail=_("within %(days)d days") % {"days": CONTACT_CHECK_DAYS},
    )
    if introduction.introduced_at:
        for tell in _more_steps:
            yield from tell(introduction, side)
    yield _step(
        introduction,
        "outcome",
        _("What has come of it?"),
        detail=_("We ask you again after one, three and six months."),
    )


def _step(introduction: Introduction, stage: str, title: str, *, at=None, detail: str = "") -> Step:
    if _NOW.get(introduction.state) == stage:
        if stage in ("company", "provider") and _clock_stopped(introduction):
            return Step(title, "now", detail=_("The time limit stands still at the moment."))
        until = introduction.contact_check_due_on if stage == "meeting" else introduction.answer_due_on
        return Step(title, "now", until=until, detail=detail if stage == "outcome" else "")
    if at:
        return Step(title, "done", at=at)
    return Step(title, "next", detail=detail)


def whose_turn(introduction: Introduction, side: str) -> Turn:
    """Return the next step as `side` may know it. How the other side decided is not told apart from other ends."""
    state = introduction.state
    if state in ASKED_SIDE:
        return _turn_while_asked(introduction, side)
    if state in introduction.workflow.terminal:
        return Turn(_what_ended(introduction, side), waits_for=NOBODY, then=_what_now(introduction, side))
    if state == IntroductionState.INTRODUCED:
        return Turn(
            _("You have the contact data by e-mail. Please arrange a first talk."),
            is_yours=True,
            due_on=introduction.contact_check_due_on,
            then=_("Afterwards we ask you whether you have talked."),
        )
    return Turn(_("You are in contact. We will ask you what has come of it."))


def _clock_stopped(introduction: Introduction) -> bool:
    return any(question.answered_at is None for question in introduction.questions.all())


def _turn_while_asked(introduction: Introduction, side: str) -> Turn:
    clock_stopped = _clock_stopped(introduction)
    due_on = None if clock_stopped else introduction.answer_due_on
    if ASKED_SIDE[introduction.state] == side:
        if clock_stopped:
            return Turn(
                _("Your question is with the project lead. The time limit stands still until you have the answer."),
                then=_("You can still say yes or no before that."),
            )
        return Turn(_("Please say yes or no, or ask a question."), is_yours=True, due_on=due_on)
    return Turn(
        _("You said yes. The other side is being asked; its time limit stands still at the moment.")
        if clock_stopped
        else _("You said yes. The other side is being asked, without your name."),
        due_on=due_on,
        waits_for=OTHER_SIDE,
        then=_("When it agrees too, you both receive the contact data at the same moment."),
    )


def _what_ended(introduction: Introduction, side: str) -> str:
    state = introduction.state
    if state == f"declined_{side}":
        return _("You said no. The other side does not learn your name or your reason.")
    if state == IntroductionState.WITHDRAWN and introduction.withdrawn_by_side == side:
        return _("You have withdrawn your consent. Your contact data is no longer shown.")
    if state == IntroductionState.LAPSED and lapsed_side(introduction) == side:
        return _("The time for your answer has passed. Please write to us if you are still interested.")
    if state == IntroductionState.SUCCESS:
        return _("The case is closed with a result. Thank you for taking part.")
    if state == IntroductionState.NO_SUCCESS:
        return _("The case is closed without a result. Thank you for trying.")
    if introduction.introduced_at:
        return _("The contact has ended. Contact data is no longer shown.")
    return _("This time no contact comes about. Your name was not passed on.")


def _what_now(introduction: Introduction, side: str) -> str:
    if introduction.state == IntroductionState.SUCCESS:
        return _("We ask you once more later how it went on.")
    if side == COMPANY:
        goes_on = introduction.need.is_open
        return (
            _("We keep looking for you.") if goes_on else _("Your need is closed. You can register a new one any time.")
        )
    if introduction.offer.state == OfferState.PUBLISHED:
        return _("Your offer stays published. We write to you when it fits again.")
    return _("Your offer is not published at the moment.")
