"""What happens to introductions by itself: reminders to the side that is asked, the lapse, escalations.

While a question of that side is open its clock stands still, and while the need is on hold nothing runs; the day of the
answer moves on by both (`answer_question`, `move_on_by_the_pause`).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from companies.enums import NeedState
from companies.history import last_time
from core.models import LogEntry
from core.states import effect
from matchmaking import notifications
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction, IntroductionQuestion
from matchmaking.services.common import ANSWER_DAYS, BEING_OFFERED
from matchmaking.services.keys import lapse
from matchmaking.workflow import ASKED
from scheduling.models import Timer
from scheduling.moments import at_hour, when_missed, when_missed_at_work
from scheduling.planning import replan
from scheduling.registry import Planned, ending, handler, reminder, rule
from scheduling.workdays import add_working_days

REMIND_DAYS = (5, 10)  # of the days the side has
ASK_WITHIN = 5  # working days, from the shortlist to the question to the company
ANSWER_WITHIN = 2  # working days, for the hub to answer a question of a side


def _open():
    offered = Introduction.objects.filter(state__in=BEING_OFFERED)
    return offered.select_related("need").prefetch_related("questions")


@rule("matchmaking.Introduction", among=_open, parents=("need",))
def plan_introduction(introduction: Introduction) -> Iterator[Planned]:
    """Return what is planned for `introduction` in its present state."""
    if introduction.state not in BEING_OFFERED or introduction.need.state == NeedState.PAUSED:
        return
    if introduction.state == IntroductionState.SHORTLISTED:
        due_on = asking_due_on(introduction)
        yield Planned("introduction.escalate", when_missed_at_work(due_on), f"ask:{due_on}")
    elif question := open_question(introduction):
        due_on = answering_due_on(question)
        yield Planned("introduction.escalate", when_missed_at_work(due_on), f"question:{question.pk}")
    else:
        yield from _plan_answer(introduction)


def _plan_answer(introduction: Introduction) -> Iterator[Planned]:
    series, last_day = introduction.state, introduction.answer_due_on
    for days in REMIND_DAYS:
        day = last_day - timedelta(days=ANSWER_DAYS - days)
        yield Planned("introduction.remind", at_hour(day), f"{series}:{days}", series)
    yield Planned("introduction.lapse", when_missed(last_day), series, series)


def open_question(introduction: Introduction) -> IntroductionQuestion | None:
    """Return the question of the asked side that the hub has not answered yet."""
    return next((question for question in introduction.questions.all() if question.answered_at is None), None)


def asking_due_on(introduction: Introduction) -> date:
    """Return the day by which the company is asked about a shortlisted proposal."""
    return add_working_days(timezone.localdate(introduction.shortlisted_at), ASK_WITHIN)


def answering_due_on(question: IntroductionQuestion) -> date:
    """Return the day by which the hub answers a question of a side."""
    return add_working_days(timezone.localdate(question.asked_at), ANSWER_WITHIN)


@reminder("introduction.remind")
def remind(introduction: Introduction, timer: Timer) -> None:
    LogEntry.objects.record(introduction, "remind", actor=None)
    notifications.answer_missing(introduction, occasion=timer.round)


@ending("introduction.lapse")
def let_lapse(introduction: Introduction, timer: Timer) -> None:
    lapse(introduction)


@handler("introduction.escalate")
def escalate(introduction: Introduction, timer: Timer) -> None:
    LogEntry.objects.record(introduction, "escalate", actor=None)
    question = open_question(introduction)
    due_on = answering_due_on(question) if question else asking_due_on(introduction)
    notifications.left_lying(introduction, due_on, has_question=bool(question), occasion=timer.round)


@effect("need", "pause", "resume")
def the_clock_follows_the_need(need, actor) -> None:
    """Nothing runs while the need is on hold; afterwards the asked side has as many days left as before."""
    if need.state != NeedState.PAUSED:
        for introduction in need.introductions.filter(state__in=ASKED.split()).select_for_update().order_by("pk"):
            move_on_by_the_pause(introduction, last_time(need, "pause"))
    for introduction in need.introductions.filter(state__in=BEING_OFFERED).order_by("pk"):
        replan(introduction)


def move_on_by_the_pause(introduction: Introduction, paused_at) -> None:
    """Move the day of the answer on by the days since `paused_at` in which no question has stopped the clock anyway."""
    today = timezone.localdate()
    begin = max(timezone.localdate(paused_at), timezone.localdate(_asked_at(introduction))) if paused_at else today
    stopped = (today - begin).days - sum(
        _days_within(question, begin, today) for question in introduction.questions.all()
    )
    Introduction.objects.filter(pk=introduction.pk).update(
        answer_due_on=introduction.answer_due_on + timedelta(days=stopped)
    )


def _asked_at(introduction: Introduction):
    asked_company = introduction.state == IntroductionState.AWAITING_COMPANY
    return introduction.company_asked_at if asked_company else introduction.provider_asked_at


def _days_within(question: IntroductionQuestion, begin: date, end: date) -> int:
    """Return for how many days between `begin` and `end` the question has stood open."""
    opened = max(timezone.localdate(question.asked_at), begin)
    closed = min(timezone.localdate(question.answered_at), end) if question.answered_at else end
    return max((closed - opened).days, 0)
