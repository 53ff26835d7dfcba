"""Speed and memory of every system on generated texts, over growing sizes."""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .collection import write_documents
from .generator import Generator, describe
from .measures import growth
from .memory import tree_now
from .registry import OURS
from .systems import CORES

ROOT = Path(__file__).parents[2]
_FRESH = 220
_SAMPLES = ((20_000, 500), (math.inf, 200))  # up to a size: so many needs are compared with exact ranking
_GRACE = 30
_SECONDS_BETWEEN_LOOKS = 0.25
_THREADS = ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")


def measure_speed(gold, names, sizes, *, top=20, limit=600, seed=2018, database=None, say=print, keep=None):
    """Return {"top", "texts": {size: description}, "systems": {name: {size: figures}}}.

    names    systems to be measured; our own first, they have no limit
    sizes    numbers of needs, each against as many offers
    limit    seconds a peer may take at one size; a peer that takes longer is not given a larger one
    say      is told what goes on, one line each
    keep     is given the report as it stands after each system, for runs that take hours
    Figures hold times in seconds, memory in bytes, and "finished"; what is missing was not tried.
    """
    generator = Generator(gold, seed)
    report = {"top": top, "texts": {}, "systems": {name: {} for name in names}}
    with tempfile.TemporaryDirectory(prefix="dzm-bench-") as folder:
        folder = Path(folder)
        files = {side: folder / f"{side}.jsonl" for side in ("needs", "offers", "fresh")}
        write_documents(files["fresh"], generator.texts("fresh", _FRESH))
        given_up = set()
        for size in sorted(sizes):
            texts = {side: generator.texts(side, size) for side in ("needs", "offers")}
            report["texts"][size] = describe([*texts["needs"], *texts["offers"]])
            for side, documents in texts.items():
                write_documents(files[side], documents)
            del texts
            for name in names:
                if name in given_up:
                    continue
                say(f"{size} x {size}: {name}")
                job = {side: str(path) for side, path in files.items()} | {
                    "system": name,
                    "top": top,
                    "limit": None if name in OURS else limit,
                    "database": database if name == "postgres" else None,
                    "sample": next(sample for largest, sample in _SAMPLES if size <= largest),
                }
                figures = _measure(job, folder)
                figures["finished"] = figures.get("done") == size
                report["systems"][name][size] = figures
                say(f"  {_tell(figures)}")
                if keep:
                    keep(report)
                if not figures["finished"]:
                    given_up.add(name)
    return report


def _tell(figures):
    if "failure" in figures:
        return f"not finished: {figures['failure']}"
    times = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in figures["times"].items())
    return times if figures["finished"] else f"not finished, {figures['done']} needs answered: {times}"


def _measure(job, folder):
    """Return the figures of `child.run(job)` in a process of its own, or {"failure": sentence}."""
    paths = [folder / "job.json", folder / "result.json"]
    paths[0].write_text(json.dumps(job), encoding="utf-8")
    paths[0].chmod(0o600)  # it may hold the way into the database
    paths[1].unlink(missing_ok=True)
    command = [sys.executable, "-m", "matchmaking.bench.child", *map(str, paths)]
    with (folder / "errors").open("w+") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | dict.fromkeys(_THREADS, str(CORES)), stdout=errors, stderr=errors
        )
        peak, in_time = _watch(process, job["limit"])
        errors.seek(0)
        last = (errors.read().strip().splitlines() or [f"exit code {process.returncode}"])[-1]
    if not in_time:
        return {"failure": f"stopped after {job['limit'] + _GRACE:g} seconds"}
    if process.returncode:
        return {"failure": last}
    figures = json.loads(paths[1].read_text(encoding="utf-8"))
    return figures | {"peak": max(figures["peak"], peak)}


def _watch(process, limit):
    """Wait for a process; return (bytes it and its helpers held at the peak, whether it ended in time)."""
    deadline = time.monotonic() + limit + _GRACE if limit else math.inf
    peak = 0
    try:
        while True:
            try:
                process.wait(_SECONDS_BETWEEN_LOOKS)
                return peak, True
            except subprocess.TimeoutExpired:
                peak = max(peak, tree_now(process.pid))
            if time.monotonic() > deadline:
                return peak, False
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def summarise(figures, sizes):
    """Return {"growth", "cpu_growth", "points": {size: {"score", "total", "extrapolated"}}} of one system.

    growth       exponent of the scoring time, over the three largest sizes that were measured; our engine compares
                 every pair while that is quick, and those sizes say nothing about the others
    cpu_growth   the same for processor time, which other programs on the machine disturb less
    Where a system did not finish, its time is that of the needs it answered, stretched to all of them; where it was
    not tried, it grows from the largest size that is known by its own exponent. Both are marked.
    """
    points = {}
    for size in sorted(figures):
        times, done = figures[size].get("times"), figures[size].get("done", 0)
        if times and done:
            score = times["score"] * size / done
            before = times["analyse"] + times["build"]
            points[size] = {"before": before, "score": score, "total": before + score, "extrapolated": done < size}
    way = {size: figures[size].get("exact", True) for size in points}
    known = [size for size in sorted(points) if way[size] == way[max(points)]][-3:]
    exponents = {part: growth(known, [points[size][part] for size in known]) for part in ("before", "score")}
    for size in sizes:
        if size not in points and None not in exponents.values() and size > max(way):
            factor = size / known[-1]
            found = {part: points[known[-1]][part] * factor**exponent for part, exponent in exponents.items()}
            points[size] = found | {"total": sum(found.values()), "extrapolated": True}
    whole = [size for size in known if not points[size]["extrapolated"]]
    cpu = growth(whole, [figures[size]["cpu"]["score"] for size in whole])
    return {
        "growth": exponents["score"] if len(known) == 3 else None,
        "cpu_growth": cpu if len(whole) == 3 else None,
        "points": points,
    }
