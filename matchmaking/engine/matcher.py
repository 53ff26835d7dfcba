"""A pool of offers that answers needs."""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from . import demand as demands
from .facts import FactComparison, FactTable
from .features import Vocabulary, pack
from .reasons import Explainer
from .results import EVIDENCE, Pair, Ranking
from .scoring import MICRO, Pool
from .statistics import Counts

_BLOCK_CELLS = 1_000_000
_BLOCK_NEEDS = 1000


class Matcher:
    """Ranks the offers of a pool for needs.

    offers       Documents
    counts       their Counts, in the same order
    statistics   what rarity and length are measured against, see `statistics.collect`
    resources    Resources
    text_only    True for the profile "text"
    threads      how many cores may score at the same time
    """

    def __init__(self, offers, counts, statistics, resources, *, text_only=False, threads=1):
        self.resources, self.offers, self.statistics = resources, offers, statistics
        self.vocabulary = counts.table.vocabulary
        self._threads = threads
        facts = None if text_only else FactTable(offers, resources)
        self._pool = Pool(counts, facts, statistics, resources)
        self._explainer = Explainer(self._pool)
        self._by_id = _places_by_id([offer.id for offer in offers])

    @classmethod
    def of_features(cls, offers, features, statistics, resources, **options):
        """Return a Matcher for Documents and their Features; `options` as for the class."""
        counts = Counts.of(pack(features, Vocabulary()), resources)
        return cls(offers, counts, statistics, resources, **options)

    def count(self, features):
        """Return the Counts of the Features of needs over the vocabulary of the pool."""
        return Counts.of(pack(features, self.vocabulary), self.resources)

    def demand(self, needs, counts):
        """Return what offers give to all of these needs, to be taken off by `rank` and `best`; None for few needs.

        needs    Documents
        counts   their Counts over the vocabulary of the pool
        """
        if not demands.is_telling(len(needs)):
            return None
        return demands.measure(self._scored(needs, counts, 1), len(needs), len(self.offers))

    def rank(self, needs, counts, *, top=20, floor=None, demand=None):
        """Yield one Ranking per need, in the order of `needs`; ties go by offer id.

        needs    Documents
        counts   their Counts over the vocabulary of the pool
        top      how many offers per need at most
        floor    lowest number of points (0-100) that is still proposed; it holds for the score and for the part
                 of it that comes from content. None: the profile "full" proposes what has enough evidence (see
                 `Pool.evidence`), "text" ranks everything
        demand   what `demand` returned, to be taken off
        """
        start = 0
        for scores, best in self._blocks(needs, counts, top, floor, demand):
            for row in range(len(best)):
                yield self._ranking(needs[start + row], scores, row, best[row])
            start += len(best)

    def best(self, needs, counts, *, top=20, floor=None, demand=None):
        """Return (offers, points): places of the best offers per need and their micro-points, -1 where there
        are fewer; both of shape (needs, top). No reasons, for measuring and for large runs."""
        offers = np.full((len(needs), top), -1, dtype=np.int64)
        points = np.full((len(needs), top), -1, dtype=np.int64)
        start = 0
        for scores, best in self._blocks(needs, counts, top, floor, demand):
            for row, places in enumerate(best):
                offers[start + row, : len(places)] = scores.offers[row, places]
                points[start + row, : len(places)] = scores.total[row, places]
            start += len(best)
        return offers, points

    def _blocks(self, needs, counts, top, floor, demand=None):
        """Yield (Scores, places of the best candidates per need) block by block."""

        def ordered(scores):
            if demand is not None:
                scores = scores.lessened(demand)
            return scores, self._order(scores, top, floor)

        return self._scored(needs, counts, top, ordered)

    def _scored(self, needs, counts, top, then=lambda scores: scores):
        """Yield `then(Scores)` of the needs block by block, worked out ahead by the threads."""
        self._pool.get_ready()
        facts = None
        if self._pool.facts is not None:
            facts = FactComparison(FactTable(needs, self.resources), self._pool.facts, self.resources)
        size = max(1, min(_BLOCK_NEEDS, _BLOCK_CELLS // max(1, self._pool.index.width(top))))

        def score(start):
            stop = min(start + size, len(needs))
            compared = None if facts is None else (facts, np.arange(start, stop))
            return then(self._pool.points(self._pool.needs(counts.take(start, stop)), compared, top))

        starts = range(0, len(needs), size)
        if self._threads < 2:
            yield from map(score, starts)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            ahead = deque()
            for start in starts:
                ahead.append(pool.submit(score, start))
                if len(ahead) > self._threads:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

    def _order(self, scores, top, floor):
        """Return per need which candidates are proposed, best first; ties go by offer id."""
        allowed = scores.allowed
        if floor is not None:
            content = sum(scores.points[name] for name in EVIDENCE if name in scores.points)
            allowed = allowed & (np.minimum(scores.total, content) >= round(floor * MICRO))
        elif not self._pool.text_only:
            allowed = allowed & (scores.evidence >= 1.0)
        count = len(self.offers)
        order = scores.total if scores.order is None else scores.order
        order = np.where(allowed, order * count + (count - 1 - self._by_id[scores.offers]), np.iinfo(np.int64).min)
        best = np.argsort(~order, axis=1, kind="stable")[:, :top]
        found = np.take_along_axis(allowed, best, axis=1)
        return [places[kept] for places, kept in zip(best, found, strict=True)]

    def _ranking(self, need, scores, row, best):
        pairs = []
        for rank, place in enumerate(best, 1):
            whole = {name: int(part[row, place]) for name, part in scores.points.items()}
            offer = self.offers[scores.offers[row, place]]
            pairs.append(
                Pair(
                    need_id=need.id,
                    offer_id=offer.id,
                    rank=rank,
                    score=sum(whole.values()) / MICRO,
                    probability=None,
                    contributions={name: value / MICRO for name, value in whole.items()},
                    reasons=self._explainer.explain(need, offer, whole),
                )
            )
        return Ranking(need.id, tuple(pairs), () if pairs else self._hints(need, scores, row))

    def _hints(self, need, scores, row):
        """Return what is missing for a need that no offer may be proposed to."""
        there = scores.offers[row] >= 0
        fits = there & (scores.evidence[row] >= 1.0)
        hindered = [self.offers[place] for place in scores.offers[row, fits & ~scores.allowed[row]]]
        closest = self.offers[scores.offers[row, np.where(there, scores.evidence[row], -1.0).argmax()]]
        return self._explainer.hints(need, hindered, closest if there.any() else None)


def _places_by_id(ids):
    places = np.empty(len(ids), dtype=np.int64)
    places[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return places


def explain(pairs, features, statistics, resources):
    """Yield the reasons of pairs that were scored before, as a tuple of Reasons each.

    pairs        (need, offer, contributions in points); Documents with their texts
    features     offer id -> Features
    statistics   Statistics of the run that scored them
    resources    Resources of that run
    """
    offers = {offer.id: offer for _need, offer, _points in pairs}
    if not offers:
        return
    matcher = Matcher.of_features(list(offers.values()), [features[pk] for pk in offers], statistics, resources)
    for need, offer, points in pairs:
        whole = {name: round(value * MICRO) for name, value in points.items()}
        yield matcher._explainer.explain(need, offer, whole)


def replay(need, offer, statistics, weights, resources):
    """Return {contribution: points} of one pair, computed again from what was kept of it.

    need, offer   (Document, Features) of either side
    statistics    Statistics of the run
    weights       weights of the run
    The lexicon plays no part: its answers are in the features.
    """
    kept = replace(resources, weights=weights)
    matcher = Matcher.of_features([offer[0]], [offer[1]], statistics, kept)
    scores = next(iter(matcher._scored([need[0]], matcher.count([need[1]]), 1)))
    return {name: int(part[0, 0]) / MICRO for name, part in scores.points.items()}
