"""Groups of contributions, the weights their multipliers make, and contributions apart from any weights."""

import hashlib
import json
from dataclasses import dataclass

import numpy as np

from ..results import CONTRIBUTIONS

# Multipliers of `points`, and of `mix` within the points for text.
POINTS = ("text", "topics", "sector", "region", "budget", "kind", "language")
MIX = ("terms", "focus", "spelling")
GROUPS = (*POINTS, *MIX)
LOWEST, HIGHEST = 0.5, 2.0
TEXT = {"words": "terms", "concepts": "terms", "glosses": "terms", "everyday": "terms"}
TEXT |= {"focus": "focus", "spelling": "spelling"}
TEXT_COLUMNS = [CONTRIBUTIONS.index(name) for name in TEXT]
_FACTS = POINTS[1:]
FACT_COLUMNS = [CONTRIBUTIONS.index(name) for name in _FACTS]
_LANGUAGE = CONTRIBUTIONS.index("language")
_WHOLE = 1_000_000  # weights are kept with six decimals


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
        text = points[:, TEXT_COLUMNS]
        heard = text.sum(axis=1)
        total = bend * heard / np.maximum(most - heard, 1e-9)
        values = np.zeros_like(points)
        values[:, TEXT_COLUMNS] = text * (total + bend)[:, None] / most / mix_of(weights, same)
        values[:, FACT_COLUMNS] = points[:, FACT_COLUMNS] / _fact_points(weights)
        return values

    def __len__(self):
        return len(self.same)

    def take(self, rows):
        """Return the pairs `rows` (mask or numbers)."""
        return Shares(self.values[rows], self.same[rows])

    def points(self, weights):
        """Return the (pairs, contributions) points under any weights, not rounded."""
        full, bend = weights["points"]["full"], weights["text"]["bend"]
        parts = self.values[:, TEXT_COLUMNS] * mix_of(weights, self.same)
        points = np.zeros_like(self.values)
        points[:, TEXT_COLUMNS] = parts * (full["text"] * (1.0 + bend) / (parts.sum(axis=1) + bend))[:, None]
        points[:, FACT_COLUMNS] = self.values[:, FACT_COLUMNS] * _fact_points(weights)
        return points

    def scores(self, weights):
        """Return the scores under any weights, 0 to 100."""
        return np.maximum(0.0, self.points(weights).sum(axis=1))


def mix_of(weights, same):
    mix = {kind: np.array([given[source] for source in TEXT.values()]) for kind, given in weights["mix"].items()}
    return np.maximum(np.where(same[:, None], mix["same"], mix["cross"]), 1e-9)


def _fact_points(weights):
    return np.array([max(weights["points"]["full"][name], 1e-9) for name in _FACTS])
