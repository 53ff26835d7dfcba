"""What leads decided on pairs that were shown, and how much each decision counts."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import isotonic_regression

ETA, CLIP = 0.7, 3.0  # propensity of a rank where nothing is known: rank ** -ETA; no decision counts more than CLIP
FROZEN_ONE_IN = 4


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


def counts_of(decisions, propensity=default_propensity):
    """Return weight x clipped inverse propensity per decision; a decision counts 1 on average."""
    counts = np.array([each.weight for each in decisions], dtype=float)
    if propensity is not None and len(counts):
        ranks = np.array([each.shown_rank for each in decisions])
        placed = np.array([each.propensity for each in decisions])
        inverse = np.minimum(CLIP, 1.0 / np.maximum(propensity(ranks) * placed, 1e-9))
        counts *= inverse / inverse.mean()
    return counts
