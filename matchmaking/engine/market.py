"""Candidate pairs as a market: what needs would choose at given prices, and which prices support a choice.

Needs have slots of falling weight, offers have places. The worth of a need's pairs is discounted slot by slot
in order of worth, so a need's wishes are gross substitutes (Kelso and Crawford 1982): prices exist at which
everybody choosing for themselves gives the best allocation, and local exchanges prove that it is the best.
"""

from itertools import pairwise

import numpy as np
from scipy import sparse

# Chains of exchanges longer than this do not occur in practice; a shorter one leaves the prices unproven.
_LONGEST_CHAIN = 100
_NOISE = 1e-12


def as_graph(worth):
    """Return a sparse or dense (needs, offers) array of worth as csr_array of the pairs above 0.

    Raises ValueError where a worth is not finite.
    """
    graph = sparse.csr_array(worth, dtype=np.float64)
    if not np.isfinite(graph.data).all():
        raise ValueError("worth must be finite")
    graph.sum_duplicates()
    rows, columns = coordinates(graph)
    good = graph.data > 0
    return sparse.csr_array((graph.data[good], (rows[good], columns[good])), shape=graph.shape)


def coordinates(graph):
    """Return (needs, offers) of the entries of a csr_array in their order."""
    return np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr)), graph.indices.astype(np.int64)


def positions_within(groups):
    """Return the place of each entry within its group; equal groups must stand together."""
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    return np.arange(len(groups)) - np.repeat(starts, np.diff(starts, append=len(groups)))


class Market:
    """Candidate pairs, sorted by need and best first within a need, and the rules of the exchange.

    needs, offers, values, positions   per pair; position: place among the pairs of its need, from 0
    places, new                        per offer: how many needs at most, whether it is a newcomer
    weights                            per slot, falling
    taken                              per need: how many slots, from the first on, are taken already
    bonus                              worth of a newcomer's first place
    scale                              highest worth of a pair, 1 where there is none

    Parameters as for `allocation.allocate`; raises ValueError for impossible ones.
    """

    def __init__(self, worth, capacities, *, slots, discount, newcomers=(), bonus=None, taken=None):
        graph = as_graph(worth)
        self.need_count, self.offer_count = graph.shape
        _check(capacities, self.offer_count, slots, discount, newcomers)
        self.taken = np.zeros(self.need_count, dtype=np.int64) if taken is None else np.array(taken, dtype=np.int64)
        if len(self.taken) != self.need_count or (self.taken < 0).any() or (self.taken > slots).any():
            raise ValueError("taken must hold 0 to `slots` for every need")
        # Nobody can be proposed to more needs than there are.
        limits = [self.need_count if c is None else min(int(c), self.need_count) for c in capacities]
        self.places = np.array(limits, dtype=np.int64)
        self.weights = float(discount) ** np.arange(slots)
        self.new = np.zeros(self.offer_count, dtype=bool)
        self.new[np.array(list(newcomers), dtype=np.int64)] = True
        self.scale = float(graph.data.max(initial=0.0)) or 1.0
        # To see one more newcomer, each need of a chain passes one on to the next: one worth per link at most.
        self.bonus = float(self.scale * (1 + self.new.sum()) if bonus is None else bonus)
        rows, columns = coordinates(graph)
        order = np.lexsort((columns, -graph.data, rows))
        self.needs, self.offers, self.values = rows[order], columns[order], graph.data[order]
        self.positions = positions_within(self.needs)
        # Pairs at the same place of their needs are looked at together.
        by_position = np.argsort(self.positions, kind="stable")
        ends = np.cumsum(np.bincount(self.positions), dtype=np.int64)
        self._layers = [by_position[start:stop] for start, stop in pairwise([0, *ends])]

    @property
    def wishes(self):
        """Return the mask of the pairs every need would have if places were no matter."""
        return self.positions < (len(self.weights) - self.taken)[self.needs]

    def loads(self, chosen):
        """Return per offer how many chosen pairs it has; `chosen` is a mask over the pairs here and below."""
        return np.bincount(self.offers[chosen], minlength=self.offer_count)

    def ranks(self, chosen):
        """Return per pair the slot it is in or would take: behind what is taken and the better chosen pairs."""
        before = np.cumsum(chosen) - chosen
        starts = np.flatnonzero(self.positions == 0)
        return before - np.repeat(before[starts], np.diff(starts, append=len(chosen))) + self.taken[self.needs]

    def worth(self, chosen):
        """Return the discounted worth of the chosen pairs per need."""
        weights = self.weights[self.ranks(chosen)[chosen]]
        return np.bincount(self.needs[chosen], self.values[chosen] * weights, minlength=self.need_count)

    def objective(self, chosen):
        """Return worth and bonus of the chosen pairs together."""
        return self.worth(chosen).sum() + self.bonus * (self.new & (self.loads(chosen) > 0)).sum()

    def answer(self, prices):
        """Return (pairs, slots, utility per need): what every need would choose at these prices per offer.

        Looks at a need's pairs from the best on; the state is the number of slots filled so far. Offers without
        places are out.
        """
        slots = len(self.weights)
        best = np.full((self.need_count, slots + 1), -np.inf)
        best[np.arange(self.need_count), self.taken] = 0.0
        taken = np.zeros((len(self.values), slots), dtype=bool)
        costs = np.where(self.places > 0, prices, np.inf)[self.offers]
        for layer in self._layers:
            needs = self.needs[layer]
            before = best[needs]
            with_pair = before[:, :-1] + (self.values[layer, None] * self.weights - costs[layer, None])
            taken[layer] = with_pair > before[:, 1:]
            best[needs, 1:] = np.maximum(with_pair, before[:, 1:])
        filled = best.argmax(axis=1)
        utilities = best[np.arange(self.need_count), filled]
        pairs, at = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for layer in reversed(self._layers):
            last = filled[self.needs[layer]] - 1
            hit = (last >= 0) & taken[layer, last]
            pairs.append(layer[hit])
            at.append(last[hit])
            filled[self.needs[layer[hit]]] -= 1
        return np.concatenate(pairs), np.concatenate(at), utilities

    def bound(self, prices, utilities):
        """Return the value of the dual at these prices: no allocation is worth more, bonus included."""
        rent = np.maximum(prices, 0.0) * self.places
        seen = np.maximum(0.0, np.minimum(prices, 0.0) + self.bonus) * (self.new & (self.places > 0))
        return utilities.sum() + rent.sum() + seen.sum()

    def supporting_prices(self, chosen):
        """Return per offer what one more place would bring if it were full: the least prices that support `chosen`.

        Such prices form a lattice (Shapley and Shubik 1971). A place given to a need may free one of another
        offer there, which another need takes over, and so on: the longest such chain, by value iteration from
        below. A newcomer's first place has a price below 0, down to minus the
        bonus that comes with it.
        """
        loads = self.loads(chosen)
        watched = (loads >= self.places) | self.new
        takers, given_up, gains = self._exchanges(chosen, np.flatnonzero(~chosen & watched[self.offers]))
        ends = np.where(self.new & (loads <= 1), -self.bonus, 0.0)
        prices = ends
        for _link in range(min(self.offer_count + 1, _LONGEST_CHAIN)):
            risen = prices.copy()
            # What gives nothing up points at the entry behind the last offer.
            np.maximum.at(risen, takers, (np.append(prices, 0.0)[given_up] + gains).max(axis=1, initial=-np.inf))
            if (risen <= prices + _NOISE).all():
                break
            prices = risen
        return prices

    def _exchanges(self, chosen, pairs):
        """Return (offer taken in, offer given up or -1, gain): what a need gains by taking one more pair in.

        Shapes (pairs), (pairs, slots + 1) twice: column k gives up what is in slot k, the last one nothing.
        """
        slots = len(self.weights)
        held = np.zeros((self.need_count, slots))
        held_offers = np.full((self.need_count, slots + 1), -1)
        owners = self.needs[chosen]
        at = owners, self.ranks(chosen)[chosen] - self.taken[owners]
        held[at], held_offers[at] = self.values[chosen], self.offers[chosen]
        needs, values = self.needs[pairs], self.values[pairs, None]
        # What the free slots of each need are worth, in their order; behind the last one there is nothing.
        weights = np.append(self.weights, np.zeros(slots))[self.taken[:, None] + np.arange(slots)][needs]
        room = np.bincount(owners, minlength=self.need_count) < slots - self.taken
        now = (held[needs] * weights).sum(axis=1)
        gains = np.full((len(pairs), slots + 1), -np.inf)
        for slot in range(slots + 1):
            possible = room[needs] if slot == slots else held[needs, slot] > 0
            kept = np.delete(held, min(slot, slots - 1), axis=1)[needs]
            filled = (np.sort(np.hstack([kept, values]), axis=1)[:, ::-1] * weights).sum(axis=1)
            gains[:, slot] = np.where(possible, filled - now, -np.inf)
        return self.offers[pairs], held_offers[needs], gains


def _check(capacities, offer_count, slots, discount, newcomers):
    if len(capacities) != offer_count:
        raise ValueError("capacities must hold one entry per offer")
    if any(capacity is not None and capacity < 0 for capacity in capacities):
        raise ValueError("capacities must be at least 0")
    if slots < 1:
        raise ValueError("slots must be at least 1")
    if not 0 < discount <= 1:
        raise ValueError("discount must be above 0 and at most 1")
    if any(not 0 <= offer < offer_count for offer in newcomers):
        raise ValueError("newcomers must be numbers of offers")
