"""Fitting: from decisions to multipliers, and how far each person is believed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from .decisions import Decision, counts_of, default_propensity
from .multipliers import FACT_COLUMNS, GROUPS, HIGHEST, LOWEST, MIX, POINTS, TEXT, TEXT_COLUMNS, Shares, mix_of

# Standard deviation of the logarithm of a multiplier before anything was decided. How texts are compared was chosen
# by graded collections, of which leads see little; how much facts count next to it is for them to say.
PRIOR = {"topics": 0.2} | dict.fromkeys(("sector", "region", "budget", "kind"), 0.5)
PRIOR |= dict.fromkeys(("text", "language", *MIX), 0.1)
BOUNDED = 0.3  # 0 is cross entropy, 1 the absolute error
PERSON_CAP = 200.0
_SENSIBLE = 0.15  # agreement with all others at which a person counts fully
_ROUNDS = 5  # so many people are distrusted one after the other at most, before all are judged once more


class _Scorer:
    """Scores and their derivatives by the logarithms of the multipliers, in the order of GROUPS."""

    def __init__(self, shares, weights):
        self._points = np.array([weights["points"]["full"][name] for name in POINTS])
        self._bend = weights["text"]["bend"]
        kinds = [[weights["mix"][kind][source] for source in MIX] for kind in ("cross", "same")]
        self._mix = np.array(kinds)[shares.same.astype(int)]
        # Parts of the text by source, weighted as fixed, and the shares of the facts.
        parts = shares.values[:, TEXT_COLUMNS] * mix_of(weights, shares.same)
        of = list(TEXT.values())
        self._parts = np.stack([parts[:, [at == source for at in of]].sum(axis=1) for source in MIX], axis=1)
        self._facts = shares.values[:, FACT_COLUMNS]

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
