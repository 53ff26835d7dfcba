"""The chance that a lead accepts, as a curve over scores."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from .decisions import counts_of, default_propensity
from .multipliers import Shares

CALIBRATED_FROM = 200
_LIKELIEST = 0.98


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
