"""Rows of timers follow what the rules say."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.states import advance
from scheduling.models import Timer
from scheduling.moments import at_hour, days_after, when_missed_at_work
from scheduling.planning import replan, replan_all
from scheduling.retention import old_timers
from scheduling.services import try_again
from scheduling.sweeping import sweep
from tests.privacy.test_retention import run

pytestmark = pytest.mark.django_db


def states() -> list[tuple[str, str]]:
    return list(Timer.objects.filter(kind__startswith="test.").order_by("pk").values_list("round", "state"))


def test_a_plan_becomes_rows_once(agenda, people):
    agenda.plan(people.company, "test.act", hours=5)
    assert replan(people.company)
    assert not replan(people.company)
    assert states() == [("1", "waiting")]


def test_a_moment_that_moves_takes_its_row_along(agenda, people):
    agenda.plan(people.company, "test.act", hours=5)
    replan(people.company)
    agenda.planned.clear()
    agenda.plan(people.company, "test.act", hours=9)
    replan(people.company)
    timer = Timer.objects.get(kind="test.act")
    assert timer.due_at == agenda.planned[people.company.pk][0].due_at


def test_what_is_planned_no_more_is_cancelled_and_comes_back_with_the_plan(agenda, people):
    agenda.plan(people.company, "test.act", hours=5)
    plan = dict(agenda.planned)
    replan(people.company)
    agenda.planned.clear()
    replan(people.company)
    assert states() == [("1", "cancelled")]
    agenda.planned.update(plan)
    replan(people.company)
    assert states() == [("1", "waiting")]


def test_an_occasion_that_was_done_is_never_planned_again(agenda, people):
    agenda.plan(people.company, "test.act", hours=-1)
    replan(people.company)
    sweep()
    agenda.planned.clear()
    replan(people.company)
    agenda.plan(people.company, "test.act", hours=3)
    replan(people.company)
    assert states() == [("1", "done")]


def test_every_step_of_a_workflow_replans(agenda, people):
    agenda.plan(people.company, "test.act", hours=5)
    advance(people.company, "check_again", actor=people.lead)
    assert states() == [("1", "waiting")]


def test_the_nightly_round_makes_the_rows_of_older_cases_and_repairs_others(agenda, people):
    agenda.plan(people.company, "test.act", hours=5)
    agenda.plan(people.startup, "test.act", hours=5)
    replan(people.startup)
    Timer.objects.filter(subject_id=people.startup.pk).update(due_at=timezone.now())
    assert replan_all()["organisations.organisation"] == 2
    assert replan_all()["organisations.organisation"] == 0
    assert states() == [("1", "waiting"), ("1", "waiting")]


def test_the_nightly_round_reads_as_much_for_thirty_cases_as_for_one(agenda, people, queries):
    agenda.plan(people.company, "test.act", hours=5)
    replan_all()
    with queries() as seen:
        replan_all()
    for organisation in (people.startup, people.provider, people.other_company):
        agenda.plan(organisation, "test.act", hours=5)
    replan_all()
    with queries() as seen_later:
        replan_all()
    assert len(seen_later) == len(seen)


def test_the_database_keeps_one_row_per_occasion(agenda, people):
    agenda.plan(people.company, "test.act", hours=5)
    replan(people.company)
    timer = Timer.objects.get(kind="test.act")
    timer.pk = None
    with pytest.raises(IntegrityError, match="timer_once_per_occasion"), transaction.atomic():
        timer.save(force_insert=True)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [({"state": "done"}, "timer_done_dated"), ({"state": "failed"}, "timer_failure_named")],
)
def test_the_database_refuses_ends_that_do_not_say_when_or_why(agenda, people, change, constraint):
    agenda.plan(people.company, "test.act", hours=5)
    replan(people.company)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Timer.objects.filter(kind="test.act").update(**change)


def test_somebody_lets_a_failed_timer_run_again(agenda, people):
    agenda.plan(people.company, "test.act", hours=-1)
    replan(people.company)
    Timer.objects.update(state="failed", last_error="ValueError", attempts=5)
    try_again(Timer.objects.get(), actor=people.lead)
    sweep()
    assert states() == [("1", "done")]


def test_old_rows_go_unless_their_occasion_would_come_about_again(agenda, people):
    agenda.plan(people.company, "test.act", hours=-1)
    agenda.plan(people.startup, "test.act", hours=-1)
    replan(people.company)
    replan(people.startup)
    sweep()
    Timer.objects.update(state_changed_at=timezone.now() - timedelta(days=400))
    del agenda.planned[people.company.pk]
    assert old_timers(timezone.localdate())[0].count() == 2
    run()
    assert Timer.objects.get().subject_id == people.startup.pk


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)])
def test_timers_are_due_at_eight_by_the_clock_on_the_wall_in_summer_and_winter(day):
    assert timezone.localtime(at_hour(day)).isoformat().startswith(f"{day.isoformat()}T08:00:00")


def test_days_are_those_of_the_calendar_across_the_change_of_the_clock():
    spring = days_after(date(2026, 3, 28), 1) - at_hour(date(2026, 3, 28))
    autumn = days_after(date(2026, 10, 24), 1) - at_hour(date(2026, 10, 24))
    assert (spring, autumn) == (timedelta(hours=23), timedelta(hours=25))


def test_what_the_hub_has_missed_shows_on_the_next_working_day():
    assert timezone.localdate(when_missed_at_work(date(2026, 12, 24))) == date(2026, 12, 28)
