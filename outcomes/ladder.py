"""From answers to steps: what both sides said on one day, and what the lead could record because of it.

Nothing is averaged and nothing happens by itself: where the sides differ, each answer brings its own suggestion.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from matchmaking.enums import IntroductionState, NoSuccessReason, Outcome, Side
from matchmaking.models import Introduction
from matchmaking.steps import PANEL_OF
from outcomes.enums import Checkpoint, SurveyState, Value
from outcomes.models import Answer, Survey

OUTCOME_OF = {
    Value.CONTRACT: Outcome.CONTRACT,
    Value.PAID_PILOT: Outcome.PAID_PILOT,
    Value.UNPAID_PILOT: Outcome.UNPAID_PILOT,
}
PILOTS = [Value.PAID_PILOT, Value.UNPAID_PILOT]
GOES_ON = [Value.STILL_IN_CONTACT, Value.TALKS]
NOT_YET_FOLLOWED = [IntroductionState.INTRODUCED, IntroductionState.FIRST_MEETING]


@dataclass
class Suggestion:
    """A step the lead could take: its transition, what its form would hold, and which sides it follows from."""

    transition: str
    fields: dict[str, str]
    words: Any
    said_by: list[str] = field(default_factory=list)

    @property
    def title(self) -> Any:
        return PANEL_OF[self.transition].title

    @property
    def url_name(self) -> str:
        return PANEL_OF[self.transition].url_name

    @property
    def takes_a_form(self) -> bool:
        """Whether the step needs more than the answers say: then the page leads to its form."""
        return self.transition == "start_pilot"


@dataclass
class Round:
    """What both sides were asked on one day; a side that was not asked is None."""

    checkpoint: int
    surveys: dict[str, Survey | None] = field(default_factory=lambda: dict.fromkeys(Side.values))

    @property
    def label(self) -> Any:
        return Checkpoint(self.checkpoint).label

    @property
    def columns(self) -> list[tuple[Any, Survey | None]]:
        return [(Side(side).label, survey) for side, survey in self.surveys.items()]

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers in force, by side."""
        return {side: survey.answer for side, survey in self.surveys.items() if survey and survey.answer}

    @property
    def differs(self) -> bool:
        """Whether both have answered, and not the same."""
        return len({answer.value for answer in self.answers.values()}) > 1

    @property
    def waits(self) -> bool:
        """Whether a side may still answer for the first time."""
        return any(survey and survey.state == SurveyState.OPEN for survey in self.surveys.values())

    @property
    def is_settled(self) -> bool:
        """Whether a lead has read all that was answered."""
        answered = [survey for survey in self.surveys.values() if survey and survey.answer]
        return bool(answered) and all(survey.settled_at for survey in answered)

    @property
    def evidence(self) -> str:
        """What was answered, as the note of a step that rests on it."""
        said = [f"{Side(side).label}: {in_words(answer)}." for side, answer in self.answers.items()]
        return " ".join([_("Answers %(when)s.") % {"when": self.label}, *said])


def rounds_of(surveys: Iterable[Survey]) -> list[Round]:
    """Return the rounds of one introduction, the newest first."""
    rounds: dict[int, Round] = {}
    for survey in surveys:
        rounds.setdefault(survey.checkpoint, Round(survey.checkpoint)).surveys[survey.follow_up.side] = survey
    return [rounds[checkpoint] for checkpoint in sorted(rounds, reverse=True)]


def in_words(answer: Answer) -> str:
    """Return an answer with what belongs to it, in one line."""
    parts = [answer.get_value_display()]
    if answer.size_class:
        parts.append(answer.get_size_class_display())
    if answer.reason:
        parts.append(answer.get_reason_display())
    return ", ".join(str(part) for part in parts)


def suggestions(introduction: Introduction, round_: Round) -> list[Suggestion]:
    """Return the steps that the answers of `round_` speak for, each with the sides it follows from."""
    found: list[Suggestion] = []
    for side, answer in round_.answers.items():
        for each in _from_answer(introduction, round_, answer):
            known = next((s for s in found if (s.transition, s.fields) == (each.transition, each.fields)), None)
            if known is None:
                found.append(each)
            (known or each).said_by.append(Side(side).label)
    leaving = {step.id for step in introduction.workflow.leaving(introduction.state)}
    return [each for each in found if each.transition in leaving]


def _from_answer(introduction: Introduction, round_: Round, answer: Answer) -> Iterator[Suggestion]:
    if answer.reason:
        yield _without_result(answer.reason, round_)
    elif answer.value in OUTCOME_OF:
        if answer.value in PILOTS:
            yield Suggestion("start_pilot", {}, answer.get_value_display())
        yield _success(OUTCOME_OF[answer.value], round_)
    elif answer.value == Value.LEARNED:
        if _all_say(round_, Value.LEARNED):
            yield _success(Outcome.ADVICE_ONLY, round_)
    elif answer.value == Value.NO_CONTACT:
        yield _without_result(NoSuccessReason.NO_REACTION, round_)
    elif answer.value in GOES_ON and introduction.state in NOT_YET_FOLLOWED:
        yield Suggestion("start_follow_up", {}, _("The contact goes on"))


def _all_say(round_: Round, value: Value) -> bool:
    return [answer.value for answer in round_.answers.values()] == [value] * len(Side)


def _success(outcome: Outcome, round_: Round) -> Suggestion:
    fields = {"outcome": str(outcome.value), "note": round_.evidence}
    return Suggestion("record_success", fields, outcome.label)


def _without_result(reason: str, round_: Round) -> Suggestion:
    fields = {"reason": str(NoSuccessReason(reason).value), "note": round_.evidence}
    return Suggestion("record_no_success", fields, NoSuccessReason(reason).label)
