"""One system measured at one size, in a process of its own: `python -m matchmaking.bench.child JOB RESULT`.

A process per measurement, because memory at the peak cannot be taken back.
"""

import json
import os
import statistics
import sys
import threading
import time
from contextlib import closing, nullcontext
from pathlib import Path

import numpy as np

from .collection import read_documents
from .measures import overlap, score_kept
from .memory import own_peak
from .registry import OURS, make_system

_WARM_UP = 64
_DEPTH = 5
_EXACT_AT_ONCE = 20
_SECONDS_BETWEEN_LOOKS = 2


def run(job):
    """Return the figures of a job, times in seconds (on the wall and of the processors) and memory in bytes.

    job   system, needs and offers (files), top, limit (seconds for all, None for none), database; for our own
          engine also fresh (file with new needs) and sample (how many needs are compared with exact ranking)
    """
    began = time.monotonic()
    needs, offers = (read_documents(job[side]) for side in ("needs", "offers"))
    clock = _Clock()
    system = make_system(job["system"], job["database"])
    with closing(system) if hasattr(system, "close") else nullcontext():
        # Compiling and filling caches of libraries is paid once per process, not once per run.
        system.analyse(needs[:_WARM_UP], offers[:_WARM_UP])
        system.build()
        for _block in system.score(job["top"]):
            pass
        if job["system"] in OURS:
            system.warm_up(job["top"])
        clock.stop("start")
        system.analyse(needs, offers)
        clock.stop("analyse")
        system.build()
        clock.stop("build")
        found, scores, done = _score(system, len(needs), job["top"], job["limit"] and began + job["limit"])
        clock.stop("score")
        result = {"times": clock.times, "cpu": clock.cpu, "done": done}
        result |= {"peak": own_peak(), "server": system.extra_memory()}
        result["exact"] = getattr(system, "is_exact", True)
        if job["system"] in OURS and done == len(needs):
            result["new_need"] = _time_new_needs(system, read_documents(job["fresh"]), job["top"])
            result["overlap"] = _compare_with_exact(system, found, scores, job["sample"])
    return result


class _Clock:
    """Seconds between stops, on the wall and of the processors (ours and those of helpers that have ended)."""

    def __init__(self):
        self.times, self.cpu, self._last = {}, {}, self._now()

    def stop(self, name):
        now = self._now()
        self.times[name], self.cpu[name] = (each - last for each, last in zip(now, self._last, strict=True))
        self._last = now

    def _now(self):
        return time.perf_counter(), sum(os.times()[:4])


def _score(system, count, top, deadline):
    """Return (offers and scores per need, how many needs were answered before the deadline)."""
    found, points, done = np.full((count, top), -1, dtype=np.int32), np.zeros((count, top), dtype=np.float32), 0
    for start, offers, scores in system.score(top):
        found[start : start + len(offers), : offers.shape[1]] = offers
        points[start : start + len(offers), : offers.shape[1]] = scores
        done = start + len(offers)
        if deadline and time.monotonic() > deadline:
            break
    return found, points, done


def _time_new_needs(system, fresh, top):
    """Return the milliseconds from a new need to its list, needs one after the other in a warm process."""
    taken = []
    for document in fresh:
        began = time.perf_counter()
        system.new_need(document, top)
        taken.append((time.perf_counter() - began) * 1000)
    warm = taken[min(20, len(taken) // 10) :]
    cuts = statistics.quantiles(warm, n=20, method="inclusive") if len(warm) > 1 else warm * 19
    return {"needs": len(warm), "median_ms": statistics.median(warm), "p95_ms": cuts[18]}


def _compare_with_exact(system, found, scores, sample):
    places = np.unique(np.linspace(0, len(found) - 1, min(sample, len(found))).astype(int))
    # Few at a time: comparing with everything must not be what sets the peak of memory.
    parts = [
        system.score_exactly(places[start : start + _EXACT_AT_ONCE].tolist(), _DEPTH)
        for start in range(0, len(places), _EXACT_AT_ONCE)
    ]
    exact, best = (np.concatenate(each) for each in zip(*parts, strict=True))
    return {
        "needs": len(places),
        f"overlap@{_DEPTH}": overlap(found[places], exact, _DEPTH),
        f"score@{_DEPTH}": score_kept(scores[places], best, _DEPTH),
    }


def _end_with(parent):
    """End this process when the one that started it is gone: nobody would read the result."""
    while os.getppid() == parent:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    job, result = map(Path, sys.argv[1:])
    result.write_text(json.dumps(run(json.loads(job.read_text(encoding="utf-8")))), encoding="utf-8")
