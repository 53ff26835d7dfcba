"""What an offer gives to every need says little about any of them.

Offers that lie near everything, "hubs" (Radovanović et al. 2010), stand high in many lists. Where all needs are
known at once, as in files, a part of what an offer gives to the needs it fits best is taken off all its pairs.
Conneau et al. 2018 (CSLS) do the same for words of two languages. Of use where needs are many: among a few
needs the one that an offer is made for would be counted against it.
"""

import numpy as np

from . import kernels

_FITTING = 4  # needs that an offer fits best
SHARE = 0.3  # of their mean, for any number of needs; fewer needs take less
_FEW = 40  # so many needs or fewer take nothing


def is_telling(needs):
    """Tell whether `needs` (a number) are enough to learn from them what offers give to everybody."""
    return needs > _FEW


def measure(scored, needs, offers):
    """Return the micro-points to be taken off every pair of each offer.

    scored   iterable of Scores of all needs
    needs    number of needs, more than a few (see `is_telling`)
    offers   number of offers
    """
    best = np.zeros((offers, _FITTING), dtype=np.int64)
    for scores in scored:
        kernels.keep_best(scores.offers, scores.total, best)
    return np.rint(best.mean(axis=1) * SHARE * (1 - _FEW / needs)).astype(np.int64)
