"""What the company is told about where its case stands."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from companies.models import Need
from companies.progress import INTRODUCTION_WORDS, case_steps, whose_turn
from companies.selectors import asked_introductions
from matchmaking.enums import IntroductionState
from tests.cases import introduction_in
from tests.companies.conftest import ALL_STATES

pytestmark = pytest.mark.django_db


def asked_about(need) -> list:
    return list(asked_introductions().filter(need=need))


def now(steps) -> list:
    return [step for step in steps if step.status == "now"]


def test_every_state_a_company_may_see_has_its_words():
    before_the_company_is_asked = {"suggested", "shortlisted", "dismissed"}
    assert set(INTRODUCTION_WORDS) == set(IntroductionState.values) - before_the_company_is_asked


def test_an_open_case_has_one_step_that_is_due_and_an_ended_one_has_none(need_in):
    for state in ALL_STATES:
        need = need_in(state)
        steps = case_steps(need, asked_about(need))
        assert len(now(steps)) == (1 if need.is_open else 0), state
        assert whose_turn(need, asked_about(need)).text
        if not need.is_open:
            assert steps[-1].title == need.get_state_display()
            assert {step.status for step in steps} == {"done"}, state


def test_each_state_says_whose_turn_it_is_and_until_when(need_in):
    for state, is_yours, field in [
        ("draft", True, None),
        ("submitted", False, "response_due_on"),
        ("in_qualification", False, "qualification_due_on"),
        ("returned", True, None),
        ("qualified", False, "shortlist_due_on"),
        ("matching", False, None),
        ("paused", False, "resume_on"),
        ("rejected", False, None),
    ]:
        need = need_in(state)
        turn = whose_turn(need, [])
        assert (turn.is_yours, turn.due_on) == (is_yours, getattr(need, field) if field else None), state


@pytest.mark.parametrize(
    ("state", "title", "is_yours"),
    [
        ("awaiting_company", "Ihre Entscheidung", True),
        ("awaiting_provider", "Entscheidung des Anbieters", False),
        ("introduced", "Erstgespräch", False),
        ("first_meeting", "Was ist daraus geworden?", False),
        ("pilot", "Was ist daraus geworden?", False),
    ],
)
def test_the_timeline_follows_the_introduction(people, state, title, is_yours):
    need = Need.objects.get(pk=introduction_in(state, people).need_id)
    asked = asked_about(need)
    assert [step.title for step in now(case_steps(need, asked))] == [title]
    assert whose_turn(need, asked).is_yours is is_yours


def test_the_earliest_answer_counts_and_each_waiting_place_is_marked(people):
    first = introduction_in("awaiting_company", people)
    need = Need.objects.get(pk=first.need_id)
    second = introduction_in("awaiting_provider", people, need=need)
    sooner = timezone.localdate() + timedelta(days=3)
    type(first).objects.filter(pk=first.pk).update(answer_due_on=sooner)
    need.refresh_from_db()

    turn = whose_turn(need, asked_about(need))
    steps = now(case_steps(need, asked_about(need)))

    assert (turn.is_yours, turn.due_on) == (True, sooner)
    assert [step.until for step in steps] == [sooner, second.answer_due_on]


def test_a_declined_proposal_leaves_no_trace_in_the_timeline(people):
    need = Need.objects.get(pk=introduction_in("declined_provider", people).need_id)
    titles = {step.title: step.status for step in case_steps(need, asked_about(need))}
    assert titles["Ihre Entscheidung"] == "next"


def test_done_steps_carry_their_dates(need_in):
    need = need_in("qualified")
    steps = case_steps(need, [], taken_over_at=need.submitted_at)
    done = [step for step in steps if step.status == "done"]
    assert [step.at for step in done] == [need.submitted_at, need.submitted_at, need.qualified_at]
    assert isinstance(now(steps)[0].until, date)
