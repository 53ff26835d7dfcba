"""The days on which sides are asked, reminded, and their silence is noted."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.states import InvalidTransition
from outcomes import asking
from outcomes.enums import AskingState, Checkpoint, SurveyState
from outcomes.models import FollowUp, Survey
from scheduling.moments import days_after
from scheduling.registry import Planned, ending, reminder, rule

REMIND, CLOSE = "outcome.remind", "outcome.silence"
ASK = {checkpoint: f"outcome.ask_{checkpoint.value}" for checkpoint in Checkpoint}
ALL_DAYS = timedelta(days=max(Checkpoint) + asking.SURVEY_DAYS + 30)  # an outage of a month is made up for


def sides_under_way() -> QuerySet[FollowUp]:
    """Return the sides that are still asked, or were and may answer."""
    waiting = Exists(Survey.objects.filter(follow_up=OuterRef("pk"), state=SurveyState.OPEN))
    asked = Q(
        state=AskingState.ASKING,
        introduction__state__in=asking.ASKED_STATES,
        introduction__introduced_at__gte=timezone.now() - ALL_DAYS,
    )
    sides = FollowUp.objects.select_related("introduction__company_consent", "introduction__provider_consent")
    return sides.filter(asked | waiting).prefetch_related("surveys__answer")


@rule("outcomes.FollowUp", among=sides_under_way, parents=("introduction",))
def plan(follow_up: FollowUp) -> Iterator[Planned]:
    """Of several days that were missed only the newest is asked about: they are a series."""
    surveys = list(follow_up.surveys.all())
    is_asked = asking.is_asked(follow_up, surveys)
    for survey in surveys:
        if survey.state == SurveyState.OPEN:
            yield from _plan_open(survey, is_asked)
    if is_asked:
        start = timezone.localdate(follow_up.introduction.introduced_at)
        for checkpoint, kind in ASK.items():
            yield Planned(kind, days_after(start, checkpoint), str(checkpoint.value), series="outcome.ask")


def _plan_open(survey: Survey, is_asked: bool) -> Iterator[Planned]:
    round_, series = str(survey.checkpoint), f"outcome.{survey.checkpoint}"
    if is_asked:
        yield Planned(REMIND, days_after(survey.asked_on, asking.REMIND_AFTER_DAYS), round_, series)
    yield Planned(CLOSE, survey.closes_at, round_, series)


def _ask(checkpoint: Checkpoint, follow_up: FollowUp, timer) -> None:
    asking.ask(follow_up, checkpoint)


for _checkpoint, _kind in ASK.items():
    reminder(_kind)(partial(_ask, _checkpoint))


@reminder(REMIND)
def remind(follow_up: FollowUp, timer) -> None:
    asking.remind(_open_survey(follow_up, timer))


@ending(CLOSE)
def close(follow_up: FollowUp, timer) -> None:
    asking.close(_open_survey(follow_up, timer))


def _open_survey(follow_up: FollowUp, timer) -> Survey:
    """Return the question the timer is about. Raises InvalidTransition when it was answered in the meantime."""
    open_ones = Survey.objects.select_for_update().filter(follow_up=follow_up, state=SurveyState.OPEN)
    survey = open_ones.filter(checkpoint=int(timer.round)).first()
    if survey is None:
        raise InvalidTransition(f"survey {timer.round} of {follow_up.pk} waits for no answer")
    return survey
