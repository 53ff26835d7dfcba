"""Measure the pages that everybody reads against a page without content, in one run that prints the ratios."""

import itertools
import json
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

import landscape.bench
from dzm.benching import searching
from dzm.benching.server import TRIVIAL, WARM, Figures, against_trivial, server
from landscape.catalogue import touch
from landscape.models import Entry
from matchmaking.bench.runs import scratch_database
from search.models import Document

_SEED = 2018
_LEAST = 100  # of entries, documents and requests: with fewer a 95th percentile says nothing


@dataclass(frozen=True)
class Target:
    """What the figures of a page are held against: `least` or `most` of one of them."""

    figure: str
    least: float = 0.0
    most: float = float("inf")

    def is_met(self, figures: Figures) -> bool:
        return self.least <= figures[self.figure] <= self.most

    def __str__(self) -> str:
        return f">= {self.least:g}" if self.least else f"<= {self.most:g}"


START, KEPT, FILTERED, SEARCH = "start page", "directory", "directory, new filters", "search"
TARGETS = {
    START: Target("throughput_ratio", least=0.5),
    KEPT: Target("throughput_ratio", least=0.2),
    FILTERED: Target("throughput_ratio", least=0.2),
    SEARCH: Target("p95_ratio", most=12),
}


class Command(BaseCommand):
    help = (
        "Measure start page, directory and search over invented entries and documents against a page without content, "
        "in turn, through the web server as it runs, in a database of its own that is removed afterwards unless kept. "
        "Exit code 1: a target is missed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--entries", type=int, default=20_000, help="of the directory (default %(default)s)")
        parser.add_argument("--documents", type=int, default=100_000, help="of the search (default %(default)s)")
        parser.add_argument("--requests", type=int, default=300, help="per page (default %(default)s)")
        parser.add_argument("--gold", default=str(settings.BASE_DIR / "tests" / "gold"), help="folder of the gold set")
        parser.add_argument(
            "--keep",
            default="",
            metavar="DATABASE",
            help="leave the filled database under this name; with the same name it is not filled again",
        )
        parser.add_argument("--json", dest="target", metavar="FILE", help="write the figures there as well")

    def handle(self, *, entries, documents, requests, gold, keep="", target=None, **options):
        if keep == connection.settings_dict["NAME"]:
            raise CommandError("That is the database of this installation.")
        if min(entries, documents, requests) < _LEAST:
            raise CommandError(f"Measure at least {_LEAST} entries, documents and requests.")
        started = time.monotonic()
        try:
            with scratch_database(keep):
                call_command("load_reference_data", stdout=self.stdout)
                if not Entry.objects.exists():
                    landscape.bench.fill(entries, random.Random(_SEED))
                searching.fill(documents, Path(gold))  # what is indexed already is left alone
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM ANALYZE")
                self.stdout.write(f"Filled in {time.monotonic() - started:.0f} s")
                figures = measure(requests)
        finally:
            touch()  # the cache is that of the installation: its index must not be the one of the invented entries
        self._show(figures)
        if target:
            Path(target).write_text(json.dumps(figures, indent=1), encoding="utf-8")
        if not all(each.is_met(figures["pages"][name]) for name, each in TARGETS.items()):
            sys.exit(1)

    def _show(self, figures: dict) -> None:
        self.stdout.write(f"{figures['entries']:,} entries, {figures['documents']:,} documents")
        titles = ("requests", "p50 ms", "p95 ms", "throughput", "p95 ratio")
        self.stdout.write(f"{'':24}{''.join(f'{title:>12}' for title in titles)}")
        for name, row in figures["pages"].items():
            numbers = f"{row['requests']:12}{row['p50_ms']:12.1f}{row['p95_ms']:12.1f}"
            ratios = f"{row['throughput_ratio']:12.2f}{row['p95_ratio']:12.2f}"
            self.stdout.write(f"{name:24}{numbers}{ratios}   {_verdict(name, row)}".rstrip())


def _verdict(name: str, row: Figures) -> str:
    if name not in TARGETS:
        return ""
    target = TARGETS[name]
    return f"{target.figure.removesuffix('_ratio')} {target}: {'kept' if target.is_met(row) else 'MISSED'}"


def measure(requests: int) -> dict:
    """Measure what the present database holds; return its size and the figures of each page."""
    pages = {
        START: itertools.repeat(reverse("home")),
        KEPT: itertools.repeat(reverse("landscape:directory")),
        FILTERED: landscape.bench.addresses(random.Random(_SEED)),
        SEARCH: searching.addresses(random.Random(_SEED), WARM + requests),
    }
    with server() as port:
        measured = against_trivial(port, pages, requests)
    return {
        "trivial_page": TRIVIAL,
        "entries": Entry.objects.listed().count(),
        "documents": Document.objects.count(),
        "pages": measured,
    }
