"""A planted market of very unequal popularity, and three other ways to allocate it, to compare ours with.

None of the three shares code with `allocation.py`: whoever doubts its optimum finds it computed twice.
"""

import heapq
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from .allocation import DISCOUNT, Figures, allocate, choose_candidates, measure

PER_NEED = PER_OFFER = 20
_ZIPF = 1.0
# One offer in ten is a newcomer without any reputation: it has a tenth of the least popular one's.
_NEWCOMERS = 0.1


@dataclass(frozen=True)
class Market:
    """A planted market.

    worth        (needs, offers), 0 to 1; 0 for pairs below the evidence floor
    places       per offer, how many proposals it can take
    newcomers    numbers of offers, ascending
    """

    worth: np.ndarray
    places: np.ndarray
    newcomers: np.ndarray


def plant(needs, offers, *, load, slots, per_need=25, seed=0):
    """Return a Market whose popularity is Zipf 1.0 and whose demand is `load` times its places.

    per_need    candidates of a need on average: the best pairs of the whole market; besides, every need and every
                offer has its best partner

    The worth of a pair grows with popularity x personal fit, popularity 1 / rank and fit 1 / Exp(1): an offer is
    then the first choice of a need with a probability proportional to its popularity (Luce 1959, Yellott 1977).
    Places are as equal as whole numbers allow, popularity decides nothing about them.
    """
    random = np.random.default_rng(seed)
    popularity = np.arange(1, offers + 1) ** -_ZIPF
    newcomers = np.sort(random.permutation(offers)[: round(offers * _NEWCOMERS)])
    popularity[newcomers] = popularity.min() / 10
    appeal = popularity / random.standard_exponential((needs, offers))
    worth = appeal / (appeal + np.median(appeal.max(axis=1)))
    floor = np.quantile(worth, max(0.0, 1.0 - per_need / offers))
    candidates = worth >= np.minimum(floor, np.minimum(worth.max(axis=1)[:, None], worth.max(axis=0)[None, :]))
    total = round(needs * slots / load)
    places = np.full(offers, total // offers)
    places[random.permutation(offers)[: total % offers]] += 1
    return Market(np.where(candidates, worth, 0.0), places, newcomers)


@dataclass(frozen=True)
class Row:
    """One way to allocate and what came of it.

    figures         see `allocation.Figures`
    usable          value when an offer takes no more needs than it has places
    below_optimum   1 - value / optimum of the linear program; negative for what respects no capacity
    seconds         it took
    """

    name: str
    figures: Figures
    usable: float
    below_optimum: float
    seconds: float


@dataclass(frozen=True)
class Comparison:
    """A planted market in numbers and its Rows."""

    needs: int
    offers: int
    slots: int
    load: float
    seed: int
    places: int
    largest_capacity: int
    newcomers: int
    pairs: int
    rows: tuple[Row, ...]


def compare(needs, offers, *, load, slots, seed=0, discount=DISCOUNT, clock):
    """Return the Comparison of unconstrained ranking, greedy, ours and the linear program on one planted market.

    load    demand (needs x slots) divided by places
    clock   function that returns seconds
    """
    market = plant(needs, offers, load=load, slots=slots, seed=seed)
    ways = {
        "unconstrained ranking": lambda: rank_unconstrained(market, slots),
        "greedy": lambda: allocate_greedily(market, slots, discount),
        "ours": lambda: allocate_ours(market, slots, discount),
        "exact LP optimum": lambda: solve_program(market, slots, discount),
    }
    timed = {name: _time(way, clock) for name, way in ways.items()}
    rules = {"slots": slots, "discount": discount, "newcomers": market.newcomers}
    figures = {
        name: measure(market.worth, chosen, market.places.tolist(), **rules) for name, (chosen, _) in timed.items()
    }
    optimum = figures["exact LP optimum"].value
    return Comparison(
        needs=needs,
        offers=offers,
        slots=slots,
        load=load,
        seed=seed,
        places=int(market.places.sum()),
        largest_capacity=int(market.places.max()),
        newcomers=len(market.newcomers),
        pairs=int(np.count_nonzero(market.worth)),
        rows=tuple(
            Row(
                name=name,
                figures=figures[name],
                usable=usable_value(market, chosen, discount),
                below_optimum=1.0 - figures[name].value / optimum if optimum else 0.0,
                seconds=seconds,
            )
            for name, (chosen, seconds) in timed.items()
        ),
    )


def _time(way, clock):
    started = clock()
    return way(), clock() - started


def allocate_ours(market, slots, discount):
    """Return (needs, offers): candidates from both sides, then the engine's own allocation."""
    candidates = choose_candidates(market.worth, per_need=PER_NEED, per_offer=PER_OFFER)
    rules = {"slots": slots, "discount": discount, "newcomers": market.newcomers}
    ours = allocate(candidates, market.places.tolist(), **rules)
    return ours.needs, ours.offers


def rank_unconstrained(market, slots):
    """Return (needs, offers): every need has its best offers, whoever else wants them."""
    best = np.argsort(-market.worth, axis=1, kind="stable")[:, :slots]
    needs = np.repeat(np.arange(len(best)), best.shape[1])
    kept = market.worth[needs, best.ravel()] > 0
    return needs[kept], best.ravel()[kept]


def allocate_greedily(market, slots, discount):
    """Return (needs, offers): always the proposal that is worth most at the moment, as long as there are places."""
    needs, offers = np.nonzero(market.worth)
    waiting = [
        (-worth, need, offer)
        for worth, need, offer in zip(
            market.worth[needs, offers].tolist(), needs.tolist(), offers.tolist(), strict=True
        )
    ]
    heapq.heapify(waiting)
    filled, left, chosen = np.zeros(len(market.worth), dtype=int), market.places.copy(), []
    while waiting:
        known, need, offer = waiting[0]
        if filled[need] >= slots or not left[offer]:
            heapq.heappop(waiting)
            continue
        now = -market.worth[need, offer] * discount ** filled[need]
        if now > known:
            heapq.heapreplace(waiting, (now, need, offer))
            continue
        heapq.heappop(waiting)
        filled[need] += 1
        left[offer] -= 1
        chosen.append((need, offer))
    return tuple(np.array(chosen, dtype=np.int64).reshape(-1, 2).T)


def solve_program(market, slots, discount):
    """Return (needs, offers) of the optimum of the whole linear program, no newcomer favoured.

    One variable per candidate pair and slot, written down as it is. Raises RuntimeError where HiGHS fails or its
    answer is not whole: rounding would hide what the optimum is worth.
    """
    needs, offers = np.nonzero(market.worth)
    pairs = np.arange(len(needs))
    pair, slot = np.repeat(pairs, slots), np.tile(np.arange(slots), len(pairs))
    groups = [
        (needs[pair] * slots + slot, np.ones(len(market.worth) * slots)),
        (pair, np.ones(len(pairs))),
        (offers[pair], market.places.astype(float)),
    ]
    rows = sparse.vstack(
        [
            sparse.csr_array((np.ones(len(pair)), (group, np.arange(len(pair)))), shape=(len(limits), len(pair)))
            for group, limits in groups
        ]
    )
    limits = np.concatenate([limits for _group, limits in groups])
    gains = market.worth[needs, offers][pair] * discount**slot
    result = linprog(-gains, A_ub=rows, b_ub=limits, bounds=(0.0, None), method="highs")
    if result.status != 0 or np.abs(result.x - np.rint(result.x)).max(initial=0.0) > 1e-6:
        raise RuntimeError(result.message)
    chosen = pair[result.x > 0.5]
    return needs[chosen], offers[chosen]


def usable_value(market, chosen, discount):
    """Return what is left of a choice where an offer takes on the needs that fit best and no more than its places.

    A proposal without a place brings nothing; the need's other proposals keep their slots.
    """
    needs, offers = chosen
    worth = market.worth[needs, offers]
    value = worth * discount ** _place(needs, worth)
    return float(value[_place(offers, worth) < market.places[offers]].sum())


def _place(groups, worth):
    """Return how many entries of the same group are worth more; earlier ones win ties."""
    order = np.lexsort((-worth, groups))
    ordered = groups[order]
    place = np.empty(len(groups), dtype=np.int64)
    place[order] = np.arange(len(groups)) - np.searchsorted(ordered, ordered)
    return place
