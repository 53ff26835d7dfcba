"""Celery tasks: postmen with explicit names. The work is in `runs`.

`runs` is imported when a task runs: it depends on services that queue these tasks.
"""

from celery import shared_task
from celery.signals import worker_process_init
from django.utils import timezone

from core.jobs import run_once
from matchmaking.enums import RunTrigger

# Shards of a run over everything wait behind everything else: a lead who has just qualified a need does not wait
# for the night's work. (Redis: the lower number goes first, 0 is the default.)
_AFTER_THE_OTHERS = 9
EXPLAINING_SECONDS = 40  # less than from one sweep to the next


@worker_process_init.connect
def warm_up(**_kwargs) -> None:
    """Import the ranking, read the lexicon and compile the kernels before the first task: the first proposals come
    within seconds."""
    from matchmaking.engine import Document, rank

    list(rank([Document("1", "Maschinen melden Stillstände")], [Document("1", "Maschinendaten erfassen")]))


@shared_task(name="matchmaking.execute_run")
def execute_run(run_id: int) -> None:
    from matchmaking.runs import execute

    execute(run_id, share=send_shards)


@shared_task(name="matchmaking.execute_shard")
def execute_shard(shard_id: int) -> None:
    from matchmaking.runs import execute_shard

    execute_shard(shard_id, share=send_shards)


def send_shards(shard_ids) -> None:
    """Queue shards; what a broken connection swallows is queued again by the sweeper."""
    for shard_id in shard_ids:
        execute_shard.apply_async([shard_id], priority=_AFTER_THE_OTHERS)


@shared_task(name="matchmaking.match_everything")
def match_everything() -> None:
    """Once a night, even if two schedulers run or the queue delivers twice."""
    from matchmaking.queue import request_run

    tonight = timezone.localdate().isoformat()
    run_once("matching-nightly", tonight, lambda: {"run": request_run(RunTrigger.NIGHTLY).pk})


@shared_task(name="matchmaking.explain")
def explain() -> None:
    """Go on with the reasons that a large run has left for later; the sweeper sends it as long as some are missing."""
    from matchmaking.explaining import explain_waiting

    explain_waiting(seconds=EXPLAINING_SECONDS)


@shared_task(name="matchmaking.sweep")
def sweep() -> None:
    from matchmaking.explaining import waiting
    from matchmaking.lexicon.preview import take_back_stuck_previews
    from matchmaking.lexicon.tasks import compute_preview
    from matchmaking.runs import take_back_stuck_runs

    if waiting().exists():
        explain.apply_async(priority=_AFTER_THE_OTHERS)
    runs, shards = take_back_stuck_runs()
    for run_id in runs:
        execute_run.delay(run_id)
    send_shards(shards)
    for preview_id in take_back_stuck_previews():
        compute_preview.delay(preview_id)
