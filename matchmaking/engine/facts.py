"""Structured evidence: topics, industry, distance, budget, kind of help, language.

Every signal returns a share between -1 and 1; 0 means "nothing known, nothing said". Only what both
sides state can count, so a missing field neither helps nor harms.
"""

import math

import numpy as np

_EARTH_KM = 6371.0
_DISTRICT_REGION = {
    "05974": "soest",
    "05958": "suedwestfalen",
    "05962": "suedwestfalen",
    "05966": "suedwestfalen",
    "05970": "suedwestfalen",
    "05111": "duesseldorf",
    "05913": "dortmund",
}


SIGNALS = ("sector", "region", "budget", "kind")


class FactTable:
    """The comparable facts of a list of documents as numbers: equal facts have equal numbers."""

    def __init__(self, documents, resources):
        self.sectors, self.sector = _number(known_sectors(document.sectors, resources) for document in documents)
        self.places, self.place = _number((document.ags, region_of(document)) for document in documents)
        self.kinds, self.kind = _number(document.need_kind for document in documents)
        amounts = (document.budget_eur for document in documents)
        self.budget = np.array([np.nan if amount is None else float(amount) for amount in amounts], dtype=np.float64)
        self.has_capacity = np.array([document.capacity != 0 for document in documents], dtype=bool)


class FactComparison:
    """Compares needs with offers, each combination of facts once.

    needs, offers   FactTable of either side
    """

    def __init__(self, needs, offers, resources):
        self._needs, self._offers = needs, offers
        against = resources.weights["against"]
        self._sector = _grid(needs.sectors, offers.sectors, lambda n, o: sector_share(n, o, against["sector"]))
        self._region = _grid(needs.places, offers.places, lambda n, o: region_share(n, o, resources))
        self._kind = _grid(needs.kinds, offers.kinds, lambda n, o: kind_share(n, o, against["kind"]))

    def shares(self, rows, columns):
        """Return (signal -> share, allowed) for needs `rows` (n, 1) against offers `columns` (n, k).

        `allowed` is False for a hard exclusion: no capacity, or a minimum above the budget.
        """
        here, there = self._needs.budget[rows], self._offers.budget[columns]
        fits = there <= here
        stated = ~np.isnan(here) & ~np.isnan(there)
        return {
            "sector": self._sector[self._needs.sector[rows], self._offers.sector[columns]],
            "region": self._region[self._needs.place[rows], self._offers.place[columns]],
            "budget": np.where(fits, 1.0, 0.0),
            "kind": self._kind[self._needs.kind[rows], self._offers.kind[columns]],
        }, self._offers.has_capacity[columns] & (fits | ~stated)


def _number(values):
    numbers, found = {}, []
    for value in values:
        found.append(numbers.setdefault(value, len(numbers)))
    return list(numbers), np.array(found, dtype=np.int64)


def _grid(needs, offers, share):
    return np.array([[share(need, offer) for offer in offers] for need in needs]).reshape(len(needs), len(offers))


def topic_strengths(document, inferred, resources, *, text_only=False):
    """Return topic id -> strength: declared topics count fully, topics read from the text in part."""
    if text_only:
        return inferred
    share = resources.weights["topics"]["inferred"]
    strengths = {topic: strength * share for topic, strength in inferred.items()}
    for topic in document.topics:
        if topic in resources.topics:
            strengths[topic] = 1.0
    return strengths


def split_sector(code):
    """Return (section, division) of a WZ code such as "C", "25", "C25" or "25.62"; None where absent."""
    compact = code.strip().upper()
    section = compact[0] if compact[:1].isalpha() else None
    digits = compact[1:] if section else compact
    return section, digits[:2] or None


def known_sectors(codes, resources):
    """Return {(section, division or None)} for the codes that exist; others are left out."""
    found = set()
    for code in codes:
        section, division = split_sector(code)
        if division is None and section in resources.sectors["sections"]:
            found.add((section, None))
        entry = resources.sectors["divisions"].get(division)
        if entry and section in (None, entry["section"]):
            found.add((entry["section"], division))
    return frozenset(found)


def sector_share(need_sectors, offer_sectors, against):
    """Return 1 for the same division, .7 where one side names the whole section, .3 within a section."""
    if not need_sectors or not offer_sectors:
        return 0.0
    best = -against
    for section, division in need_sectors:
        for other_section, other_division in offer_sectors:
            if section != other_section:
                continue
            if division == other_division:
                return 1.0
            best = max(best, 0.7 if None in (division, other_division) else 0.3)
    return best


def region_of(document):
    """Return the region named or implied by the municipality key; None where neither is known."""
    if document.ags:
        return _DISTRICT_REGION.get(document.ags[:5], "other")
    return document.region


def distance_km(ags, other, resources):
    """Return the distance between the two municipalities (great circle), None where one is unknown."""
    here, there = resources.places.get(ags), resources.places.get(other)
    if here is None or there is None:
        return None
    lat1, lat2 = math.radians(here.lat), math.radians(there.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(there.lon - here.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(chord))


def region_share(need, offer, resources):
    """Return 1 nearby, falling to 0 at the far distance; without coordinates by region.

    need, offer   (municipality key or None, region or None)
    """
    km = distance_km(need[0], offer[0], resources)
    if km is not None:
        near, far = (resources.weights["region"][name] for name in ("near_km", "far_km"))
        return min(1.0, max(0.0, (far - km) / (far - near)))
    here, there = need[1], offer[1]
    if here is None or there is None or "other" in (here, there):
        return 0.0
    if here == there:
        return 0.8
    return 0.4 if {here, there} == {"soest", "suedwestfalen"} else 0.2


def kind_share(need, offer, against):
    """Compare the kind of help: solution, pilot, research, advice."""
    kinds = {need, offer}
    if None in kinds or "unspecified" in kinds:
        return 0.0
    return 1.0 if len(kinds) == 1 else -against
