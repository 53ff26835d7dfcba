"""Measure the engine beside its peers: quality on graded collections, speed on generated texts."""

import json
import os
import platform
import signal
import sys
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from matchmaking.bench import collection, quality, report, speed, targets
from matchmaking.bench.registry import SYSTEMS, find_missing
from matchmaking.bench.systems import CORES

_UNUSABLE_INPUT = 2
_PARTS = ("quality", "nothing_fits", "speed")
_SIZES = "1000,3000,10000,30000"
_LARGE = (50_000, 200_000)
_LIBRARIES = ("bm25s", "tantivy", "scikit-learn", "sparse_dot_topn", "numpy", "scipy", "numba")
_QUESTIONS = "faq_de"  # questions to an authority: no provider of the gold set can help


def comma_list(text):
    """Return the words of "a,b,c"."""
    return [word.strip() for word in text.split(",") if word.strip()]


class Command(BaseCommand):
    help = (
        "Measure quality and speed of the matching engine against PostgreSQL full-text search, bm25s, tantivy, "
        "scikit-learn and sparse_dot_topn, on the same texts. Peers that are not installed are named and left out. "
        "Uses a schema bench_matching in the database, which it drops again."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--collections", metavar="DIR", help="folder of further graded collections")
        parser.add_argument("--gold", metavar="DIR", default=str(settings.BASE_DIR / "tests" / "gold"))
        parser.add_argument("--parts", type=comma_list, default=list(_PARTS), help=f"default: {','.join(_PARTS)}")
        parser.add_argument("--systems", type=comma_list, default=list(SYSTEMS), help=f"default: {','.join(SYSTEMS)}")
        parser.add_argument("--sizes", type=comma_list, default=comma_list(_SIZES), help=f"default: {_SIZES}")
        parser.add_argument("--large", action="store_true", help=f"also {' and '.join(map(str, _LARGE))}; takes hours")
        parser.add_argument("--limit", type=float, default=600, metavar="S", help="seconds a peer may take at a size")
        parser.add_argument("--resamples", type=int, default=10_000, help="of the bootstrap (default 10000)")
        parser.add_argument("--seed", type=int, default=2018, help="of texts and bootstrap (default 2018)")
        parser.add_argument("--json", metavar="FILE", help="write everything that was measured")

    def run_from_argv(self, argv):
        # Ended from outside, the run still removes its files.
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))
        super().run_from_argv(argv)

    def handle(self, *, parts, systems, sizes, large, limit, json, **options):
        sizes = self._check(parts, systems, sizes, large, limit, options["resamples"])
        gold, others = self._read(options["gold"], options["collections"])
        database = database_arguments()
        missing = find_missing(systems, database)
        for name, reason in missing.items():
            self._say(f"not measured, {name}: {reason}")
        names = [name for name in SYSTEMS if name in systems and name not in missing]
        found = {"machine": describe_machine(), "missing": missing, "sizes": sizes}
        common = {"database": database, "seed": options["seed"], "say": self._say}
        if "quality" in parts:
            found["quality"] = quality.measure_quality([gold, *others], names, resamples=options["resamples"], **common)
        if "nothing_fits" in parts:
            strange = {"no_fit": collection.read_documents(Path(options["gold"]) / "no_fit.jsonl")}
            strange |= {other.name: other.needs for other in others if other.name == _QUESTIONS}
            found["nothing_fits"] = quality.measure_nothing_fits(gold, strange, names, say=self._say)
        if "speed" in parts:
            keep = (lambda speed: write_json(json, found | {"speed": speed})) if json else None
            found["speed"] = speed.measure_speed(gold, names, sizes, limit=limit, keep=keep, **common)
            found["targets"] = targets.check_targets(found["speed"], sizes)
        found["machine"]["load at the end"] = f"{os.getloadavg()[0]:.1f}"
        if json:
            write_json(json, found)
        self.stdout.write(report.render(found))

    def _say(self, line):
        self.stderr.write(line)

    def _check(self, parts, systems, sizes, large, limit, resamples):
        """Return the sizes as numbers in order; raises CommandError for what cannot be measured."""
        for given, known in ((parts, _PARTS), (systems, SYSTEMS)):
            if unknown := [name for name in given if name not in known]:
                raise CommandError(f"{unknown[0]!r} is unknown; known: {', '.join(known)}", returncode=_UNUSABLE_INPUT)
        if not all(size.isdigit() and int(size) > 0 for size in sizes):
            raise CommandError("--sizes must be whole numbers such as 1000,3000", returncode=_UNUSABLE_INPUT)
        if limit <= 0 or resamples < 1:
            raise CommandError("--limit and --resamples must be above 0", returncode=_UNUSABLE_INPUT)
        return sorted({*map(int, sizes), *(_LARGE if large else ())})

    def _read(self, gold, folder):
        try:
            return collection.read_gold(gold), collection.read_collections(folder) if folder else []
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"a collection cannot be read: {error}", returncode=_UNUSABLE_INPUT) from error


def database_arguments():
    """Return what psycopg needs to reach the portal's database, as plain values."""
    arguments = connection.get_connection_params()
    return {name: value for name, value in arguments.items() if isinstance(value, str | int) and value != ""}


def describe_machine():
    """Return where and with what was measured; the load tells whether the machine was shared."""
    versions = []
    for name in _LIBRARIES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {CORES} used",
        "load at the start": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "libraries": ", ".join(versions),
    }


def write_json(path, found):
    """Write the report; keys that are sizes become text."""
    Path(path).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
