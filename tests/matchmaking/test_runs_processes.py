"""A run shared by two worker processes, one of which is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from core.models import CaseEvent, LogEntry
from dzm.celery import app
from matchmaking import runs, shards
from matchmaking.bench import filling
from matchmaking.bench.collection import read_gold
from matchmaking.bench.generator import Generator
from matchmaking.enums import RunState, RunStep, RunTrigger
from matchmaking.models import Introduction, MatchingOutcome, MatchingRun, MatchingShard
from matchmaking.tasks import execute_run, sweep
from tests.worker import _test_database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NEEDS, OFFERS = 300, 60
PATIENCE = 240  # seconds; a busy machine


@contextmanager
def worker(name: str) -> Iterator[subprocess.Popen]:
    """Start one worker that works in its own process, so that killing it kills the work."""
    command = [sys.executable, "-m", "celery", "-A", "dzm", "worker", "-P", "solo", "-n", f"{name}@%h", "-l", "warning"]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "dzm.settings.test", "DATABASE_URL": _test_database_url()},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable, what: str):
    """Return what `condition` gives once it is true."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen")


def written() -> list:
    """Return everything a person could see of the proposals; the keys of rows differ from run to run."""
    columns = ("need", "offer", "state", "score", "rank", "contributions", "reasons", "input_hash")
    return list(Introduction.objects.order_by("need", "offer", "pk").values_list(*columns))


def counts(run: MatchingRun) -> tuple:
    run.refresh_from_db()
    return run.done, run.total, run.created_count, run.updated_count, run.kept_away_count


def caught_in_the_middle(run: MatchingRun, processes: list[subprocess.Popen]) -> subprocess.Popen | None:
    """Return a stopped worker that has written a part of a shard, None while there is none."""
    halves = run.shards.filter(step=RunStep.MATCH, state=RunState.RUNNING, done__gt=0)
    for process in processes:
        half = halves.filter(claimed_by__endswith=f":{process.pid}")
        if half.exists():
            os.kill(process.pid, signal.SIGSTOP)
            time.sleep(0.1)  # what it has just sent is still on its way
            if half.exists():
                return process
            os.kill(process.pid, signal.SIGCONT)
    return None


def test_a_worker_killed_in_the_middle_changes_neither_result_nor_count():
    generator = Generator(read_gold(Path(settings.BASE_DIR) / "tests" / "gold"))
    filling.fill(generator.texts("needs", NEEDS), generator.texts("offers", OFFERS))
    undisturbed = MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)
    runs.execute(undisturbed.pk)
    expected, expected_counts = written(), counts(undisturbed)
    assert expected_counts[:3] == (NEEDS, NEEDS, len(expected))
    assert len(expected) > NEEDS
    for model in (MatchingOutcome, Introduction, LogEntry, CaseEvent):
        model.objects.all().delete()

    app.control.purge()
    run = MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)
    progress = set()
    with worker("first") as first, worker("second") as second:
        execute_run.delay(run.pk)
        victim = wait_for(lambda: caught_in_the_middle(run, [first, second]), "work on a shard")
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        lost = run.shards.get(state=RunState.RUNNING, claimed_by__endswith=f":{victim.pid}")
        assert 0 < lost.done < lost.total
        assert run.shards.filter(step=RunStep.MATCH, state=RunState.QUEUED).exists()

        # Nobody waits two minutes here: the heartbeat of the dead one is made old by hand, the sweeper does the rest.
        long_ago = timezone.now() - shards.STUCK_AFTER - timedelta(seconds=1)
        MatchingShard.objects.filter(pk=lost.pk).update(heartbeat_at=long_ago)
        sweep.delay()

        def finished():
            run.refresh_from_db()
            progress.add((run.step, run.done))
            return run.state not in (RunState.QUEUED, RunState.RUNNING)

        wait_for(finished, "the end of the run")

    assert (run.state, run.error) == (RunState.DONE, "")
    assert len({done for step, done in progress if step == RunStep.MATCH}) > 3
    assert counts(run) == expected_counts
    assert written() == expected
    assert Introduction.objects.values("need", "offer").distinct().count() == len(expected)
    assert LogEntry.objects.filter(verb="suggest").count() == len(expected)
    assert CaseEvent.objects.filter(kind="proposal_made").count() == len(expected)
    lost.refresh_from_db()
    assert (lost.attempts, lost.done) == (2, lost.total)
    assert set(run.shards.values_list("state", flat=True)) == {RunState.DONE}
