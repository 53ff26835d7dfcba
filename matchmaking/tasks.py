"""Celery tasks: postmen with explicit names. The work is in `runs`.

`runs` is imported when a task runs: it depends on services that queue these tasks.
"""

from celery import shared_task
from celery.signals import worker_process_init
from django.utils import timezone

from core.jobs import run_once
from matchmaking.enums import RunTrigger


@worker_process_init.connect
def warm_up(**_kwargs) -> None:
    """Import the ranking and read the lexicon before the first task: the first proposals come within seconds."""
    import matchmaking.engine.ranking

    matchmaking.engine.ranking.load_resources()


@shared_task(name="matchmaking.execute_run")
def execute_run(run_id: int) -> None:
    from matchmaking.runs import execute

    execute(run_id)


@shared_task(name="matchmaking.match_everything")
def match_everything() -> None:
    """Once a night, even if two schedulers run or the queue delivers twice."""
    from matchmaking.queue import request_run

    tonight = timezone.localdate().isoformat()
    run_once("matching-nightly", tonight, lambda: {"run": request_run(RunTrigger.NIGHTLY).pk})


@shared_task(name="matchmaking.sweep")
def sweep() -> None:
    from matchmaking.runs import take_back_stuck_runs

    for run_id in take_back_stuck_runs():
        execute_run.delay(run_id)
