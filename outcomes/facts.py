"""What is counted of questions and answers: pseudonymous facts, one more for every correction."""

from core.facts import record_event
from matchmaking.facts import introduction_attributes
from matchmaking.models import Introduction
from outcomes.models import FollowUp, Survey

ASKED, ANSWERED, SILENT, OPTED_OUT = "survey_asked", "survey_answered", "survey_silent", "survey_opted_out"


def count_survey(kind: str, survey: Survey) -> None:
    """Record that `survey` was asked, answered (anew) or left without an answer."""
    answer, said = survey.answer, {}
    if answer is not None:
        said = {"value": answer.value, "number": answer.number}
        said |= {"next_step": answer.next_step, "size_class": answer.size_class, "reason": answer.reason}
    _record(kind, survey.introduction, {"side": survey.follow_up.side, "checkpoint": survey.checkpoint, **said})


def count_opt_out(follow_up: FollowUp) -> None:
    """Record that a side does not want to be asked any more."""
    _record(OPTED_OUT, follow_up.introduction, {"side": follow_up.side})


def _record(kind: str, introduction: Introduction, said: dict) -> None:
    codes = {f"survey_{name}": value for name, value in said.items() if value != ""}
    record_event(
        kind,
        attributes=introduction_attributes(introduction) | codes,
        organisation_id=introduction.need.organisation_id,
        need_id=introduction.need_id,
        offer_id=introduction.offer_id,
        introduction_id=introduction.pk,
    )
