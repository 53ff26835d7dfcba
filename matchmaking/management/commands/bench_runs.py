"""Measure a whole nightly run: needs and offers through PostgreSQL, the queue and real workers."""

import statistics
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.models import CaseEvent, LogEntry
from matchmaking import explaining
from matchmaking.bench import filling, runs
from matchmaking.bench.collection import read_gold
from matchmaking.bench.generator import Generator
from matchmaking.enums import RunState, RunStep, RunTrigger
from matchmaking.models import Analysis, Introduction, MatchingOutcome, MatchingRun, MatchingShard
from matchmaking.replay import replay_all
from matchmaking.tasks import execute_run, sweep
from organisations.models import Organisation

_MIB = 1024 * 1024
_LOOK_EVERY = 0.2  # seconds
_SWEEP_EVERY = 60
_SAY_EVERY = 15
_REPLAYED = 200
_PAGES = 20


class Command(BaseCommand):
    help = (
        "Measure a nightly run over invented needs and offers with real workers, in a database and a queue of their "
        "own that are removed afterwards. The data of this installation is not touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("--needs", type=int, default=20_000)
        parser.add_argument("--offers", type=int, default=20_000)
        parser.add_argument("--workers", type=int, default=2, help="worker processes (default 2)")
        parser.add_argument("--limit", type=int, default=3600, metavar="S", help="give up after so many seconds")
        parser.add_argument("--gold", default=str(settings.BASE_DIR / "tests" / "gold"), help="texts to draw from")
        parser.add_argument("--again", action="store_true", help="also measure the night after, when nothing changed")
        parser.add_argument("--force", action="store_true", help="even where the portal is in use: it gets slow")

    def handle(self, *, needs, offers, workers, limit, gold, again, force, **options):
        if min(needs, offers, workers) < 1:
            raise CommandError("There must be at least one need, one offer and one worker.")
        if not force and not settings.PORTAL_DEMO and is_in_use():
            raise CommandError("This portal is in use; measuring would slow it down. --force does it all the same.")
        generator = Generator(read_gold(Path(gold)))
        with runs.scratch_database(), runs.scratch_queue() as queue:
            started = time.monotonic()
            call_command("load_reference_data", stdout=self.stdout)
            filling.fill(generator.texts("needs", needs), generator.texts("offers", offers))
            self._say("inserted", time.monotonic() - started, f"{needs} needs, {offers} offers")
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            with runs.workers(workers, queue) as processes:
                self._measure("first night", limit)
                self._explain()
                if again:
                    self._measure("night after", limit)
                busy = " + ".join(f"{seconds:,.0f}" for seconds in runs.cpu_seconds(processes))
                self.stdout.write(f"computing time of the workers: {busy} s")
                held = " + ".join(f"{peak / _MIB:,.0f}" for peak in runs.peaks(processes))
                self.stdout.write(f"peak memory of the workers: {held} MiB")
            self._show_rows()
            self._replay()

    def _measure(self, title: str, limit: int) -> None:
        run = MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)
        started = swept = said = time.monotonic()
        with runs.connected() as link:
            execute_run.apply_async([run.pk], connection=link)
        seen = {}
        while run.state in (RunState.QUEUED, RunState.RUNNING):
            time.sleep(_LOOK_EVERY)
            now = time.monotonic()
            run.refresh_from_db()
            seen.setdefault(run.step, now)
            reading = run.shards.filter(step=RunStep.READ).exclude(state=RunState.DONE)
            if run.step == RunStep.READ and not reading.exists():
                seen.setdefault("all read", now)
            if now - started > limit:
                raise CommandError(f"not finished after {limit} s: {run.done} of {run.total}")
            if now - said > _SAY_EVERY:
                said = now
                self.stdout.write(f"{now - started:8.0f} s  {run.get_step_display()}: {run.done} of {run.total}")
            if now - swept > _SWEEP_EVERY:
                swept = now
                sweep_into_queue()
        ended = time.monotonic()
        if run.state != RunState.DONE:
            raise CommandError(f"The run has failed: {run.error}")
        matching = seen.get(RunStep.MATCH, ended)
        all_read = seen.get("all read", matching)
        self.stdout.write(f"{title}:")
        self._say("  reading texts", all_read - started, "statistics made anew" if run.counts_anew else "")
        self._say("  statistics, fixed pool", matching - all_read)
        sharing = seen.get(RunStep.PLACE, ended)
        self._say("  sharing out places", ended - sharing)
        self._say("  comparing and writing", sharing - matching, f"{run.done} needs in {self._shards(run)} shards")
        result = f"{run.created_count} created, {run.updated_count} updated, {run.kept_away_count} kept away"
        self._say("  together", ended - started, result)

    def _explain(self) -> None:
        """Say what a page costs whose reasons nobody has worked out yet, resources of the engine already read."""
        left = explaining.waiting()
        if not (number := left.count()):
            return
        needs = list(left.order_by("need").values_list("need", flat=True).distinct()[: _PAGES + 1])
        times = []
        for need in needs:
            started = time.monotonic()
            explaining.complete(Introduction.objects.filter(need=need, state="suggested"))
            times.append(time.monotonic() - started)
        note = f"{number} proposals wait for the background; median of {len(times) - 1} pages"
        self._say("  reasons of one page", statistics.median(times[1:]), note)

    def _shards(self, run: MatchingRun) -> int:
        return MatchingShard.objects.filter(run=run, step=RunStep.MATCH).count()

    def _show_rows(self) -> None:
        models = (Introduction, LogEntry, CaseEvent, Analysis, MatchingOutcome)
        counted = ", ".join(f"{model.objects.count():,} {model._meta.verbose_name_plural}" for model in models)
        twice = Introduction.objects.values("need", "offer").distinct().count() - Introduction.objects.count()
        self.stdout.write(f"rows: {counted}; pairs listed twice: {-twice}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            self.stdout.write(f"size of the database: {cursor.fetchone()[0] / _MIB:,.0f} MiB")

    def _replay(self) -> None:
        drawn = list(Introduction.objects.order_by("?").values_list("pk", flat=True)[:_REPLAYED])
        replayed = list(replay_all(Introduction.objects.filter(pk__in=drawn)))
        equal = sum(each.is_equal for each in replayed)
        self.stdout.write(f"replayed: {equal} of {len(replayed)} proposals equal")

    def _say(self, what: str, seconds: float, note: str = "") -> None:
        self.stdout.write(f"{what:28} {seconds:8.2f} s  {note}".rstrip())


def is_in_use() -> bool:
    """Whether this installation has been set up and somebody is registered."""
    return Organisation._meta.db_table in connection.introspection.table_names() and Organisation.objects.exists()


def sweep_into_queue() -> None:
    """What beat asks for every minute, on the scratch queue."""
    with runs.connected() as link:
        sweep.apply_async(connection=link)
