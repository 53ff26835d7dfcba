"""What the verbs on introductions share."""

from django.utils import timezone

from companies.enums import NeedState
from companies.models import Need
from companies.services import back_to_qualified
from core.facts import record_event
from matchmaking.enums import IntroductionState
from matchmaking.facts import introduction_attributes
from matchmaking.models import Introduction

ANSWER_DAYS = 14  # for each side that is asked
MAX_SHORTLISTED = 5  # per need, counting those being asked

BEING_OFFERED = [
    IntroductionState.SHORTLISTED,
    IntroductionState.AWAITING_COMPANY,
    IntroductionState.AWAITING_PROVIDER,
]
IN_CONTACT = [
    IntroductionState.INTRODUCED,
    IntroductionState.FIRST_MEETING,
    IntroductionState.PILOT,
    IntroductionState.FOLLOW_UP,
]
UNDER_WAY = BEING_OFFERED + IN_CONTACT


def hold(introduction: Introduction) -> Introduction:
    """Return the row as it is now, locked until the transaction ends, after its need: whoever writes to both takes
    them in this order, so that an answer and the end of the need wait for each other instead of blocking both."""
    Need.objects.select_for_update().get(pk=introduction.need_id)
    return Introduction.objects.select_for_update().get(pk=introduction.pk)


def count(kind: str, introduction: Introduction) -> None:
    """Record the fact `kind` with the attributes of both sides as they are now."""
    record_event(
        kind,
        attributes=introduction_attributes(introduction),
        organisation_id=introduction.need.organisation_id,
        need_id=introduction.need_id,
        offer_id=introduction.offer_id,
        introduction_id=introduction.pk,
        at=timezone.now(),
    )


def settle_need(introduction: Introduction) -> None:
    """Let the need look for proposals again when no introduction of it is under way any more."""
    need = type(introduction.need).objects.select_for_update().get(pk=introduction.need_id)
    if need.state == NeedState.MATCHING and not need.introductions.filter(state__in=UNDER_WAY).exists():
        back_to_qualified(need)
