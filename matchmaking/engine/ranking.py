"""From documents to ranked pairs, in one call."""

import os

from .features import Vocabulary
from .matcher import Matcher
from .reading import Reader
from .resources import load_resources
from .results import Ranking, Reason
from .statistics import Counts, collect

PROFILES = ("full", "text")


def rank(needs, offers, *, top=20, profile="full", floor=None, resources=None, together=False):
    """Return an iterator with one Ranking per need, in the order of `needs`; ties go by offer id.

    needs, offers   sequences of Document with unique ids on each side
    top             how many offers per need at most (at least 1)
    profile         "full" uses everything, "text" only `text` and `language`
    floor           lowest number of points (0-100) that is still proposed, see `Matcher.rank`
    resources       lexicon, weights and so on; None takes the engine's own files
    together        True: these are all needs there are. An offer that fits many of them counts for less with
                    each, see `demand.py`; a score then depends on the other needs

    Rarity is measured over both sides. Raises ValueError for an unknown profile, a top below 1 or a repeated id.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile must be one of {', '.join(PROFILES)}")
    if top < 1:
        raise ValueError("top must be at least 1")
    needs, offers = list(needs), list(offers)
    _check_unique(needs, "need")
    _check_unique(offers, "offer")
    return _rankings(needs, offers, top, floor, profile == "text", resources or load_resources(), together)


def _check_unique(documents, side):
    seen = set()
    for document in documents:
        if document.id in seen:
            raise ValueError(f"{side} {document.id!r} is listed twice")
        seen.add(document.id)


def _rankings(needs, offers, top, floor, text_only, resources, together):
    if not needs or not offers:
        yield from (Ranking(need.id, (), (Reason("no_offers", "hint"),)) for need in needs)
        return
    asked, matcher = prepare(needs, offers, resources, text_only=text_only, cores=os.cpu_count() or 1)
    demand = matcher.demand(needs, asked) if together else None
    yield from matcher.rank(needs, asked, top=top, floor=floor, demand=demand)


def prepare(needs, offers, resources, *, text_only, cores=1):
    """Return (Counts of the needs, Matcher of the offers) for lists of Documents.

    cores   how many processes may read and threads may score
    """
    reader = Reader(Vocabulary(), resources, text_only=text_only, processes=cores)
    asked, said = (Counts.of(table, resources) for table in reader.tables(needs, offers))
    statistics = collect([asked, said], said)
    return asked, Matcher(offers, said, statistics, resources, text_only=text_only, threads=cores)
