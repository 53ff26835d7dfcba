"""Measure how the search for duplicates grows with the number of organisations, in one run that prints the ratios."""

import random
import statistics
import time
from collections.abc import Callable
from itertools import islice, product

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import Contact, User
from core.text import sort_key
from matchmaking.bench.runs import scratch_database
from organisations.domains import own_domain
from organisations.duplicates import find_pairs
from organisations.enums import Kind, Verification
from organisations.likeness import Traces, find_alike
from organisations.models import Membership, Organisation, OrganisationPair
from organisations.names import name_key
from regions.models import Municipality, Region

ALLOWED = 3.0  # times as long at the largest size as at the smallest
_PROBES = 200
_AT_ONCE = 2_000
_PAGE = 25
_TWINS = 0.02  # of all organisations; they are entered twice
_LOCAL = 0.1  # have their seat in a municipality that the hub looks after


def _words(text: str) -> list[str]:
    return text.split()


# Invented names: a first, a middle and a last part give 57,600 of them, joined with a trade in half of the cases.
_FIRST = _words(
    "Ohl Bre Stein Hav Mar Lin Wor Feld Brock Kor Tal Wes Ost Nie Hel Run Kal Mol Ger Hart Wil Ruth Sal Bern Diet "
    "Eck Falk Grim Hol Jan Kess Lam Mer Nord Pel Quen Rein Schar Thal Ull"
)
_MIDDLE = _words(
    "en er el ing ach um or ick es ur amm ein orn usch ell und ant olt erk alf ich ott ess ann urg ild osk end ump arz"
)
_LAST = _words(
    "brede berg haus kamp mann land horst feld beck stedt hagen brink wald hoff meier schulte bach thal rott wig "
    "loh dorf furt hain born heim kotte lage moor muhl ort pohl rade sand tor ufer voss winkel zell aue busch "
    "deich egge forst garten hude"
)
_TRADES = _words(
    "Metallbau Drehteile Elektrotechnik Maschinenbau Logistik Spedition Bau Holzbau Tischlerei Dachdeckerei "
    "Software Werkzeugbau Kunststofftechnik Gartenbau Druckerei Bäckerei Fleischerei Optik Sanitär Heizung "
    "Lackiererei Textil Verpackung Consulting Ingenieure Medien Handel Großhandel Automation Messtechnik"
)
_FORMS = ("GmbH", "GmbH & Co. KG", "KG", "AG", "e. K.", "UG (haftungsbeschränkt)", "GbR")
_POSTCODES = [f"{number:05d}" for number in range(1_067, 99_999, 12)]


class Command(BaseCommand):
    help = (
        "Measure the check for duplicates on entry, the list of pairs and the nightly search over invented "
        "organisations of several sizes, in a database of its own that is removed afterwards."
    )

    def add_arguments(self, parser):
        parser.add_argument("sizes", nargs="*", type=int, default=[2_000, 200_000], help="numbers of organisations")

    def handle(self, *, sizes, **options):
        if len(sizes) < 2 or sorted(set(sizes)) != sizes or sizes[0] < 100:
            raise CommandError("Give at least two rising sizes, the first at least 100.")
        with scratch_database():
            call_command("load_reference_data", stdout=self.stdout)
            user = User.objects.create_user("bench@example.org")
            drawn, results, present = random.Random(2018), [], 0
            for size in sizes:
                started = time.monotonic()
                fill(size - present, drawn)
                present = size
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM ANALYZE")
                self.stdout.write(f"{size:,} organisations inserted in {time.monotonic() - started:.0f} s")
                results.append(self._measure(user))
        for what in results[0]:
            self._compare(what, sizes, [result[what] for result in results])
        entry = "check on entry, median"
        ratio = results[-1][entry] / results[0][entry]
        verdict = "kept" if ratio <= ALLOWED else "MISSED"
        self.stdout.write(
            f"check on entry: {ratio:.2f} times as long at {sizes[-1]:,} as at {sizes[0]:,}, "
            f"allowed {ALLOWED:g}: {verdict}"
        )

    def _measure(self, user) -> dict[str, float]:
        drawn = random.Random(1954)
        among = Organisation.objects.joinable_by(user)
        probes = [_probe(row, drawn) for row in Organisation.objects.order_by("?")[:_PROBES]]
        for traces, _wanted in probes[:20]:
            find_alike(traces, among)
        times, hits = [], 0
        for traces, wanted in probes:
            seconds, found = _timed(lambda traces=traces: find_alike(traces, among))
            times.append(seconds)
            hits += wanted in [likeness.organisation.pk for likeness in found]
        self.stdout.write(f"  misspelt entries whose organisation was among the five shown: {hits} of {len(probes)}")
        seconds, pairs = _timed(find_pairs)
        self.stdout.write(f"  pairs found by the nightly search: {pairs:,}")
        listed = OrganisationPair.objects.open().for_list()
        return {
            "check on entry, median": statistics.median(times),
            "check on entry, 95th percentile": statistics.quantiles(times, n=20)[-1],
            "page of the list of pairs": _timed(lambda: (listed.count(), list(listed[:_PAGE])))[0],
            "nightly search": seconds,
        }

    def _compare(self, what: str, sizes: list[int], seconds: list[float]) -> None:
        each = "   ".join(f"{size:,}: {value * 1000:,.1f} ms" for size, value in zip(sizes, seconds, strict=True))
        self.stdout.write(f"{what:34} {each}   ratio {seconds[-1] / seconds[0]:.2f}")


def _timed(work: Callable) -> tuple[float, object]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _misspelt(name: str, drawn: random.Random) -> str:
    place = drawn.randrange(1, len(name) - 1)
    return name[:place] + name[place + 1 :]


def _probe(row: Organisation, drawn: random.Random) -> tuple[Traces, int]:
    """What is typed by who looks for `row`: a letter of the name is missing, half of them with postcode and website."""
    more = {"postcode": row.postcode, "website": row.website} if drawn.random() < 0.5 else {}
    return Traces.typed(_misspelt(row.name, drawn), **more), row.pk


def fill(number: int, drawn: random.Random) -> None:
    """Add `number` invented organisations with one person each; some are there twice, in another spelling."""
    region = Region.objects.get(slug="soest")
    municipalities = list(Municipality.objects.filter(region=region))
    surnames = ["".join(parts) for parts in product(_FIRST, _MIDDLE, _LAST)]

    def rows():
        last = None
        for _number in range(number):
            if last is not None and drawn.random() < _TWINS:
                last = _row(_misspelt(last.name, drawn), last.postcode, "", region, last.municipality)
            else:
                trade = drawn.choice(_TRADES) if drawn.random() < 0.5 else ""
                surname = drawn.choice(surnames)
                name = " ".join(filter(None, [surname, trade, drawn.choice(_FORMS)]))
                site = f"https://www.{surname.lower()}-{drawn.randrange(100)}.example" if drawn.random() < 0.7 else ""
                seat = drawn.choice(municipalities) if drawn.random() < _LOCAL else None
                last = _row(name, drawn.choice(_POSTCODES), site, region, seat)
            yield last

    remaining = rows()
    while batch := list(islice(remaining, _AT_ONCE)):
        Organisation.objects.bulk_create(batch)
        contacts = Contact.objects.bulk_create(
            Contact(given_name="Kim", family_name="Muster", email=f"info@{row.web_domain or 'gmx.de'}") for row in batch
        )
        Membership.objects.bulk_create(
            Membership(organisation=row, contact=contact, mail_domain=own_domain(contact.email))
            for row, contact in zip(batch, contacts, strict=True)
        )


def _row(name: str, postcode: str, website: str, region: Region, municipality: Municipality | None) -> Organisation:
    return Organisation(
        name=name,
        sort_key=sort_key(name),
        name_key=name_key(name),
        kind=Kind.COMPANY,
        postcode=postcode,
        website=website,
        web_domain=own_domain(website),
        region=region,
        municipality=municipality,
        verification=Verification.VERIFIED,
        verified_at=timezone.now(),
    )
