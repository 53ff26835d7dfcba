"""What the outbox knows about the letters of this room: they ask, and leave no more once the question is not open."""

from core.states import effect
from mail.deciding import cancel_outdated
from mail.enums import Weight
from mail.occasions import decided_by, occasion
from matchmaking.models import Introduction
from outcomes.enums import SurveyState
from outcomes.models import Survey


def _is_open(survey: Survey) -> bool:
    return survey.state == SurveyState.OPEN


occasion("outcome.asked", "outcome.reminded", weight=Weight.ANSWER, is_current=_is_open)


def _of_own_cases(user):
    return Survey.objects.filter(follow_up__introduction__in=Introduction.objects.moderated_by(user))


decided_by("outcomes.survey", _of_own_cases)


@effect("survey", "answer", "stop", "fall_silent")
def stop_letters_that_no_longer_ask(survey: Survey, actor) -> None:
    """Nobody who has answered, or wants no more letters, gets one that still waited for its server."""
    cancel_outdated(survey)
