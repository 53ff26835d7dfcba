"""Structured evidence: topics, industry, distance, budget, kind of help, language.

Every signal returns a share between -1 and 1; 0 means "nothing known, nothing said". Only what both
sides state can count, so a missing field neither helps nor harms.
"""

import math
from typing import NamedTuple

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


class Facts(NamedTuple):
    """The comparable facts of one document; equal facts give equal shares."""

    sectors: frozenset
    ags: str | None
    region: str | None
    budget_eur: float | None
    has_capacity: bool
    need_kind: str | None

    @classmethod
    def of(cls, document, sectors):
        """Take the facts from a Document; `sectors` comes from `known_sectors`."""
        budget = None if document.budget_eur is None else float(document.budget_eur)
        return cls(sectors, document.ags, region_of(document), budget, document.capacity != 0, document.need_kind)


def is_excluded(need, offer):
    """Tell whether the offer cannot be proposed at all: no capacity, or a minimum above the budget."""
    if not offer.has_capacity:
        return True
    return None not in (need.budget_eur, offer.budget_eur) and offer.budget_eur > need.budget_eur


def compare(need, offer, resources):
    """Return the share per signal for two Facts."""
    against = resources.weights["against"]
    return {
        "sector": sector_share(need.sectors, offer.sectors, against["sector"]),
        "region": region_share(need, offer, resources),
        "budget": budget_share(need, offer),
        "kind": kind_share(need, offer, against["kind"]),
    }


def topic_strengths(document, features, resources, *, text_only=False):
    """Return topic id -> strength: declared topics count fully, topics read from the text in part."""
    share = resources.weights["topics"]["inferred"]
    strengths = {topic: strength * share for topic, strength in features.topics.items()}
    if text_only:
        return {topic: strength / share for topic, strength in strengths.items()}
    for topic in document.topics:
        if topic in resources.topics:
            strengths[topic] = 1.0
    return strengths


def topic_tables(need_topics, offer_topics, resources):
    """Return two dense arrays (documents x topics) whose product is the topic share of every pair.

    The share is the idf-weighted part of the asked topics that the offer covers, times how sure the
    asked topics are.
    """
    order = {topic: column for column, topic in enumerate(resources.topics)}
    asked, said = _dense(need_topics, order), _dense(offer_topics, order)
    frequency = (asked > 0).sum(axis=0) + (said > 0).sum(axis=0)
    rarity = np.log1p((len(asked) + len(said) + 1.0) / (frequency + 1.0))
    weighted = asked * rarity[None, :]
    mass = weighted.sum(axis=1)
    sureness = asked.max(axis=1, initial=0.0)
    asked = weighted * (sureness / np.where(mass > 0, mass, 1.0))[:, None]
    return asked, _spread(said, order, resources)


def _dense(topics_per_document, order):
    table = np.zeros((len(topics_per_document), len(order)))
    for row, topics in enumerate(topics_per_document):
        for topic, strength in topics.items():
            table[row, order[topic]] = strength
    return table


def _spread(said, order, resources):
    """Let a topic lend a part of itself to its kin, and count an offer "for everything" for less.

    A related topic never counts as much as a direct hit.
    """
    settings = resources.weights["topics"]
    direct = said / np.maximum(1.0, said.sum(axis=1) / settings["broad"])[:, None]
    result = direct.copy()
    for topic, column in order.items():
        kin = [order[other] for other in sorted(resources.topics[topic].related) if other in order]
        if kin:
            lent = settings["related"] * direct[:, kin].max(axis=1)
            result[:, column] = np.maximum(direct[:, column], lent)
    return result


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


def distance_km(need, offer, resources):
    """Return the distance between the two municipalities (great circle), None where one is unknown."""
    here, there = resources.places.get(need.ags), resources.places.get(offer.ags)
    if here is None or there is None:
        return None
    lat1, lat2 = math.radians(here.lat), math.radians(there.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(there.lon - here.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(chord))


def region_share(need, offer, resources):
    """Return 1 nearby, falling to 0 at the far distance; without coordinates by region."""
    km = distance_km(need, offer, resources)
    if km is not None:
        near, far = (resources.weights["region"][name] for name in ("near_km", "far_km"))
        return min(1.0, max(0.0, (far - km) / (far - near)))
    here, there = need.region, offer.region
    if here is None or there is None or "other" in (here, there):
        return 0.0
    if here == there:
        return 0.8
    return 0.4 if {here, there} == {"soest", "suedwestfalen"} else 0.2


def budget_share(need, offer):
    """Return 1 where the stated minimum lies within the budget, 0 where one is not stated."""
    if need.budget_eur is None or offer.budget_eur is None:
        return 0.0
    return 1.0 if offer.budget_eur <= need.budget_eur else 0.0


def kind_share(need, offer, against):
    """Compare the kind of help: solution, pilot, research, advice."""
    kinds = {need.need_kind, offer.need_kind}
    if None in kinds or "unspecified" in kinds:
        return 0.0
    return 1.0 if len(kinds) == 1 else -against
