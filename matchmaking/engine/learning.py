"""Weights learnt from the decisions of leads.

In: decisions with the contributions and the rank that were shown. Out: a multiplier per group of contributions,
which makes another weights dict of the fixed one; the engine itself does not know that anything was learnt.

Model. The chance that a lead accepts is logistic in the score, with a slope of at least 0; multipliers lie between
a half and two, so more evidence never lowers a score. A normal prior pulls every multiplier to 1: without decisions
the result is the fixed weights. Text points saturate (`scoring.py`); that is undone here, so the score the model
sees is exactly the one the engine will give.

What is shown first is decided on more often: a decision counts by the inverse of the propensity of its rank
(Joachims, Swaminathan and Schnabel, WSDM 2017), clipped. Few strange decisions must not move much: the loss of one
is bounded (generalised cross entropy, Zhang and Sabuncu, NeurIPS 2018), a person counts as far as a model of all
others finds the decisions sensible, and nobody counts as more than PERSON_CAP decisions.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import isotonic_regression, minimize

from .results import CONTRIBUTIONS

# Multipliers of `points`, and of `mix` within the points for text.
POINTS = ("text", "topics", "sector", "region", "budget", "kind", "language")
MIX = ("terms", "focus", "spelling")
GROUPS = (*POINTS, *MIX)
LOWEST, HIGHEST = 0.5, 2.0

_TEXT = {"words": "terms", "concepts": "terms", "glosses": "terms", "everyday": "terms"}
_TEXT |= {"focus": "focus", "spelling": "spelling"}
_TEXT_COLUMNS = [CONTRIBUTIONS.index(name) for name in _TEXT]
_FACTS = POINTS[1:]
_FACT_COLUMNS = [CONTRIBUTIONS.index(name) for name in _FACTS]
_LANGUAGE = CONTRIBUTIONS.index("language")
_WHOLE = 1_000_000  # weights are kept with six decimals

# Standard deviation of the logarithm of a multiplier before anything was decided. How texts are compared was chosen
# by graded collections, of which leads see little; how much facts count next to it is for them to say.
PRIOR = {"topics": 0.2} | dict.fromkeys(("sector", "region", "budget", "kind"), 0.5)
PRIOR |= dict.fromkeys(("text", "language", *MIX), 0.1)
BOUNDED = 0.3  # 0 is cross entropy, 1 the absolute error
ETA, CLIP = 0.7, 3.0  # propensity of a rank where nothing is known: rank ** -ETA; no decision counts more than CLIP
PERSON_CAP = 200.0
_SENSIBLE = 0.15  # agreement with all others at which a person counts fully
_ROUNDS = 5  # so many people are distrusted one after the other at most, before all are judged once more

FROZEN_ONE_IN = 4
CALIBRATED_FROM = 200
ENOUGH_FROZEN = 30  # decisions of the frozen split below which nothing can be compared, at least 5 of either kind
# How a graded collection is ranked for `Graded`: deep enough for any weights to find their best ten, without floor,
# because what may be proposed at all does not depend on what was learnt.
DEEP = {"top": 60, "floor": 0.0}
TOLERANCE, GOLD_TOLERANCE = 0.05, 0.005
_LIKELIEST = 0.98


@dataclass(frozen=True)
class Decision:
    """What a lead decided on a pair that was shown.

    contributions   points that were shown, see `results.CONTRIBUTIONS`
    weights         the weights dict that gave them
    shown_rank      1 for the first of the list
    label           0 to 1: 0 dismissed because it does not fit, above 0 accepted, 1 and it proved right or nothing
                    else is known; decisions that say nothing about fit are no Decisions
    weight          how much the decision counts
    need_id         decides on the split, see `is_frozen`
    decided_by      opaque id of the person
    propensity      chance that the pair stood at this rank; below 1 where a lot was drawn, see `choose_explored`
    """

    contributions: dict[str, float]
    weights: dict = field(repr=False)
    shown_rank: int
    label: float
    need_id: str
    decided_by: str
    weight: float = 1.0
    propensity: float = 1.0

    @property
    def accepted(self):
        return self.label > 0


def is_frozen(need_id):
    """Return whether decisions on this need are kept for comparing models: always the same one in four."""
    digest = hashlib.sha256(f"frozen:{need_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % FROZEN_ONE_IN == 0


def apply(weights, multipliers):
    """Return new weights of the profile "full" and "text" with the multipliers ({group of GROUPS: factor}).

    Points are scaled back to a maximum of 100, the mix to 1; so the shares of the three sources of text change,
    the points for text by the group "text" only. Factors of 1 give equal weights. Raises ValueError for a factor
    that is out of bounds.
    """
    for name, factor in multipliers.items():
        if name not in GROUPS or not LOWEST <= factor <= HIGHEST:
            raise ValueError(f"multiplier {name} = {factor} is unknown or out of bounds")
    points = {profile: _scaled(given, multipliers, 100, rest="text") for profile, given in weights["points"].items()}
    mix = {kind: _scaled(given, multipliers, 1, rest="terms") for kind, given in weights["mix"].items()}
    return {**weights, "points": points, "mix": mix}


def _scaled(values, multipliers, total, rest):
    """Return values x multipliers with the sum `total` to six decimals; `rest` takes what rounding leaves."""
    raised = {name: value * multipliers.get(name, 1.0) for name, value in values.items()}
    scale = total * _WHOLE / sum(raised.values())
    whole = {name: round(value * scale) for name, value in raised.items()}
    whole[rest] += total * _WHOLE - sum(whole.values())
    return {name: value / _WHOLE for name, value in whole.items()}


def weights_digest(weights):
    """Return a version of a weights dict: equal content has an equal digest."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Shares:
    """What contributions say apart from the weights they were computed with.

    values   (pairs, contributions): 0 to 1, facts from -1
    same     (pairs,): whether both texts are in one language

    Exact up to the rounding of contributions, except where points against a pair were cut because its score would
    have fallen below 0.
    """

    values: np.ndarray
    same: np.ndarray

    @classmethod
    def of(cls, contributions, weights):
        """Read contributions of the profile "full".

        contributions   one dict per pair; weights: the dict that gave them all, or one per pair
        """
        count = len(contributions)
        points = np.array([[row.get(name, 0.0) for name in CONTRIBUTIONS] for row in contributions])
        points = points.reshape(count, len(CONTRIBUTIONS))
        each = [weights] * count if isinstance(weights, dict) else list(weights)
        same, values = points[:, _LANGUAGE] > 0, np.zeros_like(points)
        number = {id(dict_): dict_ for dict_ in each}
        owner = np.array([id(dict_) for dict_ in each], dtype=np.int64)
        for key, dict_ in number.items():
            rows = owner == key
            values[rows] = cls._undo(points[rows], same[rows], dict_)
        return cls(values, same)

    @staticmethod
    def _undo(points, same, weights):
        full, bend = weights["points"]["full"], weights["text"]["bend"]
        most = full["text"] * (1.0 + bend)
        text = points[:, _TEXT_COLUMNS]
        heard = text.sum(axis=1)
        total = bend * heard / np.maximum(most - heard, 1e-9)
        values = np.zeros_like(points)
        values[:, _TEXT_COLUMNS] = text * (total + bend)[:, None] / most / _mix(weights, same)
        values[:, _FACT_COLUMNS] = points[:, _FACT_COLUMNS] / _fact_points(weights)
        return values

    def __len__(self):
        return len(self.same)

    def take(self, rows):
        """Return the pairs `rows` (mask or numbers)."""
        return Shares(self.values[rows], self.same[rows])

    def points(self, weights):
        """Return the (pairs, contributions) points under any weights, not rounded."""
        full, bend = weights["points"]["full"], weights["text"]["bend"]
        parts = self.values[:, _TEXT_COLUMNS] * _mix(weights, self.same)
        points = np.zeros_like(self.values)
        points[:, _TEXT_COLUMNS] = parts * (full["text"] * (1.0 + bend) / (parts.sum(axis=1) + bend))[:, None]
        points[:, _FACT_COLUMNS] = self.values[:, _FACT_COLUMNS] * _fact_points(weights)
        return points

    def scores(self, weights):
        """Return the scores under any weights, 0 to 100."""
        return np.maximum(0.0, self.points(weights).sum(axis=1))


def _mix(weights, same):
    mix = {kind: np.array([given[source] for source in _TEXT.values()]) for kind, given in weights["mix"].items()}
    return np.maximum(np.where(same[:, None], mix["same"], mix["cross"]), 1e-9)


def _fact_points(weights):
    return np.array([max(weights["points"]["full"][name], 1e-9) for name in _FACTS])


class _Scorer:
    """Scores and their derivatives by the logarithms of the multipliers, in the order of GROUPS."""

    def __init__(self, shares, weights):
        self._points = np.array([weights["points"]["full"][name] for name in POINTS])
        self._bend = weights["text"]["bend"]
        kinds = [[weights["mix"][kind][source] for source in MIX] for kind in ("cross", "same")]
        self._mix = np.array(kinds)[shares.same.astype(int)]
        # Parts of the text by source, weighted as fixed, and the shares of the facts.
        parts = shares.values[:, _TEXT_COLUMNS] * _mix(weights, shares.same)
        of = list(_TEXT.values())
        self._parts = np.stack([parts[:, [at == source for at in of]].sum(axis=1) for source in MIX], axis=1)
        self._facts = shares.values[:, _FACT_COLUMNS]

    def __call__(self, logs):
        """Return (scores, (pairs, groups) derivatives)."""
        factors = np.exp(logs)
        points, mix = self._points * factors[: len(POINTS)], factors[len(POINTS) :]
        points *= 100.0 / points.sum()
        shared = self._mix * mix
        shared /= shared.sum(axis=1, keepdims=True)
        heard = self._parts * mix / (self._mix * mix).sum(axis=1, keepdims=True)
        total = heard.sum(axis=1)
        bent = (1.0 + self._bend) * total / (total + self._bend)
        said = np.column_stack([bent, self._facts]) * points
        scores = said.sum(axis=1)
        slope = points[0] * (1.0 + self._bend) * self._bend / (total + self._bend) ** 2
        by_points = said - scores[:, None] * (points / 100.0)
        by_mix = slope[:, None] * (heard - total[:, None] * shared)
        return scores, np.hstack([by_points, by_mix])


@dataclass(frozen=True)
class Model:
    """What was learnt.

    multipliers   {group: factor}, to be given to `apply`
    trust         {decided_by: 0 to 1}, how far the decisions of a person counted
    decisions     how many were learnt from
    """

    multipliers: dict[str, float]
    trust: dict[str, float]
    decisions: int


def default_propensity(rank):
    """Return how often the lead looks at a rank, compared with the first one, where nothing was observed."""
    return np.maximum(1.0, np.asarray(rank, dtype=float)) ** -ETA


def observe_propensity(shown, decided, belief=20.0):
    """Return a function rank -> propensity from what leads did.

    shown, decided   per rank from 1 on: pairs that were shown there, and those of them that were decided on
    belief           how many shown pairs the default is worth at each rank
    Never rises with the rank (isotonic regression). Pairs in exploration places make it honest: elsewhere what is
    better is decided on more often, too.
    """
    shown, decided = np.asarray(shown, dtype=float), np.asarray(decided, dtype=float)
    expected = default_propensity(np.arange(1, len(shown) + 1))
    looked = decided.sum() / max(1e-9, (shown * expected).sum())
    share = (decided + belief * expected * looked) / (shown + belief)
    curve = isotonic_regression(share, weights=shown + belief, increasing=False).x
    curve = np.clip(curve / curve[0], 1.0 / CLIP, 1.0) if len(curve) and curve[0] > 0 else expected

    def propensity(rank):
        place = np.maximum(1, np.asarray(rank, dtype=int)) - 1
        return curve[np.minimum(place, len(curve) - 1)] if len(curve) else default_propensity(rank)

    return propensity


def fit(decisions: Sequence[Decision], weights, *, propensity=default_propensity, robust=True):
    """Return the Model of all `decisions` (split before, see `is_frozen`), relative to the fixed `weights`.

    propensity   rank -> how often it is looked at; None counts every decision alike
    robust       False: plain cross entropy, and everybody is trusted; only for showing what it is good for

    Order of decisions does not matter; no decisions give multipliers of exactly 1.
    """
    decisions = sorted(decisions, key=lambda each: (each.decided_by, each.need_id, each.shown_rank, each.label))
    if not decisions:
        return Model(dict.fromkeys(GROUPS, 1.0), {}, 0)
    data = _Data(decisions, weights, propensity)
    trust = _find_trust(data) if robust else dict.fromkeys(data.people, 1.0)
    logs = _solve(data, data.counting(trust, capped=robust), BOUNDED if robust else 0.0)[0]
    multipliers = {name: round(float(np.exp(value)), 4) for name, value in zip(GROUPS, logs, strict=True)}
    return Model(multipliers, trust, len(decisions))


class _Data:
    """Decisions as arrays."""

    def __init__(self, decisions, weights, propensity):
        shares = Shares.of([each.contributions for each in decisions], [each.weights for each in decisions])
        self.scorer = _Scorer(shares, weights)
        self.labels = np.array([each.label for each in decisions], dtype=float)
        self.accepted = np.array([each.accepted for each in decisions], dtype=float)
        self.by = np.array([each.decided_by for each in decisions])
        self.people = sorted(set(self.by.tolist()))
        self.counts = counts_of(decisions, propensity)

    def counting(self, trust, *, capped):
        """Return how much each decision counts."""
        counts = self.counts * np.array([trust[person] for person in self.by])
        if capped:
            for person in self.people:
                mine = self.by == person
                counts[mine] *= min(1.0, PERSON_CAP / max(1e-9, counts[mine].sum()))
        return counts


def counts_of(decisions, propensity=default_propensity):
    """Return weight x clipped inverse propensity per decision; a decision counts 1 on average."""
    counts = np.array([each.weight for each in decisions], dtype=float)
    if propensity is not None and len(counts):
        ranks = np.array([each.shown_rank for each in decisions])
        placed = np.array([each.propensity for each in decisions])
        inverse = np.minimum(CLIP, 1.0 / np.maximum(propensity(ranks) * placed, 1e-9))
        counts *= inverse / inverse.mean()
    return counts


def _find_trust(data):
    """Return {person: trust}: who agrees least is set first, so that nobody is judged by those who spoil the rest."""
    trust = dict.fromkeys(data.people, 1.0)
    suspects = set(data.people)
    for _round in range(min(len(suspects), _ROUNDS)):
        found = {person: _trust(data, person, trust) for person in sorted(suspects)}
        least = min(found, key=found.get)
        if found[least] == 1.0:
            return trust
        trust[least] = found[least]
        suspects.remove(least)
    return {person: _trust(data, person, trust) for person in data.people}


def _trust(data, person, trust):
    """Return 0 to 1: how well the decisions of a person agree with a model of all others, trusted as in `trust`.

    Agreement is the sum of (decision - usual) x (expected - usual) over that of their sizes: 1 for always on the
    expected side, about 0 for throwing dice, below for the contrary. Without others the fixed weights judge.
    """
    mine = data.by == person
    counts = np.where(mine, 0.0, data.counting(trust, capped=True))
    if counts.any():
        logs, intercept, slope, centre = _solve(data, counts, BOUNDED)
        expected = _sigmoid(intercept + slope * (data.scorer(logs)[0] - centre))
    else:
        counts, expected = data.counts, data.scorer(np.zeros(len(GROUPS)))[0]
    usual = np.average(data.accepted, weights=counts), np.average(expected, weights=counts)
    away = data.accepted[mine] - usual[0], expected[mine] - usual[1]
    products = away[0] * away[1]
    size = max(1e-9, np.abs(products).sum())
    # In doubt for the person: one standard error is granted.
    agreement = (products.sum() + np.sqrt((products**2).sum())) / size
    return round(float(np.clip(agreement / _SENSIBLE, 0.0, 1.0)), 4)


def _solve(data, counts, bounded):
    """Return (logarithms of the multipliers, intercept, slope per point, centre) of the best model (L-BFGS-B): the
    chance is logistic in intercept + slope x (score - centre)."""
    groups, spread = len(GROUPS), np.array([PRIOR[name] for name in GROUPS])
    centre = data.scorer(np.zeros(groups))[0].mean()

    def objective(values):
        scores, derivatives = data.scorer(values[:groups])
        chance = _sigmoid(values[groups] + values[groups + 1] * (scores - centre) / 10.0)
        losses, by_logit = _loss(chance, data.labels, bounded)
        pull = counts * by_logit
        gradient = np.concatenate(
            [
                values[:groups] / spread**2 + derivatives.T @ pull * values[groups + 1] / 10.0,
                [pull.sum(), (pull * (scores - centre)).sum() / 10.0],
            ]
        )
        return (counts * losses).sum() + ((values[:groups] / spread) ** 2).sum() / 2, gradient

    start = np.concatenate([np.zeros(groups), [0.0, 0.5]])
    bounds = [(np.log(LOWEST), np.log(HIGHEST))] * groups + [(-10.0, 10.0), (0.0, 10.0)]
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    return found[:groups], found[groups], found[groups + 1] / 10.0, centre


def _sigmoid(logits):
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))


def _loss(chance, labels, bounded):
    """Return (loss, derivative by the logit) per decision; at most 1 / bounded where that is above 0."""
    other = 1.0 - chance
    if not bounded:
        return -labels * np.log(chance) - (1.0 - labels) * np.log(other), chance - labels
    losses = (labels * (1.0 - chance**bounded) + (1.0 - labels) * (1.0 - other**bounded)) / bounded
    return losses, -labels * chance**bounded * other + (1.0 - labels) * other**bounded * chance


@dataclass(frozen=True)
class Calibration:
    """From score to the chance that a lead accepts: never falls, linear between its knots."""

    scores: tuple[float, ...]
    chances: tuple[float, ...]

    def probability(self, score):
        """Return the chance for a score of 0 to 100 or an array of scores."""
        return np.interp(score, self.scores, self.chances)


def calibrate(decisions, weights, *, trust=None, propensity=default_propensity):
    """Return the Calibration of scores under `weights`, None below CALIBRATED_FROM decisions.

    Isotonic regression: pool adjacent violators (Ayer et al. 1955; Barlow et al. 1972). Knots are the mean scores
    of the pools, so the curve has no steps. `trust` as in Model.
    """
    counts = counts_of(decisions, propensity) * [(trust or {}).get(each.decided_by, 1.0) for each in decisions]
    kept = np.flatnonzero(counts > 0)
    if len(kept) < CALIBRATED_FROM:
        return None
    shares = Shares.of([each.contributions for each in decisions], [each.weights for each in decisions])
    scores = shares.scores(weights)[kept]
    accepted = np.array([decisions[at].accepted for at in kept], dtype=float)
    order = np.lexsort((accepted, scores))
    scores, accepted, counts = scores[order], accepted[order], counts[kept][order]
    # Equal scores are one observation.
    scores, first = np.unique(scores, return_index=True)
    counts, accepted = np.add.reduceat(counts, first), np.add.reduceat(counts * accepted, first)
    pools = isotonic_regression(accepted / counts, weights=counts)
    starts = pools.blocks[:-1]
    middles = np.add.reduceat(scores * counts, starts) / np.add.reduceat(counts, starts)
    chances = np.clip(pools.x[starts], 1.0 - _LIKELIEST, _LIKELIEST)
    return Calibration(tuple(np.round(middles, 4).tolist()), tuple(np.round(chances, 4).tolist()))


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


def choose_explored(need_id, candidates, places, *, salt=""):
    """Return which of `candidates` (offer ids below the list, best first) are shown in `places` of the list.

    Chosen by hash, so the same need sees the same ones until `salt` (e.g. the month) changes; every candidate has
    the same chance, places / len(candidates).
    """

    def lot(offer_id):
        return hashlib.sha256(f"{salt}:{need_id}:{offer_id}".encode()).digest()

    chosen = set(sorted(candidates, key=lot)[: max(0, places)])
    return [offer_id for offer_id in candidates if offer_id in chosen]
