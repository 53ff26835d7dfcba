"""From documents to ranked pairs.

Needs are worked off in blocks, so that memory grows with the offers and not with the number of pairs.
"""

from dataclasses import dataclass

import numpy as np

from . import facts
from .channels import build_channels
from .corpus import extract_features
from .reasons import explain
from .resources import load_resources
from .results import CONTRIBUTIONS, TEXT_CONTRIBUTIONS, Pair, Ranking

PROFILES = ("full", "text")
_BLOCK_CELLS = 2_000_000
_MICRO = 1_000_000


def rank(needs, offers, *, top=20, profile="full", floor=None, resources=None):
    """Yield one Ranking per need, in the order of `needs`; offers best first, ties by offer id.

    needs, offers   sequences of Document with unique ids
    top             how many offers per need at most (at least 1)
    profile         "full" uses everything, "text" only `text` and `language`
    floor           lowest score (0-100) that is still proposed, for the score and for its part that
                    comes from content (words, concepts, spelling, topics); None takes the profile's own
    resources       lexicon, weights and so on; None takes the engine's own files

    Raises ValueError for an unknown profile, a top below 1 or a repeated id.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile must be one of {', '.join(PROFILES)}")
    if top < 1:
        raise ValueError("top must be at least 1")
    _check_unique(needs, "need")
    _check_unique(offers, "offer")
    resources = resources or load_resources()
    if floor is None:
        floor = resources.weights["floor"][profile]
    scorer = _Scorer(needs, offers, profile, resources)
    return _rankings(scorer, top, floor)


def _check_unique(documents, side):
    seen = set()
    for document in documents:
        if document.id in seen:
            raise ValueError(f"{side} {document.id!r} is listed twice")
        seen.add(document.id)


def _rankings(scorer, top, floor):
    size = max(1, _BLOCK_CELLS // max(1, len(scorer.offers)))
    for start in range(0, len(scorer.needs), size):
        stop = min(start + size, len(scorer.needs))
        parts, allowed = scorer.block(start, stop)
        for row in range(stop - start):
            yield _ranking(scorer, start + row, {name: part[row] for name, part in parts.items()}, allowed[row], top, floor)


def _ranking(scorer, index, parts, allowed, top, floor):
    total = sum(parts.values())
    keep = allowed
    if floor is not None:
        evidence = sum(parts[name] for name in TEXT_CONTRIBUTIONS)
        lowest = round(floor * _MICRO)
        keep = allowed & (np.minimum(total, evidence) >= lowest)
    candidates = np.flatnonzero(keep)
    order = np.lexsort((scorer.id_order[candidates], -total[candidates]))[:top]
    need = scorer.needs[index]
    pairs = []
    for place, column in enumerate(candidates[order], 1):
        contributions = {name: int(parts[name][column]) / _MICRO for name in scorer.names}
        pairs.append(
            Pair(
                need_id=need.id,
                offer_id=scorer.offers[column].id,
                rank=place,
                score=int(total[column]) / _MICRO,
                probability=None,
                contributions=contributions,
                reasons=explain(scorer, index, int(column), contributions),
            )
        )
    return Ranking(need.id, tuple(pairs))


@dataclass(frozen=True)
class _Side:
    features: list
    topics: list
    sectors: list


class _Scorer:
    """All that is computed once per run; `block` gives the points of a stretch of needs."""

    def __init__(self, needs, offers, profile, resources):
        self.needs, self.offers = list(needs), list(offers)
        self.profile, self.resources = profile, resources
        self.points = resources.weights["points"][profile]
        self.names = tuple(name for name in CONTRIBUTIONS if name in self.points)
        self.text_only = profile == "text"
        self.need_side, self.offer_side = self._read(self.needs), self._read(self.offers)
        self._channels = build_channels(self.need_side.features, self.offer_side.features, resources)
        self._build_topics()
        ids = sorted(range(len(self.offers)), key=lambda column: self.offers[column].id)
        self.id_order = np.empty(len(ids), dtype=np.int64)
        self.id_order[ids] = np.arange(len(ids))

    def _read(self, documents):
        features = [extract_features(document, self.resources, text_only=self.text_only) for document in documents]
        topics = [
            facts.topic_strengths(document, found, self.resources, text_only=self.text_only)
            for document, found in zip(documents, features, strict=True)
        ]
        sectors = [facts.known_sectors(document.sectors, self.resources) for document in documents]
        return _Side(features, topics, sectors)

    def _build_topics(self):
        asked = facts.topic_matrix(self.need_side.topics, self.resources, spread=False)
        self._topics_said = facts.topic_matrix(self.offer_side.topics, self.resources, spread=True)
        frequency = (asked > 0).sum(axis=0) + (self._topics_said > 0).sum(axis=0)
        total = len(self.needs) + len(self.offers)
        weights = np.log1p((total + 1.0) / (frequency + 1.0))
        weighted = asked * weights[None, :]
        mass = weighted.sum(axis=1)
        self._topics_asked = weighted / np.where(mass > 0, mass, 1.0)[:, None]
        # Weak guesses must not look as sure as a declared topic.
        self._topics_trust = np.minimum(1.0, asked.max(axis=1, initial=0.0))

    def block(self, start, stop):
        """Return ({contribution: integer micro-points}, allowed) for needs[start:stop] x all offers."""
        stretch = self.resources.weights["text"]["stretch"]
        shares = {}
        for name, channel in self._channels.items():
            shares[name] = np.clip(channel.block(start, stop), 0.0, 1.0) ** stretch
        shares["topics"] = (self._topics_asked[start:stop] @ self._topics_said.T) * self._topics_trust[start:stop, None]
        allowed = np.ones((stop - start, len(self.offers)), dtype=bool)
        if not self.text_only:
            shares.update(self._fact_shares(start, stop))
            for row in range(start, stop):
                need = self.needs[row]
                allowed[row - start] = [not facts.is_excluded(need, offer) for offer in self.offers]
        parts = {name: np.rint(shares[name] * (self.points[name] * _MICRO)).astype(np.int64) for name in self.names}
        _lift_to_zero(parts)
        return parts, allowed

    def _fact_shares(self, start, stop):
        against = self.resources.weights["against"]
        shape = (stop - start, len(self.offers))
        shares = {name: np.zeros(shape) for name in ("sector", "region", "budget", "kind", "language")}
        for row, index in enumerate(range(start, stop)):
            need, sectors = self.needs[index], self.need_side.sectors[index]
            language = self.need_side.features[index].language
            for column, offer in enumerate(self.offers):
                shares["sector"][row, column] = facts.sector_share(sectors, self.offer_side.sectors[column], against["sector"])
                shares["region"][row, column] = facts.region_share(need, offer, self.resources)
                shares["budget"][row, column] = facts.budget_share(need, offer)
                shares["kind"][row, column] = facts.kind_share(need, offer, against["kind"])
                shares["language"][row, column] = facts.language_share(language, self.offer_side.features[column].language)
        return shares


def _lift_to_zero(parts):
    """Shorten what speaks against a pair where it would push the score below zero."""
    total = sum(parts.values())
    missing = np.maximum(0, -total)
    for part in parts.values():
        lift = np.minimum(missing, np.maximum(0, -part))
        part += lift
        missing -= lift
