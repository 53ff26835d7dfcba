"""From documents to ranked pairs.

Needs are worked off in blocks, so that memory grows with the offers and not with the number of pairs.
Scores are added up in whole millionths of a point: exact sums, stable order.
"""

import numpy as np

from .reasons import Explainer
from .resources import load_resources
from .results import EVIDENCE, Pair, Ranking
from .scoring import MICRO, Scorer

PROFILES = ("full", "text")
_BLOCK_CELLS = 2_000_000


def rank(needs, offers, *, top=20, profile="full", floor=None, resources=None):
    """Return an iterator with one Ranking per need, in the order of `needs`; ties go by offer id.

    needs, offers   sequences of Document with unique ids on each side
    top             how many offers per need at most (at least 1)
    profile         "full" uses everything, "text" only `text` and `language`
    floor           lowest number of points (0-100) that is still proposed; it holds for the score and
                    for the part of it that comes from content. None takes the profile's own floor
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
    if floor is None:
        floor = resources.weights["floor"][profile]
    return _rankings(Scorer(needs, offers, profile, resources), top, floor)


def _check_unique(documents, side):
    seen = set()
    for document in documents:
        if document.id in seen:
            raise ValueError(f"{side} {document.id!r} is listed twice")
        seen.add(document.id)


def _rankings(scorer, top, floor):
    explainer = Explainer(scorer)
    by_id = _places_by_id(scorer.offers)
    size = max(1, _BLOCK_CELLS // max(1, len(scorer.offers)))
    for start in range(0, len(scorer.needs), size):
        stop = min(start + size, len(scorer.needs))
        parts, allowed = scorer.block(start, stop)
        for row in range(stop - start):
            points = {name: part[row] for name, part in parts.items()}
            columns = _best_columns(points, allowed[row], by_id, top, floor)
            yield _ranking(scorer, explainer, start + row, points, columns)


def _places_by_id(offers):
    places = np.empty(len(offers), dtype=np.int64)
    places[sorted(range(len(offers)), key=lambda column: offers[column].id)] = np.arange(len(offers))
    return places


def _best_columns(points, allowed, by_id, top, floor):
    total = sum(points.values())
    if floor is not None:
        evidence = sum(points[name] for name in EVIDENCE)
        allowed = allowed & (np.minimum(total, evidence) >= round(floor * MICRO))
    candidates = np.flatnonzero(allowed)
    if len(candidates) > 4 * top:
        # A full sort of many offers per need costs more than scoring them.
        kept = np.partition(total[candidates], len(candidates) - top)[len(candidates) - top]
        candidates = candidates[total[candidates] >= kept]
    return candidates[np.lexsort((by_id[candidates], -total[candidates]))][:top]


def _ranking(scorer, explainer, index, points, columns):
    need = scorer.needs[index]
    pairs = []
    for place, column in enumerate(columns, 1):
        whole = {name: int(part[column]) for name, part in points.items()}
        pairs.append(
            Pair(
                need_id=need.id,
                offer_id=scorer.offers[column].id,
                rank=place,
                score=sum(whole.values()) / MICRO,
                probability=None,
                contributions={name: value / MICRO for name, value in whole.items()},
                reasons=explainer.explain(index, int(column), whole),
            )
        )
    return Ranking(need.id, tuple(pairs))
