"""Measures of rankings and of growth."""

import math

import numpy as np

_DEPTH = 10
_RECALL_DEPTH = 20


def ndcg(ranked, grades, depth=_DEPTH):
    """Return nDCG (gain 2^grade - 1) of a list of offer ids, best first; grades is {offer id: grade}."""

    def gain(values):
        return sum((2 ** max(0, grade) - 1) / math.log2(place + 2) for place, grade in enumerate(values[:depth]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(offer, 0) for offer in ranked]) / best if best else 0.0


def recall(ranked, grades, depth=_RECALL_DEPTH):
    """Return the share of the fitting offers (grade 1 and more) among the first `depth`."""
    good = {offer for offer, grade in grades.items() if grade > 0}
    return len(good & set(ranked[:depth])) / len(good) if good else 0.0


def reciprocal_rank(ranked, grades):
    """Return 1 / rank of the first fitting offer, 0 where there is none."""
    return next((1 / rank for rank, offer in enumerate(ranked, 1) if grades.get(offer, 0) > 0), 0.0)


def overlap(found, exact, depth=5):
    """Return the mean share of the first `depth` of `exact` that are among the first `depth` of `found`.

    Both are arrays of offers, one row per need, best first, -1 for none. Needs without an exact offer count 1.
    """
    shares = []
    for ours, true in zip(found[:, :depth].tolist(), exact[:, :depth].tolist(), strict=True):
        wanted = {offer for offer in true if offer >= 0}
        shares.append(len(wanted & set(ours)) / len(wanted) if wanted else 1.0)
    return float(np.mean(shares))


def score_kept(found, exact, depth=5):
    """Return what the first `depth` found offers score, as a share of what the exact ones score.

    Both are arrays of scores, one row per need, best first. Where many offers are nearly as good, a low overlap
    costs little.
    """
    best = exact[:, :depth].sum()
    return float(found[:, :depth].sum() / best) if best else 1.0


def growth(sizes, seconds):
    """Return the slope of log(seconds) over log(size): 1 is linear, 2 quadratic; None below two sizes."""
    points = [(math.log(n), math.log(t)) for n, t in zip(sizes, seconds, strict=True) if t and t > 0]
    if len(points) < 2:
        return None
    return float(np.polyfit(*zip(*points, strict=True), 1)[0])
