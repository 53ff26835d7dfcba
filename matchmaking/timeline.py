"""Where an introduction stands, told to one side: what has happened, whose turn it is, what comes next."""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from companies.progress import Step
from matchmaking.faces import COMPANY, PROVIDER, own_consent, state_words
from matchmaking.models import Introduction
from matchmaking.services.common import ANSWER_DAYS
from matchmaking.services.keys import CONTACT_CHECK_DAYS

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
        until = introduction.contact_check_due_on if stage == "meeting" else introduction.answer_due_on
        return Step(title, "now", until=until, detail=detail if stage == "outcome" else "")
    if at:
        return Step(title, "done", at=at)
    return Step(title, "next", detail=detail)
