"""The shards of a run: cutting, claiming, reporting. Any number of workers may take them, in any order.

A worker that is killed leaves its shard "running" without a heartbeat; it is taken back and done again by another
one. The claim is a compare-and-set on state and attempt: who comes late, or back from the dead, changes nothing.
"""

import os
import socket
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from matchmaking.enums import RunState
from matchmaking.models import MatchingRun, MatchingShard

STUCK_AFTER = timedelta(minutes=2)  # without a heartbeat; the longest silence is the building of a large pool
MAX_ATTEMPTS = 3
_WANTED, _SMALLEST, _LARGEST = 16, 50, 500  # shards of a step; texts in a shard
COUNTED = ("done", "created_count", "updated_count", "kept_away_count")


class Superseded(Exception):
    """The shard was taken back and given to somebody else meanwhile."""


def cut(run: MatchingRun, step: str, side: str, pks: Sequence[int]) -> list[MatchingShard]:
    """Return unsaved shards over needs or offers with these keys, sorted."""
    size = min(_LARGEST, max(_SMALLEST, len(pks) // _WANTED))
    parts = [pks[start : start + size] for start in range(0, len(pks), size)]
    return [
        MatchingShard(run=run, step=step, side=side, first_pk=part[0], last_pk=part[-1], total=len(part))
        for part in parts
    ]


class Claim:
    """A shard this process is working on."""

    def __init__(self, shard: MatchingShard):
        self.shard = shard

    @property
    def _mine(self):
        return MatchingShard.objects.filter(
            pk=self.shard.pk, state=RunState.RUNNING, attempts=self.shard.attempts, claimed_by=self.shard.claimed_by
        )

    def report(self, **values) -> None:
        """Say that this process lives, write `values` and the sums of the run. Raises Superseded."""
        if not self._mine.update(heartbeat_at=timezone.now(), **values):
            raise Superseded(str(self.shard))
        sum_up(self.shard.run_id)

    def finish(self, **values) -> None:
        """Write the result. Raises Superseded."""
        self.report(state=RunState.DONE, error="", **values)

    def give_back(self, error: Exception) -> None:
        """Let the shard be tried again, until MAX_ATTEMPTS; then the run has failed and a lead sees it."""
        message = f"{type(error).__name__}: {error}"[:500]
        last = self.shard.attempts >= MAX_ATTEMPTS
        if not self._mine.update(state=RunState.FAILED if last else RunState.QUEUED, error=message):
            return
        MatchingRun.objects.filter(pk=self.shard.run_id).update(error=message)
        if last:
            fail(self.shard.run_id, message)


def claim(shard_id: int) -> Claim | None:
    """Take a shard that waits; None where somebody else has it or its run has ended."""
    now = timezone.now()
    taken = MatchingShard.objects.filter(
        Exists(MatchingRun.objects.filter(pk=OuterRef("run"), state=RunState.RUNNING)),
        pk=shard_id,
        state=RunState.QUEUED,
    ).update(
        state=RunState.RUNNING,
        claimed_by=f"{socket.gethostname()}:{os.getpid()}"[:120],
        heartbeat_at=now,
        attempts=F("attempts") + 1,
    )
    if not taken:
        return None
    return Claim(MatchingShard.objects.select_related("run__weights", "run__pool").get(pk=shard_id))


def waiting(run_id: int) -> list[int]:
    """Return the shards of a run that nobody has taken, in order."""
    return list(MatchingShard.objects.filter(run=run_id, state=RunState.QUEUED).values_list("pk", flat=True))


def sum_up(run_id: int) -> None:
    """Set the counts of the run to the sums over the shards of its present step."""
    present = MatchingShard.objects.filter(run=run_id, step=F("run__step"))
    sums = present.aggregate(**{name: Sum(name, default=0) for name in (*COUNTED, "total")})
    MatchingRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(heartbeat_at=timezone.now(), **sums)


def fail(run_id: int, message: str) -> None:
    """End a run that cannot be finished."""
    MatchingRun.objects.filter(pk=run_id, state__in=[RunState.QUEUED, RunState.RUNNING]).update(
        state=RunState.FAILED, finished_at=timezone.now(), error=message
    )


def take_back(now) -> list[int]:
    """Give shards of dead workers free and return the keys of those that wait and are to be queued again: the
    freed ones, and all of a run of which nothing was heard for a while."""
    silent = now - STUCK_AFTER
    dead = MatchingShard.objects.filter(state=RunState.RUNNING, run__state=RunState.RUNNING, heartbeat_at__lt=silent)
    for shard in dead.filter(attempts__gte=MAX_ATTEMPTS):
        fail(shard.run_id, "worker lost")
    freed = list(dead.filter(attempts__lt=MAX_ATTEMPTS).values_list("pk", flat=True))
    MatchingShard.objects.filter(pk__in=freed, state=RunState.RUNNING).update(state=RunState.QUEUED)
    queued = MatchingShard.objects.filter(state=RunState.QUEUED, run__state=RunState.RUNNING)
    return list(queued.filter(Q(pk__in=freed) | Q(run__heartbeat_at__lt=silent)).values_list("pk", flat=True))
