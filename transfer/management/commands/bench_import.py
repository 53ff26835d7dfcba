"""Measure how imports grow with the number of rows, in one run that prints the ratios and leaves nothing behind."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings

from accounts.enums import Role
from accounts.models import PlatformRole, User
from core.cells import CsvWriter
from core.jobs import queue_held
from matchmaking.bench.memory import own_peak
from matchmaking.bench.runs import scratch_database
from transfer import exporting, importing, services
from transfer.enums import ExportState, ImportState, InitialVerification, Mode, Subject
from transfer.files import inspect
from transfer.models import ImportJob
from transfer.subjects.registry import export_columns

ALLOWED_SECONDS = 60.0  # for ALLOWED_ROWS
ALLOWED_ROWS = 10_000
ALLOWED_MEMORY = 1.5  # times the peak of the smallest file
_HEADERS = [
    *("Ident-Nr.", "Name 1", "Rechtsform", "Straße", "PLZ", "Ort", "Ansprechpartner", "Telefon", "E-Mail"),
    *("Internet", "Branche (WZ)", "Beschäftigte"),
]
_PLACES = (("59494", "Soest"), ("59555", "Lippstadt"), ("59457", "Werl"), ("59581", "Warstein"), ("44137", "Dortmund"))
_TRADES = ("Metallbau", "Drehteile", "Holzbau", "Logistik", "Elektrotechnik", "Software", "Druckerei", "Werkzeugbau")


class Command(BaseCommand):
    help = (
        "Measure reading, checking, importing, updating, taking back and exporting of invented organisations in files "
        "of several sizes, in a database and a folder of its own that are removed afterwards."
    )

    def add_arguments(self, parser):
        parser.add_argument("sizes", nargs="*", type=int, default=[1_000, ALLOWED_ROWS], help="numbers of rows")

    def handle(self, *, sizes, **options):
        if len(sizes) < 2 or sorted(set(sizes)) != sizes or sizes[0] < 100:
            raise CommandError("Give at least two rising sizes, the first at least 100.")
        if sizes[-1] > settings.IMPORT_MAX_ROWS:
            raise CommandError(f"At most {settings.IMPORT_MAX_ROWS:,} rows are allowed (IMPORT_MAX_ROWS).")
        with scratch_database(), TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder), queue_held():
            call_command("load_reference_data", stdout=self.stdout)
            lead = User.objects.create_user("bench@example.org")
            for role in (Role.PROJECT_LEAD, Role.EXPORTER):
                PlatformRole.objects.create(user=lead, role=role)
            measured = [self._measure(size, User.objects.get(pk=lead.pk)) for size in sizes]
        self._report(sizes, measured)

    def _measure(self, size: int, lead: User) -> dict[str, tuple[float, float, float]]:
        """Return seconds, peak of memory (MB) and own computing time of every step for a file of `size` rows."""
        found: dict[str, tuple[float, float, float]] = {}

        def step(name: str, work: Callable):
            _reset_peak()
            started, computed = time.perf_counter(), time.process_time()
            result = work()
            seconds, own = time.perf_counter() - started, time.process_time() - computed
            found[name] = seconds, own_peak() / 1024 / 1024, own
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            return result

        content = _file(size, str(size))
        job = step("reading the upload", lambda: _upload(content, lead))
        services.check(job, _rules(job), actor=lead)
        job = _expect(step("checking all rows", lambda: importing.work(job.pk)), ImportState.CHECKED)
        services.start(job, actor=lead)
        job = _expect(step("importing (all new)", lambda: importing.work(job.pk)), ImportState.DONE)
        self.stdout.write(f"{size:,} rows: {job.created_count:,} created")
        again = _upload(_file(size, str(size), employees="300"), lead)
        services.check(again, _rules(again), actor=lead)
        again = _expect(importing.work(again.pk), ImportState.CHECKED)
        services.start(again, actor=lead)
        again = _expect(step("importing again (all changed)", lambda: importing.work(again.pk)), ImportState.DONE)
        services.take_back(again, actor=lead)
        _expect(step("taking the changes back", lambda: importing.work(again.pk)), ImportState.UNDONE)
        export = services.request_export(
            subject=Subject.ORGANISATIONS,
            columns=[column.key for column in export_columns(Subject.ORGANISATIONS)],
            conditions={},
            file_format="csv",
            purpose="measuring the export",
            actor=lead,
        )
        _expect(step("exporting", lambda: exporting.work(export.pk)), ExportState.DONE)
        services.take_back(job, actor=lead)
        _expect(step("taking the new ones back", lambda: importing.work(job.pk)), ImportState.UNDONE)
        return found

    def _report(self, sizes: list[int], measured: list[dict[str, tuple[float, float, float]]]) -> None:
        for name in measured[0]:
            each = "   ".join(_in_words(size, found[name]) for size, found in zip(sizes, measured, strict=True))
            per_row = (measured[-1][name][0] / sizes[-1]) / (measured[0][name][0] / sizes[0])
            memory = measured[-1][name][1] / measured[0][name][1]
            self.stdout.write(f"{name:30} {each}   per row x{per_row:.2f}   memory x{memory:.2f}")
        seconds = measured[-1]["importing (all new)"][0]
        allowed = ALLOWED_SECONDS * sizes[-1] / ALLOWED_ROWS
        memory = measured[-1]["importing (all new)"][1] / measured[0]["importing (all new)"][1]
        self.stdout.write(
            f"import of {sizes[-1]:,} rows: {seconds:.1f} s, allowed {allowed:.0f} s: "
            f"{'kept' if seconds <= allowed else 'MISSED'}; memory {memory:.2f} times that of {sizes[0]:,} rows, "
            f"allowed {ALLOWED_MEMORY:g}: {'kept' if memory <= ALLOWED_MEMORY else 'MISSED'}"
        )


def _in_words(size: int, found: tuple[float, float, float]) -> str:
    seconds, memory, own = found
    return f"{size:,}: {seconds:6.2f} s (own {own:5.2f}) {size / seconds:8,.0f} rows/s {memory:5.0f} MB"


def _expect(job, state: str):
    """Return `job` unless its work has ended in another state."""
    if job is None or job.state != state:
        raise CommandError(f"The work ended in {job and job.state}, not in {state}: {job and job.error}")
    return job


def _rules(job: ImportJob) -> dict:
    return {
        "mapping": job.mapping,
        "mode": Mode.CREATE_AND_UPDATE,
        "source": "bench",
        "verification": InitialVerification.PENDING,
        "defaults": {"kind": "company", "aim": "seek"},
    }


def _file(rows: int, series: str, employees: str = "37") -> bytes:
    """Return an address list of invented firms; each series has firms of its own."""
    file = io.BytesIO()
    writer = CsvWriter(file)
    writer.row(_HEADERS)
    for number in range(rows):
        postcode, town = _PLACES[number % len(_PLACES)]
        trade = _TRADES[number % len(_TRADES)]
        domain = f"firma-{series}-{number}.example"
        name = f"{_word(number, series)} {trade} GmbH"
        person = f"Kim {_word(number, series)}"
        cells = [f"{series}-{number}", name, "GmbH", f"Werkstraße {number % 90 + 1}", postcode, town, person]
        writer.row([*cells, "+49 2921 4710", f"info@{domain}", f"www.{domain}", "C25", employees])
    return file.getvalue()


def _word(number: int, series: str) -> str:
    """Return an invented name: numbers alone would make all names alike."""
    drawn, syllables = number * 7919 + len(series) * 104_729, []
    for _turn in range(4):
        drawn, place = divmod(drawn, len(_SYLLABLES))
        syllables.append(_SYLLABLES[place])
    return "".join(syllables).capitalize()


def _words(text: str) -> list[str]:
    return text.split()


_SYLLABLES = _words("bru hen kal mor stein wal dor fin gre hol jan kes lam nor pel quen ruth sal tha ull vos zel")


def _upload(content: bytes, lead: User) -> ImportJob:
    file = SimpleUploadedFile("bench.csv", content)
    return services.upload(inspect(file.file, file.size), file, subject=Subject.ORGANISATIONS, actor=lead)


def _reset_peak() -> None:
    """Let the peak of memory count from now on, where the kernel can do that; elsewhere it only rises."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5")
