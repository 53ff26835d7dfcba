"""From rankings, where every need stands alone, to proposals that respect the places of the offers."""

import heapq
from dataclasses import replace

import numpy as np
from scipy import sparse

from .allocation import DISCOUNT, SLOTS, allocate
from .results import Ranking, Reason

PER_NEED = PER_OFFER = 20


def allocate_rankings(
    rankings, needs, offers, *, slots=SLOTS, discount=DISCOUNT, newcomers=(), per_need=PER_NEED, per_offer=PER_OFFER
):
    """Return (list of Ranking, Allocation): every need's pairs are those it was given, ranked by slot.

    rankings        iterable of Ranking, deeper than `per_need` so that rare offers find their needs; it is worked
                    off once, and memory grows with the candidates only
    needs, offers   the Documents that were ranked; the `capacity` of an offer is the number of its places
    newcomers       ids of offers that get one proposal at least, wherever that is possible
    per_need        candidates are the best pairs of every need, at least as many as it has slots, united with
    per_offer       the best pairs of every offer

    The worth of a pair is score / 100. Numbers in the Allocation follow the order of ids, so that the order of a
    file decides no tie. A newcomer's pairs say that it is new. A need's first pair, or its hints where it gets
    nothing, name the offers among its best that are full.
    """
    need_ids, offer_ids = (sorted(document.id for document in side) for side in (needs, offers))
    need_at, offer_at = ({name: place for place, name in enumerate(ids)} for ids in (need_ids, offer_ids))
    kept = _Kept(need_at, max(per_need, slots), per_offer)
    hints = {}
    for ranking in rankings:
        kept.take(ranking)
        hints[ranking.need_id] = ranking.hints
    pairs = {(need_at[pair.need_id], offer_at[pair.offer_id]): pair for pair in kept.pairs()}
    places = {offer.id: offer.capacity for offer in offers}
    new = {offer_at[name] for name in newcomers}
    allocation = allocate(
        _worth(pairs, (len(need_ids), len(offer_ids))),
        [places[name] for name in offer_ids],
        slots=slots,
        discount=discount,
        newcomers=new,
    )
    given, missed = ({name: [] for name in hints} for _ in range(2))
    for need, offer, slot in _rows(allocation.needs, allocation.offers, allocation.slots):
        pair = pairs[need, offer]
        reasons = (Reason("newcomer"), *pair.reasons) if offer in new else pair.reasons
        given[pair.need_id].append(replace(pair, rank=slot, reasons=reasons))
    for need, offer in _rows(*allocation.displaced):
        pair = pairs[need, offer]
        missed[pair.need_id].append((pair, places[pair.offer_id]))
    return [_ranking(name, given[name], missed[name], hints[name]) for name in hints], allocation


def _worth(pairs, shape):
    rows, columns = np.array(list(pairs), dtype=np.int64).reshape(-1, 2).T
    return sparse.csr_array(([pair.score / 100 for pair in pairs.values()], (rows, columns)), shape=shape)


def _rows(*columns):
    return zip(*(column.tolist() for column in columns), strict=True)


def fully_booked(places, until=None):
    """Return the Reason against a pair whose offer is full; `until` is the day (date) places come free, if known."""
    return Reason("fully_booked", "against", {"places": places} | ({"until": until.isoformat()} if until else {}))


def _ranking(need_id, pairs, missed, hints):
    best = pairs[0].score if pairs else 0.0
    told = tuple(
        Reason("better_offer_full", "hint", {"offer": pair.offer_id, "places": places})
        for pair, places in missed
        if pair.score > best and places
    )
    if not pairs:
        return Ranking(need_id, (), told or hints)
    return Ranking(need_id, (replace(pairs[0], reasons=pairs[0].reasons + told), *pairs[1:]))


class _Kept:
    """The candidates among all pairs that pass by, with memory for these only."""

    def __init__(self, need_at, per_need, per_offer):
        self._need_at, self._per_need, self._per_offer = need_at, per_need, per_offer
        self._by_need, self._by_offer = [], {}

    def take(self, ranking):
        """Look at the pairs of one need, best first."""
        self._by_need += ranking.pairs[: self._per_need]
        for pair in ranking.pairs:
            heap = self._by_offer.setdefault(pair.offer_id, [])
            # No two pairs of an offer have the same need, so pairs themselves are never compared.
            entry = (pair.score, -self._need_at[pair.need_id], pair)
            if len(heap) < self._per_offer:
                heapq.heappush(heap, entry)
            else:
                heapq.heappushpop(heap, entry)

    def pairs(self):
        """Yield the candidates, some of them twice."""
        yield from self._by_need
        for heap in self._by_offer.values():
            yield from (pair for _score, _place, pair in heap)
