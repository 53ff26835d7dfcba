"""What a side told us, as steps of the timeline on its own page."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from companies.progress import Step
from matchmaking.models import Introduction
from matchmaking.timeline import more_steps
from outcomes.enums import SurveyState
from outcomes.ladder import in_words
from outcomes.selectors import surveys_of


@more_steps
def own_answers(introduction: Introduction, side: str) -> Iterator[Step]:
    """Yield the answers of `side`, never those of the other one."""
    for survey in surveys_of(introduction, side):
        if survey.state == SurveyState.ANSWERED:
            told = _("You told us: %(answer)s") % {"answer": in_words(survey.answer)}
            yield Step(told, "done", at=survey.answer.answered_at)
