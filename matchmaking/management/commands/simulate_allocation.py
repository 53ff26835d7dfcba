"""Show what allocating under capacities does in a market of very unequal popularity, without database."""

import json
import time
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

_WRONG_CALL = 2
_NAME_WIDTH = 23
# title, width, format
_COLUMNS = (
    ("max load", 9, "d"),
    ("Gini", 7, ".3f"),
    ("needs served", 14, "d"),
    ("newcomers seen", 16, "d"),
    ("proposals", 11, "d"),
    ("value", 10, ".2f"),
    ("usable", 10, ".2f"),
    ("loss", 9, ".2%"),
    ("below LP", 11, ".3%"),
    ("seconds", 9, ".2f"),
)


class Command(BaseCommand):
    help = (
        "Allocate a planted market (popularity Zipf 1.0) in four ways and compare: unconstrained ranking, greedy, "
        "ours, and the optimum of the whole linear program. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--needs", type=int, default=2000, metavar="N")
        parser.add_argument("--offers", type=int, default=500, metavar="N")
        parser.add_argument(
            "--load", default="1.0,1.5", metavar="X,Y", help="demand divided by places (default 1.0,1.5)"
        )
        parser.add_argument("--slots", type=int, default=3, metavar="N", help="proposals per need (default 3)")
        parser.add_argument("--seed", type=int, default=1, metavar="N")
        parser.add_argument("--json", metavar="FILE", help="write the figures to this file too")

    def handle(self, *, needs, offers, load, slots, seed, **options):
        # NumPy and SciPy are imported only where something is computed.
        from matchmaking.engine.simulation import compare

        if min(needs, offers, slots) < 1 or seed < 0:
            raise CommandError(
                "--needs, --offers and --slots must be at least 1, --seed at least 0", returncode=_WRONG_CALL
            )
        runs = []
        for factor in _loads(load):
            runs.append(compare(needs, offers, load=factor, slots=slots, seed=seed, clock=time.perf_counter))
            self._print(runs[-1])
        self.stdout.write(
            "value: discounted worth of all proposals; usable: what is left when an offer takes no more than its "
            "places;\nloss: value against the unconstrained ranking; below LP: against the exact optimum."
        )
        if options["json"]:
            _write(Path(options["json"]), runs)

    def _print(self, run):
        self.stdout.write(
            f"{run.needs} needs with {run.slots} slots, {run.offers} offers with {run.places} places "
            f"(load {run.load:g}, at most {run.largest_capacity} per offer), {run.newcomers} newcomers, "
            f"{run.pairs} candidate pairs, seed {run.seed}"
        )
        self.stdout.write(" " * _NAME_WIDTH + "".join(f"{title:>{width}}" for title, width, _form in _COLUMNS))
        for row in run.rows:
            cells = zip(_values(row), _COLUMNS, strict=True)
            self.stdout.write(
                f"{row.name:<{_NAME_WIDTH}}" + "".join(f"{value:>{width}{form}}" for value, (_, width, form) in cells)
            )
        self.stdout.write("")


def _values(row):
    figures = row.figures
    return (
        figures.largest_load,
        figures.gini,
        figures.needs_served,
        figures.newcomers_seen,
        figures.proposals,
        figures.value,
        row.usable,
        figures.loss,
        row.below_optimum,
        row.seconds,
    )


def _loads(text):
    try:
        loads = [float(part) for part in text.split(",")]
    except ValueError:
        loads = []
    if not loads or not all(0 < load < float("inf") for load in loads):
        raise CommandError("--load must be numbers above 0, separated by commas", returncode=_WRONG_CALL)
    return loads


def _write(path, runs):
    try:
        path.write_text(json.dumps([asdict(run) for run in runs], indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}", returncode=_WRONG_CALL) from error
