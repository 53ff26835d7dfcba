"""Paired bootstrap: how sure a difference of means is."""

import numpy as np

_CELLS = 2_000_000


def paired_difference(ours, theirs, resamples=10_000, seed=11):
    """Return (mean, low, high) of ours - theirs with its 95 % percentile interval.

    ours, theirs   one value per need, in the same order
    The needs are drawn with replacement, both values of a need together; equal input gives equal output.
    """
    difference = np.asarray(ours, dtype=float) - np.asarray(theirs, dtype=float)
    count = len(difference)
    if not count:
        return 0.0, 0.0, 0.0
    random = np.random.default_rng(seed)
    means, block = [], max(1, _CELLS // count)
    for start in range(0, resamples, block):
        drawn = random.integers(0, count, (min(block, resamples - start), count))
        means.append(difference[drawn].mean(axis=1))
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(difference.mean()), float(low), float(high)
