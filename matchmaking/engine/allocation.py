"""Who is proposed to whom when places are scarce: an exact allocation under the capacities of both sides.

In: the worth of candidate pairs, places per offer, slots per need. Out: chosen pairs in slot order, what one
more place of an offer would bring, what each need lost.

Model. A need has slots 1..S; a pair in slot j is worth `worth * discount ** (j - 1)`. Every unit runs source ->
slot (at most 1) -> pair (at most 1) -> offer (at most its places) -> sink: a network flow with whole bounds. Its
matrix is totally unimodular, so a vertex of the linear program is whole (Hoffman and Kruskal 1956) and rounding
costs nothing. Slot weights fall, so better offers take earlier slots by themselves (rearrangement inequality). A
newcomer's first place carries a bonus, its others none: two arcs side by side, still a network, always feasible.

Method. HiGHS solves the program over few (pair, slot) arcs. Prices are then tried on all pairs (`market.py`), and
arcs that some need would rather have join, until value and dual bound meet to a millionth: the optimum over all pairs
is proven without writing down the whole program (column generation, Ford and Fulkerson 1958). 410,000 pairs with
five slots take 3.5 (demand 1.5 times the places) to 10 (1.0) seconds of one core, 40,000 below two.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from .market import Market, as_graph, coordinates, positions_within

SLOTS = 5
DISCOUNT = 0.6

# Gap between value and dual bound that counts as none, as a share of the worth.
_PROVEN = 1e-6
_ROUNDS = 60
# Steps towards prices at which demand meets the places; the last ones tell which arcs are worth a place.
_STEPS, _STEPS_KEPT = 40, 12
_NEWCOMER_PAIRS = 5
_FIRST_STEP, _NEXT_STEP = 0.3, 0.88


class AllocationError(RuntimeError):
    """The solver gave no usable answer; the message says which."""


@dataclass(frozen=True)
class Figures:
    """How an allocation treats both sides.

    value           sum of the discounted worth of all chosen pairs
    unconstrained   the same if every need had its best offers, places or not
    loss            1 - value / unconstrained, 0 where nothing is to be had
    largest_load    most proposals of one offer
    gini            of the proposals per offer, over all offers: 0 even, near 1 all on one
    needs_served    needs with a proposal, out of `needs` with a candidate
    newcomers_seen  newcomers with a proposal, out of `newcomers`
    offers_full     offers all of whose places are taken, out of `offers`
    proposals       number of chosen pairs
    """

    value: float
    unconstrained: float
    loss: float
    largest_load: int
    gini: float
    needs_served: int
    needs: int
    newcomers_seen: int
    newcomers: int
    offers_full: int
    offers: int
    proposals: int


@dataclass(frozen=True)
class Allocation:
    """The chosen pairs, ordered by need and slot.

    needs, offers, slots   one entry per pair; slots count from 1
    prices                 per offer: worth that one more place would bring; 0 while a place is left
    losses                 per need: worth of its best offers if places were no matter, minus what it got
    displaced              (needs, offers): pairs among a need's best that it did not get because the offer is full
    figures                see Figures
    bound                  no allocation is worth more, bonus for newcomers included; what was chosen reaches it
                           to a millionth
    """

    needs: np.ndarray
    offers: np.ndarray
    slots: np.ndarray
    prices: np.ndarray
    losses: np.ndarray
    displaced: tuple[np.ndarray, np.ndarray]
    figures: Figures
    bound: float


def choose_candidates(worth, *, per_need, per_offer):
    """Return the union of the best offers of every need and the best needs of every offer as csr_array.

    worth       sparse or dense (needs, offers), in any unit; pairs not above 0 are no candidates
    per_need    how many offers per need; per_offer: how many needs per offer, so that rare offers are seen

    Ties go to the lower number.
    """
    graph = as_graph(worth)
    rows, columns = coordinates(graph)
    kept = _among_best(rows, graph.data, per_need) | _among_best(columns, graph.data, per_offer)
    return sparse.csr_array((graph.data[kept], (rows[kept], columns[kept])), shape=graph.shape)


def _among_best(groups, values, count):
    order = np.lexsort((-values, groups))
    best = np.empty(len(groups), dtype=bool)
    best[order] = positions_within(groups[order]) < count
    return best


def allocate(worth, capacities, *, slots=SLOTS, discount=DISCOUNT, newcomers=(), bonus=None, taken=None):
    """Return the Allocation of highest value; equal input gives equal output.

    worth        sparse or dense (needs, offers), expected worth of a pair, e.g. score / 100; only pairs above 0
                 are candidates
    capacities   per offer how many proposals it can take, None for any number
    slots        proposals per need at most
    discount     above 0 to 1: what each further proposal of a need is worth against the one before
    newcomers    numbers of offers that get one proposal at least, wherever that is possible
    bonus        what seeing a newcomer is worth, in units of worth; None is enough to let as many as possible be
                 seen, less lets a newcomer go unseen where it would cost others more
    taken        per need how many of its slots are taken already, from the first on; None for none

    Raises ValueError for impossible values, AllocationError where the solver fails.
    """
    market = Market(worth, capacities, slots=slots, discount=discount, newcomers=newcomers, bonus=bonus, taken=taken)
    chosen, prices, bound = _solve(market)
    full = market.loads(chosen) >= market.places
    # The first place of a newcomer that has none would bring the bonus too.
    prices = prices + np.where(market.new & (market.places == 0), market.bonus, 0.0)
    displaced = market.wishes & ~chosen & full[market.offers]
    return Allocation(
        needs=market.needs[chosen],
        offers=market.offers[chosen],
        slots=market.ranks(chosen)[chosen] + 1,
        prices=np.where(full, np.maximum(0.0, prices), 0.0),
        losses=market.worth(market.wishes) - market.worth(chosen),
        displaced=(market.needs[displaced], market.offers[displaced]),
        figures=_figures(market, chosen),
        bound=bound,
    )


def measure(worth, chosen, capacities, *, slots=SLOTS, discount=DISCOUNT, newcomers=()):
    """Return the Figures of any choice of candidate pairs, also of one that respects no capacity.

    chosen   (needs, offers): two arrays of equal length, at most `slots` pairs per need
    """
    market = Market(worth, capacities, slots=slots, discount=discount, newcomers=newcomers)
    wanted = np.ravel_multi_index(np.asarray(chosen, dtype=np.int64), (market.need_count, market.offer_count))
    return _figures(market, np.isin(market.needs * market.offer_count + market.offers, wanted))


def gini(loads):
    """Return the Gini coefficient of numbers of at least 0; 0 where all are 0."""
    loads = np.sort(np.asarray(loads, dtype=np.float64))
    if not loads.any():
        return 0.0
    count = len(loads)
    return float(2 * (np.arange(1, count + 1) * loads).sum() / (count * loads.sum()) - (count + 1) / count)


def _figures(market, chosen):
    loads = market.loads(chosen)
    value, unconstrained = float(market.worth(chosen).sum()), float(market.worth(market.wishes).sum())
    return Figures(
        value=value,
        unconstrained=unconstrained,
        loss=1.0 - value / unconstrained if unconstrained else 0.0,
        largest_load=int(loads.max(initial=0)),
        gini=gini(loads),
        needs_served=len(np.unique(market.needs[chosen])),
        needs=len(np.unique(market.needs)),
        newcomers_seen=int((loads[market.new] > 0).sum()),
        newcomers=int(market.new.sum()),
        offers_full=int(((loads >= market.places) & (loads > 0)).sum()),
        offers=market.offer_count,
        proposals=int(chosen.sum()),
    )


def _solve(market):
    """Return (mask of chosen pairs, prices that support them, dual bound)."""
    chosen = np.zeros(len(market.values), dtype=bool)
    open_needs = market.taken < len(market.weights)
    if not ((market.places[market.offers] > 0) & open_needs[market.needs]).any():
        return chosen, market.supporting_prices(chosen), 0.0
    program = _Program(market)
    _explore(market, program)
    for _round in range(_ROUNDS):
        chosen, dual = program.solve()
        value = market.objective(chosen)
        least = market.supporting_prices(chosen)
        grown = False
        # The least prices prove an optimum at once; the program's own ones lead there.
        for prices in (least, dual):
            pairs, slots, utilities = market.answer(prices)
            bound = market.bound(prices, utilities)
            if bound - value <= _PROVEN * (market.scale + value):
                return chosen, prices, float(bound)
            grown |= program.add(pairs, slots)
        if not grown:
            break
    raise AllocationError("the optimum could not be proven")


def _explore(market, program):
    """Move prices to where demand meets the places, and give the program what needs choose there.

    Needs choose no newcomer for its bonus: the best pairs of newcomers join in every slot.
    """
    promising = np.flatnonzero(market.new[market.offers] & (market.places[market.offers] > 0))
    promising = promising[_among_best(market.offers[promising], market.values[promising], _NEWCOMER_PAIRS)]
    slots = np.arange(len(market.weights))
    pairs, slots = np.repeat(promising, len(slots)), np.tile(slots, len(promising))
    free = slots >= market.taken[market.needs[pairs]]
    program.add(pairs[free], slots[free])
    prices, step = np.zeros(market.offer_count), _FIRST_STEP * market.scale
    for remaining in reversed(range(_STEPS)):
        pairs, slots, _utilities = market.answer(prices)
        if remaining < _STEPS_KEPT:
            program.add(pairs, slots)
        loads = np.bincount(market.offers[pairs], minlength=market.offer_count)
        prices += step * (loads - market.places) / np.maximum(1, np.maximum(loads, market.places))
        np.maximum(prices, 0.0, out=prices)
        step *= _NEXT_STEP


class _Program:
    """The linear program over the (pair, slot) arcs that were added so far."""

    def __init__(self, market):
        self._market = market
        self._arcs = np.zeros(0, dtype=np.int64)
        # Slots of equal weight (no discount) are one level with room for several proposals.
        self._weights, self._level = np.unique(market.weights, return_inverse=True)
        self._new = np.flatnonzero(market.new & (market.places > 0))

    def add(self, pairs, slots):
        """Add arcs; return whether any of them is new."""
        known = len(self._arcs)
        self._arcs = np.union1d(self._arcs, pairs * len(self._weights) + self._level[slots])
        return len(self._arcs) > known

    def solve(self):
        """Return (mask of chosen pairs, price per offer); raise AllocationError where HiGHS does not finish.

        Variables: one per arc, one per newcomer that says whether it is seen; all from 0 to 1.
        """
        market, new = self._market, self._new
        pairs, levels = np.divmod(self._arcs, len(self._weights))
        slots, slot_of = np.unique(market.needs[pairs] * len(self._weights) + levels, return_inverse=True)
        matrix = sparse.vstack(
            [
                _incidence(slot_of, len(slots)),
                offers := _incidence(market.offers[pairs], market.offer_count),
                _several(_incidence(np.unique(pairs, return_inverse=True)[1])),
                -offers[new],
            ]
        )
        seen = sparse.csr_array((matrix.shape[0] - len(new), len(new)))
        matrix = sparse.hstack([matrix, sparse.vstack([seen, sparse.eye_array(len(new))])])
        limits = np.ones(matrix.shape[0])
        limits[: len(slots)] = self._room(*np.divmod(slots, len(self._weights)))
        limits[len(slots) : len(slots) + market.offer_count] = market.places
        limits[len(limits) - len(new) :] = 0.0
        gains = np.r_[market.values[pairs] * self._weights[levels], np.full(len(new), market.bonus)] / market.scale
        # The simplex method ends at a vertex, which is whole.
        result = linprog(-gains, A_ub=matrix.tocsr(), b_ub=limits, bounds=(0.0, 1.0), method="highs-ds")
        if result.status != 0:
            raise AllocationError(result.message)
        chosen = np.zeros(len(market.values), dtype=bool)
        chosen[pairs[result.x[: len(pairs)] > 0.5]] = True
        if (market.loads(chosen) > market.places).any():
            raise AllocationError("the solver's answer is not whole")
        duals = -result.ineqlin.marginals * market.scale
        prices = duals[len(slots) : len(slots) + market.offer_count]
        # What an offer's price is short of the bonus, the newcomer brings itself.
        prices[new] -= duals[len(duals) - len(new) :]
        return chosen, prices

    def _room(self, needs, levels):
        """Return how many free slots of a level a need has."""
        free = np.arange(len(self._level)) >= self._market.taken[needs][:, None]
        return (free & (self._level == levels[:, None])).sum(axis=1)


def _incidence(rows, count=None):
    columns = np.arange(len(rows))
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(count or rows.max() + 1, len(rows)))


def _several(matrix):
    """Return the rows with more than one entry; the others say no more than the bounds."""
    return matrix[np.diff(matrix.indptr) > 1]
