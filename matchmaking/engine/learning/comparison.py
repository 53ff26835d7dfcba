"""Whether new weights may go live: never worse on frozen decisions and on a graded collection."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .decisions import counts_of, default_propensity, is_frozen
from .multipliers import Shares

ENOUGH_FROZEN = 30  # decisions of the frozen split below which nothing can be compared, at least 5 of either kind
# How a graded collection is ranked for `Graded`: deep enough for any weights to find their best ten, without floor,
# because what may be proposed at all does not depend on what was learnt.
DEEP = {"top": 60, "floor": 0.0}
TOLERANCE, GOLD_TOLERANCE = 0.05, 0.005


@dataclass(frozen=True)
class Graded:
    """A graded collection, ready to be ranked under any weights.

    shares   of the pairs that were ranked
    owners   number of the need, ascending; grades: 0 and more
    ideals   DCG per need that a perfect ranking would reach
    """

    shares: Shares
    owners: np.ndarray
    grades: np.ndarray
    ideals: np.ndarray

    @classmethod
    def of(cls, rankings, grades, weights):
        """Make it of Rankings of the profile "full", ranked with DEEP under `weights`.

        grades   need id -> {offer id: grade}
        """
        rankings = list(rankings)
        pairs = [(number, pair) for number, ranking in enumerate(rankings) for pair in ranking.pairs]
        return cls(
            Shares.of([pair.contributions for _number, pair in pairs], weights),
            np.array([number for number, _pair in pairs], dtype=np.int64),
            np.array([grades.get(pair.need_id, {}).get(pair.offer_id, 0) for _number, pair in pairs], dtype=float),
            np.array([_dcg(sorted(grades.get(r.need_id, {}).values(), reverse=True)) for r in rankings]),
        )

    def ndcg(self, weights):
        """Return nDCG@10 per need with something to be found; ties keep the order of the rankings."""
        order = np.lexsort((-np.round(self.shares.scores(weights), 6), self.owners))
        starts = np.searchsorted(self.owners, np.arange(len(self.ideals) + 1))
        found = [_dcg(self.grades[order[a:b]]) for a, b in pairwise(starts)]
        wanted = self.ideals > 0
        return np.array(found)[wanted] / self.ideals[wanted]


def _dcg(grades, depth=10):
    gains = 2.0 ** np.asarray(grades[:depth], dtype=float) - 1.0
    return float((gains / np.log2(np.arange(len(gains)) + 2)).sum())


@dataclass(frozen=True)
class Verdict:
    """How new weights compare with old ones.

    objections           codes of what speaks against the new ones: few_decisions, decisions_worse, no_gold,
                         gold_worse; none: they may go live
    decisions            number in the frozen split
    order_old, _new      share of pairs of an accepted and a dismissed proposal whose scores are in that order;
                         None where there are too few
    low, high            95 % interval of order_new - order_old (paired bootstrap over needs)
    gold_old, _new       nDCG@10 on the gold set, None without one
    """

    objections: tuple[str, ...]
    decisions: int
    order_old: float | None
    order_new: float | None
    low: float | None
    high: float | None
    gold_old: float | None
    gold_new: float | None

    @property
    def not_worse(self):
        return not self.objections


def compare(old, new, decisions, gold, *, trust=None, propensity=default_propensity, resamples=2000):
    """Return the Verdict on weights `new` against `old`.

    decisions   of which the frozen ones are looked at
    gold        Graded or None
    trust       as in Model

    The order of proposals of different needs counts, too: within one need there are few pairs, and a comparison by
    chances (Brier) told harmful weights from good ones less often in the simulation.
    """
    frozen = [each for each in decisions if is_frozen(each.need_id)]
    objections, order, golds = [], (None,) * 4, (None, None)
    accepted = sum(each.accepted for each in frozen)
    if len(frozen) < ENOUGH_FROZEN or min(accepted, len(frozen) - accepted) < 5:
        objections.append("few_decisions")
    else:
        order = _orders(old, new, frozen, trust or {}, propensity, resamples)
        if order[2] < -TOLERANCE:
            objections.append("decisions_worse")
    if gold is None:
        objections.append("no_gold")
    else:
        golds = tuple(float(gold.ndcg(weights).mean()) for weights in (old, new))
        if golds[1] < golds[0] - GOLD_TOLERANCE:
            objections.append("gold_worse")
    return Verdict(tuple(objections), len(frozen), *order, *golds)


def _orders(old, new, decisions, trust, propensity, resamples):
    """Return (order under old, under new, low, high of the difference), see Verdict."""
    shares = Shares.of([each.contributions for each in decisions], [each.weights for each in decisions])
    counts = counts_of(decisions, propensity) * [trust.get(each.decided_by, 1.0) for each in decisions]
    accepted = np.array([each.accepted for each in decisions])
    above, below = np.nonzero(accepted[:, None] & ~accepted)
    mass = np.maximum(1e-9, counts[above] * counts[below])
    right = [_in_order(shares.scores(weights), above, below) for weights in (old, new)]
    # All pairs of two needs at once: a resample weighs them by how often both were drawn.
    names, owners = np.unique([each.need_id for each in decisions], return_inverse=True)
    places, count = owners[above] * len(names) + owners[below], len(names)
    gains, masses = (
        np.bincount(places, values, minlength=count**2).reshape(count, count)
        for values in ((right[1] - right[0]) * mass, mass)
    )
    drawn = np.random.default_rng(2018).multinomial(count, np.full(count, 1.0 / count), resamples).astype(float)
    totals = ((drawn @ masses) * drawn).sum(axis=1)
    means = ((drawn @ gains) * drawn).sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.percentile(means, [2.5, 97.5])
    return (*(float(np.average(each, weights=mass)) for each in right), float(low), float(high))


def _in_order(scores, above, below):
    """Return 1 per pair whose first score is higher, 0 where it is lower; ties count half."""
    return (np.sign(np.round(scores[above] - scores[below], 6)) + 1.0) / 2.0
