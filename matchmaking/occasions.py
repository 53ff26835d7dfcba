"""What the outbox knows about the letters of introductions, and what becomes of them when a case moves.

Importing registers it. A letter that asks somebody must not leave once nobody asks any more; the time limit of an
answer runs from the moment the question leaves.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.states import effect, guard, require
from mail.deciding import cancel_outdated, refresh
from mail.enums import Weight
from mail.models import OutboxMessage
from mail.occasions import decided_by, occasion
from matchmaking import notifications
from matchmaking.enums import IntroductionState, Side
from matchmaking.hiding import edit_form_for
from matchmaking.models import Introduction
from matchmaking.services.common import ANSWER_DAYS, IN_CONTACT
from matchmaking.workflow import ASKED, INTRODUCTION

ASKS = {
    "introduction.company_asked": (Side.COMPANY, IntroductionState.AWAITING_COMPANY, notifications.company_asked),
    "introduction.provider_asked": (Side.PROVIDER, IntroductionState.AWAITING_PROVIDER, notifications.provider_asked),
}


def _is_in(state: str):
    return lambda introduction: introduction.state == state


for _kind, (_side, _state, _write) in ASKS.items():
    occasion(
        _kind,
        write=_write,
        is_current=_is_in(_state),
        weight=Weight.ALWAYS,
        link_is_the_secret=True,
        edit_form=edit_form_for(_side),
    )
occasion(
    "introduction.introduced",
    write=notifications.introduced,
    # Who withdrew is not handed out by a mail that was still waiting for its server.
    is_current=lambda introduction: introduction.state in IN_CONTACT,
    weight=Weight.ALWAYS,
)
# Whoever agreed can take it back by the link of this letter, so it does not wait for a summary.
occasion("introduction.consent_noted", "introduction.remind", weight=Weight.ALWAYS)
occasion("introduction.question_answered", "introduction.question_asked.lead", weight=Weight.ANSWER)
for _kind, _write in (
    ("introduction.company_declined.lead", notifications.company_declined),
    ("introduction.provider_declined.lead", notifications.provider_declined),
    ("introduction.ended", notifications.provider_declined),
    ("introduction.pilot_started", notifications.pilot_started),
    ("introduction.outcome_recorded", notifications.outcome_recorded),
):
    occasion(_kind, write=_write)

decided_by("matchmaking.introduction", lambda user: Introduction.objects.moderated_by(user))


# Before somebody is asked nobody has been written to.
_OPEN = {*ASKED.split(), *IN_CONTACT}
_MAY_OVERTAKE = [each.id for each in INTRODUCTION.transitions.values() if each.target and each.sources & _OPEN]


@effect("introduction", *_MAY_OVERTAKE)
def stop_letters_that_no_longer_fit(introduction, actor) -> None:
    cancel_outdated(introduction)


def question_waits(introduction: Introduction) -> bool:
    """Whether the letter that asks the side whose turn it is has not been released yet."""
    held = OutboxMessage.objects.about(introduction).held().filter(kind__in=ASKS)
    return any(message.is_current for message in held.without_bodies())


@guard("introduction", "lapse")
def the_question_has_left(introduction) -> None:
    require(not question_waits(introduction), _("The question still waits for its release; the clock stands still."))


@effect("outboxmessage", "release")
def start_the_clock(message, actor) -> None:
    """The side has its full time from the day the question leaves, and the letter says so."""
    introduction = message.about() if message.kind in ASKS else None
    due_on = timezone.localdate() + timedelta(days=ANSWER_DAYS)
    if introduction is None or introduction.state not in ASKED.split() or introduction.answer_due_on >= due_on:
        return
    Introduction.objects.filter(pk=introduction.pk, state=introduction.state).update(answer_due_on=due_on)
    refresh(message)
