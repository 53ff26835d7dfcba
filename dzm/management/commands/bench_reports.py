"""Measure the reports of ten years of a busy region: a full recount, a night, free periods, partners, and pages."""

import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import PlatformRole
from cooperation.facts import PROPOSED
from cooperation.local import counted_up_to_now
from cooperation.neutrality import Neutrality
from cooperation.periods import last_quarters
from cooperation.places import Nearby
from cooperation.services import prepare
from dzm.benching.server import TRIVIAL
from matchmaking.bench.runs import scratch_cache, scratch_database
from regions.models import Municipality
from reporting import bench
from reporting.freezing import freeze, write_contributions
from reporting.models import Cell, Contribution, FreeCount, Snapshot
from reporting.services import count_free

REBUILD, FREE, PAGE = 600.0, 10.0, 20.0  # seconds, seconds, times a trivial page
_CORES = 2
_PAGES = 30
_PRESET = ("reporting:municipality", "cooperation:local")  # of a municipality
_PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing has been collected here


class Command(BaseCommand):
    help = (
        "Measure the reports over invented facts of ten years in a database of its own that is removed afterwards: all "
        "contributions counted anew, two years frozen, free periods, figures of partners, and pages against one "
        "without content. Exit code 1: a target is missed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--needs", type=int, default=200_000)
        parser.add_argument("--proposals", type=int, default=2_000_000)
        parser.add_argument("--facts", type=int, default=5_000_000)
        parser.add_argument("--months", type=int, default=24, help="that are frozen with their protection")

    def handle(self, *, needs, proposals, facts, months, **options):
        if min(needs, proposals, facts, months) < 1:
            raise CommandError("All numbers are at least 1.")
        with scratch_database(), scratch_cache():
            call_command("load_reference_data", stdout=self.stdout)
            self._timed("facts drawn", lambda: f"{sum(bench.fill(needs, proposals, facts).values()):,} facts")
            last = timezone.localdate().replace(month=1, day=1) - relativedelta(months=1)
            first = last.replace(year=last.year - 9, month=1)
            rebuilt = self._timed("full recount", lambda: self._recount(first, last))
            frozen = self._freeze(last, months)
            free = self._free(first, last)
            self._partners(last)
            page, trivial = self._pages()
            self.stdout.write(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
        ratio = page / trivial
        checks = {
            f"full recount {rebuilt:.0f} s of {REBUILD:.0f}": rebuilt <= REBUILD,
            f"longest free period {free:.1f} s of {FREE:.0f}": free <= FREE,
            f"slowest preset report {page * 1000:.1f} ms, {ratio:.1f} times a trivial page, of {PAGE:.0f}": ratio
            <= PAGE,
        }
        self.stdout.write(f"one night of freezing: median {frozen:.1f} s")
        for text, is_met in checks.items():
            self.stdout.write(f"{'met   ' if is_met else 'MISSED'} {text}")
        if not all(checks.values()):
            raise SystemExit(1)

    def _timed(self, title: str, work) -> float:
        started = time.monotonic()
        note = work()
        seconds = time.monotonic() - started
        self.stdout.write(f"{title}: {seconds:.1f} s, {note}")
        return seconds

    def _recount(self, first: date, last: date) -> str:
        """Count all years from the facts, two at a time as two cores allow."""

        def count(year: int) -> None:
            try:
                write_contributions([date(year, month, 1) for month in range(1, 13)])
            finally:
                connection.close()

        with ThreadPoolExecutor(_CORES) as pool:
            list(pool.map(count, range(first.year, last.year + 1)))
        bench.analyse()
        return f"{Contribution.objects.count():,} contributions"

    def _freeze(self, last: date, months: int) -> float:
        """Freeze the last months, whole years, with their protection; return the median of a month."""
        begin = (last - relativedelta(months=months - 1)).replace(month=1)
        self._timed("earlier months frozen unprotected", lambda: f"{bench.freeze_unprotected(begin):,} cells")
        times = []
        while begin <= last:
            started = time.monotonic()
            freeze(begin)
            times.append(time.monotonic() - started)
            begin += relativedelta(months=1)
        bench.analyse()
        shown = Cell.objects.filter(is_shown=True).count() / max(1, Cell.objects.count())
        self.stdout.write(
            f"frozen: {Snapshot.objects.count()} periods, {Cell.objects.count():,} cells, {shown:.0%} of them shown, "
            f"{sum(times):.0f} s"
        )
        return statistics.median(times)

    def _free(self, first: date, last: date) -> float:
        """Count a quarter, a year and all ten years; return the seconds of the longest."""
        lead = get_user_model().objects.create(email="lead@example.org")
        seconds = []
        for months in (3, 12, 120):
            begin = max(first, last - relativedelta(months=months - 1)) + relativedelta(days=7)
            asked = FreeCount.objects.create(first=begin, last=last, asked_by=lead)
            seconds.append(
                self._timed(f"free period of {months} months", lambda asked=asked: count_free(asked.pk) or "")
            )
        return max(seconds)

    def _partners(self, last: date) -> None:
        """Work out the figures of agreements and of local providers as each night does, read them as leads do, and
        count the exposure of providers in a quarter."""
        self._timed("agreements and local providers, at night", lambda: prepare() or "")
        self._timed("local providers, exact", lambda: f"{sum(map(len, counted_up_to_now(Nearby.read()))):,} numbers")
        quarter = last_quarters(last.replace(year=last.year - 1), last, 1)[0]
        self._timed("neutrality, a quarter", lambda: f"{len(Neutrality(quarter, last).of_stage[PROPOSED]):,} providers")

    def _pages(self) -> tuple[float, float]:
        """Return the medians of the slowest preset report and of a page without content, asked for in turn."""
        place = Municipality.objects.of_hub().get(name="Lippstadt")
        person = get_user_model().objects.create(email="partner@example.org")
        PlatformRole.objects.create(user=person, role=Role.MUNICIPAL_PARTNER, municipality=place)
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        preset = [reverse(name) for name in _PRESET]
        times: dict[str, list[float]] = {address: [] for address in (*preset, TRIVIAL)}
        with override_settings(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": _PLAIN_FILES}}):
            self._ask(client, times)
        medians = {address: statistics.median(found) for address, found in times.items()}
        for address, seconds in medians.items():
            self.stdout.write(f"{address}: {seconds * 1000:.1f} ms")
        return max(medians[address] for address in preset), medians[TRIVIAL]

    def _ask(self, client: Client, times: dict[str, list[float]]) -> None:
        for number in range(_PAGES + 5):
            for address, found in times.items():
                started = time.perf_counter()
                response = client.get(address)
                if response.status_code != 200:
                    raise CommandError(f"{address} answers {response.status_code}")
                if number >= 5:  # the first ones compile templates
                    found.append(time.perf_counter() - started)
