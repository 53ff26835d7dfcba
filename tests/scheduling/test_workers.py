"""Several workers at once, people between them, and a worker that dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from companies.models import Need, NeedQuestion
from core.models import LogEntry
from core.states import advance
from mail.models import OutboxMessage
from organisations.models import Organisation
from scheduling import sweeping
from scheduling.models import Timer
from scheduling.planning import replan, replan_all
from scheduling.sweeping import sweep
from tests.worker import _test_database_url

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(*functions) -> None:
    """Run the functions at the same time, each with a connection of its own."""
    gate, errors = threading.Barrier(len(functions)), []

    def run(function) -> None:
        gate.wait()
        try:
            function()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_two_workers_share_what_is_due_and_do_nothing_twice(agenda, people):
    agenda.disturb = lambda obj, timer: LogEntry.objects.record(obj, f"did {timer.round}", actor=None)
    for number in range(60):
        agenda.plan(people.company, "test.act", hours=-number, round=str(number))
        agenda.plan(people.startup, "test.act", hours=-number, round=str(number))
    replan(people.company)
    replan(people.startup)
    in_threads(sweep, sweep, sweep)
    assert not sweep()
    assert LogEntry.objects.filter(verb__startswith="did").count() == 120
    assert Timer.objects.filter(state="done").count() == 120


def test_of_late_reminders_one_goes_out_even_with_several_workers(agenda, people):
    organisations = [people.company, people.startup, people.provider, people.other_company]
    for organisation in organisations:
        for days in range(1, 9):
            agenda.plan(organisation, "test.remind", hours=-24 * days, round=str(days), series="answer")
        replan(organisation)
    in_threads(sweep, sweep, sweep)
    assert sorted(agenda.done) == sorted(("test.remind", organisation.pk, "1") for organisation in organisations)


def test_a_step_of_a_person_and_a_worker_with_the_same_case_do_not_block_each_other(agenda, people, monkeypatch):
    agenda.plan(people.company, "test.act", hours=-1)
    replan(people.company)
    agenda.planned.clear()  # the step of the person makes it needless
    claimed, stepped = threading.Event(), threading.Event()
    lock_subject = sweeping._lock_subject

    def lock_later(timer):
        claimed.set()
        assert stepped.wait(20)
        return lock_subject(timer)

    def step() -> None:
        assert claimed.wait(20)
        advance(Organisation.objects.get(pk=people.company.pk), "check_again", actor=people.lead)
        stepped.set()

    monkeypatch.setattr(sweeping, "_lock_subject", lock_later)
    in_threads(sweep, step)
    assert not agenda.done
    assert Timer.objects.get().state == "cancelled"


NUMBER = 200


def _returned_needs(people) -> None:
    """Many needs whose first reminder is due, in few statements."""
    since = timezone.now() - timedelta(days=8)
    rows = [
        Need(
            organisation=people.company,
            contact=people.anna.contact,
            created_by=people.anna,
            region=people.company.region,
            title=f"Bedarf {number}",
            number=f"B-2026-{number:04}",
            state="returned",
            submitted_at=since,
            assigned_to=people.lead,
        )
        for number in range(NUMBER)
    ]
    needs = Need.objects.bulk_create(rows)
    Need.objects.update(state_changed_at=since)
    NeedQuestion.objects.bulk_create(NeedQuestion(need=need, text="Wie viele?", asked_by=people.lead) for need in needs)
    replan_all()


@pytest.mark.slow
def test_a_worker_killed_among_two_hundred_due_timers_leaves_each_done_once(people):
    _returned_needs(people)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sweep_timers"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "dzm.settings.test", "DATABASE_URL": _test_database_url()},
    )
    reminders = OutboxMessage.objects.filter(kind="need.remind_returned")
    deadline = time.monotonic() + 120
    while reminders.count() < NUMBER // 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL
    before = reminders.count()
    assert 0 < before < NUMBER
    assert Timer.objects.filter(state="done").count() == before
    sweep()
    assert reminders.values("about_id").distinct().count() == reminders.count() == NUMBER
    assert Timer.objects.filter(kind="need.remind_returned", state="done").count() == NUMBER
    assert LogEntry.objects.filter(verb="remind").count() == NUMBER
