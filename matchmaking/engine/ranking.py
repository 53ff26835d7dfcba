"""From documents to ranked pairs.

Needs are worked off in blocks, so that memory grows with the offers and not with the number of pairs.
Scores are added up in whole millionths of a point: exact sums, stable order.
"""

from dataclasses import replace

import numpy as np

from .facts import FactTable, topic_strengths
from .features import Vocabulary, extract_features, pack
from .reasons import Explainer
from .resources import load_resources
from .results import EVIDENCE, Pair, Ranking, Reason
from .scoring import MICRO, compare_facts, make_pool

PROFILES = ("full", "text")
_BLOCK_CELLS = 1_000_000


def rank(needs, offers, *, top=20, profile="full", floor=None, resources=None):
    """Return an iterator with one Ranking per need, in the order of `needs`; ties go by offer id.

    needs, offers   sequences of Document with unique ids on each side
    top             how many offers per need at most (at least 1)
    profile         "full" uses everything, "text" only `text` and `language`
    floor           lowest number of points (0-100) that is still proposed; it holds for the score and
                    for the part of it that comes from content. None takes the profile's own rule: "full"
                    proposes what has enough evidence (see `Pool.points`), "text" ranks everything
    resources       lexicon, weights and so on; None takes the engine's own files

    Raises ValueError for an unknown profile, a top below 1 or a repeated id.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile must be one of {', '.join(PROFILES)}")
    if top < 1:
        raise ValueError("top must be at least 1")
    needs, offers = list(needs), list(offers)
    _check_unique(needs, "need")
    _check_unique(offers, "offer")
    resources = resources or load_resources()
    return _rankings(needs, offers, top, profile == "text", floor, resources)


def _check_unique(documents, side):
    seen = set()
    for document in documents:
        if document.id in seen:
            raise ValueError(f"{side} {document.id!r} is listed twice")
        seen.add(document.id)


def read_table(documents, vocabulary, resources, *, text_only):
    """Return the Table of Documents with the topics the profile counts."""
    return pack([_profile_features(document, resources, text_only) for document in documents], vocabulary)


def _profile_features(document, resources, text_only):
    features = extract_features(document, resources, text_only=text_only)
    topics = topic_strengths(document, features.topics, resources, text_only=text_only)
    return features if topics is features.topics else replace(features, topics=topics)


def _rankings(needs, offers, top, text_only, floor, resources):
    if not needs or not offers:
        yield from (Ranking(need.id, (), (Reason("no_offers", "hint"),)) for need in needs)
        return
    vocabulary = Vocabulary()
    tables = [read_table(side, vocabulary, resources, text_only=text_only) for side in (needs, offers)]
    pool, side = make_pool(*tables, None if text_only else FactTable(offers, resources), resources)
    comparison = compare_facts(needs, pool, resources)
    explainer = Explainer(pool)
    by_id = places_by_id([offer.id for offer in offers])
    size = max(1, _BLOCK_CELLS // len(offers))
    for start in range(0, len(needs), size):
        stop = min(start + size, len(needs))
        facts = None if comparison is None else (comparison, np.arange(start, stop))
        scores = pool.points(side.take(start, stop), facts, top)
        for row in range(stop - start):
            points = {name: part[row] for name, part in scores.points.items()}
            allowed = scores.allowed[row] & _above_floor(scores, row, points, floor, text_only)
            best = best_places(points, scores.offers[row], allowed, by_id, top)
            yield _ranking(explainer, needs[start + row], offers, scores.offers[row], points, best)


def _above_floor(scores, row, points, floor, text_only):
    if floor is None:
        return text_only | (scores.evidence[row] >= 1.0)
    content = sum(points[name] for name in EVIDENCE if name in points)
    return np.minimum(sum(points.values()), content) >= round(floor * MICRO)


def places_by_id(ids):
    """Return per document its place in the order of ids, which decides ties."""
    places = np.empty(len(ids), dtype=np.int64)
    places[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return places


def best_places(points, offers, allowed, by_id, top):
    """Return which of the candidates are proposed, best first.

    points   contribution -> micro-points per candidate; `offers` says which offer a candidate is
    """
    total = sum(points.values())
    places = np.flatnonzero(allowed)
    if len(places) > 4 * top:
        # A full sort of many offers per need costs more than scoring them.
        kept = np.partition(total[places], len(places) - top)[len(places) - top]
        places = places[total[places] >= kept]
    return places[np.lexsort((by_id[offers[places]], -total[places]))][:top]


def _ranking(explainer, need, offers, chosen, points, best):
    pairs = []
    for rank, place in enumerate(best, 1):
        whole = {name: int(part[place]) for name, part in points.items()}
        offer = offers[chosen[place]]
        pairs.append(
            Pair(
                need_id=need.id,
                offer_id=offer.id,
                rank=rank,
                score=sum(whole.values()) / MICRO,
                probability=None,
                contributions={name: value / MICRO for name, value in whole.items()},
                reasons=explainer.explain(need, offer, whole),
            )
        )
    return Ranking(need.id, tuple(pairs), () if pairs else explainer.hints(need))
