"""What is due is carried out once, in order, and never half."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import LogEntry
from core.states import InvalidTransition
from organisations.models import Organisation
from scheduling.models import Timer
from scheduling.planning import replan
from scheduling.selectors import failed_timers, happened_to
from scheduling.sweeping import BACKOFF, sweep
from scheduling.tasks import replan_all as replan_all_task
from scheduling.tasks import sweep as sweep_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(people):
    return people.company


def test_what_is_due_is_done_once_and_what_is_not_waits(agenda, company):
    agenda.plan(company, "test.act", hours=-2, round="due")
    agenda.plan(company, "test.act", hours=2, round="later")
    replan(company)
    assert sweep() == {"done": 1}
    assert not sweep()
    assert agenda.done == [("test.act", company.pk, "due")]
    assert list(happened_to("test.act", Organisation)) == [{"subject_id": company.pk}]


def test_missed_beats_are_caught_up_in_the_order_of_their_days(agenda, company):
    for days in (3, 9, 6):
        agenda.plan(company, "test.act", hours=-24 * days, round=f"{days} days ago")
    replan(company)
    sweep()
    assert [round for _kind, _pk, round in agenda.done] == ["9 days ago", "6 days ago", "3 days ago"]


def test_one_call_does_a_bounded_number_and_the_next_goes_on(agenda, company):
    for number in range(5):
        agenda.plan(company, "test.act", hours=-1, round=str(number))
    replan(company)
    assert [sweep(2).total(), sweep(2).total(), sweep(2).total(), sweep(2).total()] == [2, 2, 1, 0]


def test_the_rule_has_the_last_word_at_the_moment_something_is_due(agenda, company):
    agenda.plan(company, "test.act", hours=-1)
    replan(company)
    agenda.planned.clear()
    assert sweep() == {"replanned": 1}
    assert Timer.objects.get().state == "cancelled"
    assert not agenda.done


def test_a_quiet_time_that_was_broken_begins_anew(agenda, company):
    agenda.plan(company, "test.act", hours=-1, round="since spring")
    replan(company)
    agenda.planned.clear()
    agenda.plan(company, "test.act", hours=50, round="since summer")
    sweep()
    assert set(Timer.objects.values_list("round", "state")) == {
        ("since spring", "cancelled"),
        ("since summer", "waiting"),
    }


def test_a_case_that_is_gone_ends_its_timers(agenda, company):
    agenda.plan(company, "test.act", hours=-1)
    replan(company)
    Timer.objects.update(subject_id=0)
    assert sweep() == {"cancelled": 1}


def test_a_handler_that_finds_its_case_moved_on_leaves_nothing_behind(agenda, company):
    def move_on(obj, timer):
        LogEntry.objects.record(obj, "half", actor=None)
        raise InvalidTransition("moved on")

    agenda.disturb = move_on
    agenda.plan(company, "test.act", hours=-1)
    replan(company)
    assert sweep() == {"cancelled": 1}
    assert not LogEntry.objects.filter(verb="half").exists()


def test_of_several_late_reminders_only_the_newest_goes_out(agenda, company):
    for days in (20, 15, 2):
        agenda.plan(company, "test.remind", hours=-24 * days, round=str(days), series="answer")
    replan(company)
    assert sweep() == {"cancelled": 2, "done": 1}
    assert [round for _kind, _pk, round in agenda.done] == ["2"]
    replan(company)
    assert not sweep()


def test_reminders_of_another_series_go_out_as_well(agenda, company):
    agenda.plan(company, "test.remind", hours=-30, round="1", series="answer")
    agenda.plan(company, "test.remind", hours=-20, round="1b", series="other")
    replan(company)
    assert sweep() == {"done": 2}


def test_an_end_that_was_not_announced_waits_until_the_late_reminder_is_some_days_old(agenda, company, time_machine):
    agenda.plan(company, "test.remind", hours=-200, round="1", series="answer")
    agenda.plan(company, "test.end", hours=-100, round="end", series="answer")
    replan(company)
    assert sweep() == {"done": 1, "held": 1}
    assert [kind for kind, _pk, _round in agenda.done] == ["test.remind"]
    time_machine.move_to(timezone.now() + timedelta(days=2))
    replan(company)
    assert not sweep()
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert sweep() == {"done": 1}
    assert [kind for kind, _pk, _round in agenda.done] == ["test.remind", "test.end"]


def test_a_failure_leaves_nothing_half_is_tried_again_and_at_last_shown(agenda, company, time_machine):
    def fail(obj, timer):
        LogEntry.objects.record(obj, "half", actor=None)
        raise ValueError("anna@example.org is nobody's business")

    agenda.disturb = fail
    agenda.plan(company, "test.act", hours=-1, round="bad")
    agenda.plan(company, "test.act", hours=-0.5, round="worse")
    replan(company)
    assert sweep() == {"failed": 2}
    for pause in BACKOFF:
        assert not sweep()
        time_machine.move_to(timezone.now() + pause)
        assert sweep() == {"failed": 2}
    assert not sweep()
    assert [timer.last_error for timer in failed_timers()] == ["ValueError", "ValueError"]
    assert failed_timers()[0].subject_url() == company.get_absolute_url()
    assert not LogEntry.objects.filter(verb="half").exists()


def test_a_failure_does_not_hold_up_the_others(agenda, company):
    def fail_first(obj, timer):
        if timer.round == "bad":
            raise ValueError

    agenda.disturb = fail_first
    agenda.plan(company, "test.act", hours=-9, round="bad")
    agenda.plan(company, "test.act", hours=-1, round="good")
    replan(company)
    assert sweep() == {"failed": 1, "done": 1}


def test_a_failed_timer_whose_case_moves_on_is_settled(agenda, company):
    agenda.plan(company, "test.act", hours=-1)
    replan(company)
    Timer.objects.update(state="failed", last_error="ValueError")
    agenda.planned.clear()
    replan(company)
    assert not failed_timers()


def test_tasks_and_command_do_the_same_and_twice_is_as_good_as_once(agenda, company, capsys):
    agenda.plan(company, "test.act", hours=-1)
    for _ in range(2):
        replan_all_task()
        sweep_task()
    call_command("sweep_timers", "--replan")
    assert len(agenda.done) == 1
    assert "organisations.organisation: 0 replanned" in capsys.readouterr().out
