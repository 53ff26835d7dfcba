"""What people write into the cells of a list: sizes, years, names, places."""

import re
from collections import defaultdict

from organisations.enums import Kind, SizeClass
from regions.enums import RegionKind
from regions.models import Municipality, Region
from transfer.columns import CellProblem, choice_of, folded, whole_number

COURT = re.compile(r"(?:Amtsgericht|\bAG)\s+([^\d,;()]{3,40})", re.IGNORECASE)
SECTOR = re.compile(r"([A-U])?[ .]?(\d{2})(?:\.?\d{1,2})?(?:\.?\d)?\b|([A-U])$")
_BELOW = ("unter", "bis", "weniger", "under", "up to", "<")
TITLES = re.compile(r"^(?:(?:herrn?|frau|dr|prof|dipl|ing|mr|mrs|ms)\b\.?[ -]*)+", re.IGNORECASE)
KIND_WORDS = {
    "Firma": Kind.COMPANY,
    "Unternehmen": Kind.COMPANY,
    "Betrieb": Kind.COMPANY,
    "Gründung": Kind.STARTUP,
    "Hochschule": Kind.UNIVERSITY,
    "Kommune": Kind.MUNICIPALITY,
    "Stadt": Kind.MUNICIPALITY,
    "Kammer": Kind.MULTIPLIER,
    "Verband": Kind.MULTIPLIER,
}


class Places:
    """Municipalities and regions by all their names, read once for a job."""

    def __init__(self):
        self._by_name: dict[str, tuple[Municipality | None, Region]] = {}
        for region in Region.objects.order_by("pk"):
            for name in (region.slug, region.name, str(region)):
                self._by_name[folded(name)] = (None, region)
            if region.kind == RegionKind.OTHER:
                self._other = (None, region)
                self._by_name |= {folded(name): self._other for name in ("Anderswo", "Elsewhere", "Außerhalb")}
        self._by_postcode = defaultdict(list)
        for municipality in Municipality.objects.select_related("region").prefetch_related("aliases", "postcodes"):
            place = (municipality, municipality.region)
            names = [municipality.name, municipality.official_name, municipality.ags]
            for name in (*names, *(alias.name for alias in municipality.aliases.all())):
                self._by_name[folded(name)] = place
            for postcode in municipality.postcodes.all():
                self._by_postcode[postcode.code].append(place)

    def named(self, name: str) -> tuple[Municipality | None, Region] | None:
        return self._by_name.get(folded(name))

    def guess(self, postcode: str, city: str) -> tuple[Municipality | None, Region]:
        """Return where an address lies: by its postcode, else by the town; what is unknown lies elsewhere."""
        near = self._by_postcode.get(postcode, [])
        town = self.named(city)
        if town is not None and town[0] is None:
            town = None  # the name of a region is no town
        if len(near) == 1:
            return near[0]
        if town is not None and (not near or town in near):
            return town
        return near[0] if near else self._other


def size_of(text: str) -> str:
    """Return the class of a number of employees, of a range ("10 bis 49"), or of the words of the portal."""
    try:
        return choice_of(text, SizeClass)
    except CellProblem:
        match = re.search(r"\d[\d.]*", text)
        if not match:
            raise
        number = int(match[0].replace(".", "")) - (1 if text.lower().startswith(_BELOW) else 0)
    for most, size in ((9, SizeClass.MICRO), (49, SizeClass.SMALL), (249, SizeClass.MEDIUM)):
        if number <= most:
            return size.value
    return SizeClass.LARGE.value


def year_of(text: str) -> int:
    match = re.fullmatch(r"(?:\d{1,2}\.\d{1,2}\.)?(\d{4})", text)
    return int(match[1]) if match else whole_number(text)


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name of "Kim Muster" and of "Muster, Kim"; one word is a last name."""
    if "," in name:
        family, _comma, given = name.partition(",")
        return given.strip(), family.strip()
    given, _space, family = name.rpartition(" ")
    return given.strip(), family.strip()
