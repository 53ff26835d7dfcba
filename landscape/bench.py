"""Many invented entries, to measure the directory with."""

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core.batches import batched
from core.text import sort_key
from landscape.catalogue import catalogue, touch
from landscape.enums import PROVIDERS
from landscape.models import Entry, new_code
from organisations.enums import Verification
from organisations.models import Organisation
from organisations.names import name_key
from regions.enums import RegionKind
from regions.models import Municipality, Region
from taxonomy.models import Sector, Topic

AT_ONCE = 2_000


def fill(number: int, drawn: random.Random) -> None:
    """Write `number` listed entries with organisations around them, past the services: offers are not needed to list.
    For a database that is thrown away afterwards."""
    draw = _Draw(drawn)
    for numbers in batched(range(number), AT_ONCE):
        organisations = Organisation.objects.bulk_create([draw.organisation(each) for each in numbers])
        Entry.objects.bulk_create(draw.entries(organisations))
    touch()


def addresses(drawn: random.Random) -> Iterator[str]:
    """Yield the directory with a choice of filters and a page that hardly anybody has asked for before."""
    known = catalogue()
    values = {facet: list(known.words_of(facet)) for facet in ("topic", "place", "kind", "sector")}
    for number in itertools.count(1):
        pairs = [(facet, drawn.choice(values[facet])) for facet in drawn.sample(sorted(values), number % 3)]
        yield f"{reverse('landscape:directory')}?{urlencode([*pairs, ('page', number % 5 + 1)])}"


class _Draw:
    def __init__(self, drawn: random.Random):
        self.drawn, self.today, self.now = drawn, timezone.localdate(), timezone.now()
        self.regions = list(Region.objects.exclude(kind=RegionKind.AREA))
        self.towns = list(Municipality.objects.of_hub())
        self.topics = list(Topic.objects.values_list("slug", flat=True))
        self.sectors = [each.full_code for each in Sector.objects.select_related("parent") if each.parent]

    def organisation(self, number: int) -> Organisation:
        town = self.drawn.choice(self.towns) if self.drawn.random() < 0.5 else None
        name = f"Anbieter {number:05d} {self.drawn.choice(('GmbH', 'UG', 'KG', 'eG'))}"
        return Organisation(
            name=name,
            sort_key=sort_key(name),
            name_key=name_key(name),
            kind=self.drawn.choice(sorted(PROVIDERS)),
            municipality=town,
            region=town.region if town else self.drawn.choice(self.regions),
            founded_year=self.drawn.randrange(1980, 2026),
            about="Liest Laufzeiten aus Maschinen jeden Alters aus. Ohne Eingriff in die Steuerung.",
            verification=Verification.VERIFIED,
            verified_at=self.now,
        )

    def entries(self, organisations: list[Organisation]) -> Iterator[Entry]:
        codes: set[str] = set()
        while len(codes) < len(organisations):  # of so many that are made at once, two are equal now and then
            codes.add(new_code())
        for organisation, code in zip(organisations, sorted(codes), strict=True):
            divisions = self.drawn.sample(self.sectors, self.drawn.randrange(0, 4))
            yield Entry(
                organisation=organisation,
                code=code,
                is_listed=True,
                first_listed_on=self.today,
                topics=self.drawn.sample(self.topics, self.drawn.randrange(1, 6)),
                sectors=sorted({code for each in divisions for code in (each, each[0])}),
                languages=["de", "en"][: self.drawn.randrange(1, 3)],
                reference_count=self.drawn.randrange(0, 6),
                confirmed_on=self._day(),
                line_de=organisation.about.split(". ")[0],
            )

    def _day(self) -> date:
        return self.today - timedelta(days=self.drawn.randrange(0, 240))
