"""The loops that find candidates, compiled: they walk the shortened lists of what a need asks for.

Sums are approximate; what they find is compared exactly by `kernels`.
"""

import numpy as np
from numba import njit

_OPTIONS = {"cache": True, "nogil": True}
_LAST_NUMBER = 255  # that fits into a byte


@njit(**_OPTIONS)
def shorten(columns, owners, values, n_columns, longest):  # pragma: no cover - compiled
    """Return (starts, entries, peaks) of the lists per column: the `longest` entries of most impact each.

    columns   column of every entry; entries are ordered by owner
    entries   owner * 256 + impact as a share of the list's peak, from 1 to 255: half as much to read per entry
    peaks     the highest value per list
    Ties go to the lower owner.
    """
    count = np.zeros(n_columns + 1, np.int64)
    for column in columns:
        count[column + 1] += 1
    full = np.cumsum(count)
    place = full[:-1].copy()
    by_column = np.empty(len(columns), np.uint32)
    for entry in range(len(columns)):
        by_column[place[columns[entry]]] = entry
        place[columns[entry]] += 1
    starts = np.zeros(n_columns + 1, np.int64)
    for column in range(n_columns):
        starts[column + 1] = starts[column] + min(longest, full[column + 1] - full[column])
    kept = np.empty(starts[-1], np.uint32)
    peaks = np.zeros(n_columns, np.float32)
    for column in range(n_columns):
        entries = by_column[full[column] : full[column + 1]]
        if len(entries) > longest:
            impact = np.empty(len(entries), np.float64)
            for i in range(len(entries)):
                impact[i] = -values[entries[i]]
            entries = np.sort(entries[np.argsort(impact, kind="mergesort")[:longest]])
        for entry in entries:
            peaks[column] = max(peaks[column], values[entry])
        for i in range(len(entries)):
            share = np.uint32(values[entries[i]] / peaks[column] * 255.0 + 0.5) if peaks[column] > 0.0 else 0
            kept[starts[column] + i] = np.uint32(owners[entries[i]]) << np.uint32(8) | max(np.uint32(1), share)
    return starts, kept, peaks


@njit(**_OPTIONS)
def candidates(
    starts, entries, peaks,
    term_ptr, group_ptr, entry_ptr, columns, strengths,
    rest_ptr, rest_columns, rest_values, rest_fields,
    points, word_budget, rest_budget, n_offers, most,
):  # pragma: no cover - compiled  # fmt: skip
    """Return per need up to `most` offers with the highest sums over the shortened lists, -1 for none.

    starts, entries, peaks   lists, see `shorten`; list column * languages + l holds the offers in language l
    term_ptr, ...            the words of the needs, see `align`
    rest_ptr, ...            sparse rows of what else the needs ask for; which field (1, 2, ...) it belongs to
    points                   what an answer is worth, shape (needs, languages, fields); words are field 0
    word_budget, rest_budget   so many entries of lists are read per need; the lists that can give most come first

    As in `align` an offer answers a word once; here by the first key that it holds instead of the best one.
    """
    n_needs = len(term_ptr) - 1
    n_languages = points.shape[1]
    found = np.full((n_needs, most), -1, np.int32)
    sums = np.zeros(n_offers, np.float32)
    # The number of the word or part that an offer has answered last. One byte keeps all of them in a near cache.
    answered = np.zeros(n_offers, np.uint8)
    heap = (np.empty(most, np.float32), np.empty(most, np.int32))
    number = 0
    for need in range(n_needs):
        first_group, last_group = group_ptr[term_ptr[need]], group_ptr[term_ptr[need + 1]]
        first, last = entry_ptr[first_group], entry_ptr[last_group]
        fields = np.zeros(last - first, np.int8)
        chosen = _promising(
            columns[first:last], strengths[first:last], fields, points[need], starts, peaks, word_budget
        )
        if number + last_group - first_group > _LAST_NUMBER:
            answered[:] = 0
            number = 0
        for term in range(term_ptr[need], term_ptr[need + 1]):
            for group in range(group_ptr[term], group_ptr[term + 1]):
                if number == _LAST_NUMBER:
                    answered[:] = 0
                    number = 0
                number += 1
                own = np.uint8(number)
                if group == group_ptr[term]:
                    whole = own
                for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                    if not chosen[entry - first]:
                        continue
                    for language in range(n_languages):
                        row = columns[entry] * n_languages + language
                        weight = np.float32(strengths[entry] * points[need, language, 0] * peaks[row] / 255.0)
                        # No branch: half of the offers have answered, which no processor can foresee.
                        for place in range(np.uint64(starts[row]), np.uint64(starts[row + 1])):
                            offer = entries[place] >> np.uint32(8)
                            known = answered[offer]
                            is_first = (known != own) & (known != whole)
                            answered[offer] = own if is_first else known
                            impact = np.float32(np.int32(entries[place] & np.uint32(255)))
                            sums[offer] += (weight if is_first else np.float32(0.0)) * impact
        first, last = rest_ptr[need], rest_ptr[need + 1]
        chosen = _promising(
            rest_columns[first:last], rest_values[first:last], rest_fields[first:last], points[need], starts, peaks,
            rest_budget,
        )  # fmt: skip
        for entry in range(first, last):
            if not chosen[entry - first]:
                continue
            for language in range(n_languages):
                row = rest_columns[entry] * n_languages + language
                weight = np.float32(
                    rest_values[entry] * points[need, language, rest_fields[entry]] * peaks[row] / 255.0
                )
                for place in range(np.uint64(starts[row]), np.uint64(starts[row + 1])):
                    impact = np.float32(np.int32(entries[place] & np.uint32(255)))
                    sums[entries[place] >> np.uint32(8)] += weight * impact
        size, weakest = 0, np.float32(0.0)
        for offer in range(n_offers):
            if sums[offer] > weakest:
                size = _keep_highest(heap, size, sums[offer], offer)
                if size == most:
                    weakest = heap[0][0]
        sums[:] = 0.0
        found[need, :size] = heap[1][:size]
    return found


@njit(**_OPTIONS)
def _promising(columns, values, fields, points, starts, peaks, budget):  # pragma: no cover - compiled
    """Return which entries to follow: those that can give most, until their lists hold `budget` entries."""
    n_languages = points.shape[0]
    promise, length = np.zeros(len(columns), np.float64), np.zeros(len(columns), np.int64)
    total = 0
    for entry in range(len(columns)):
        if columns[entry] < 0:
            continue
        for language in range(n_languages):
            row = columns[entry] * n_languages + language
            reach = values[entry] * points[language, fields[entry]] * peaks[row]
            promise[entry] = max(promise[entry], reach)
            length[entry] += starts[row + 1] - starts[row]
        total += length[entry]
    chosen = promise > 0.0
    if total <= budget:
        return chosen
    total = 0
    for entry in np.argsort(-promise, kind="mergesort"):
        total += length[entry]
        if total > budget:
            chosen[entry] = False
    return chosen


@njit(**_OPTIONS)
def _is_weaker(total, offer, other_total, other_offer):  # pragma: no cover - compiled
    return total < other_total or (total == other_total and offer > other_offer)


@njit(**_OPTIONS)
def _keep_highest(heap, size, total, offer):  # pragma: no cover - compiled
    """Add an offer to the heap of the highest sums where it belongs there; return the heap's new size.

    The root is the weakest of them; of equal ones the offer that comes later.
    """
    sums, offers = heap
    if size < len(sums):
        child = size
        while child > 0 and _is_weaker(total, offer, sums[(child - 1) // 2], offers[(child - 1) // 2]):
            sums[child] = sums[(child - 1) // 2]
            offers[child] = offers[(child - 1) // 2]
            child = (child - 1) // 2
        sums[child] = total
        offers[child] = offer
        return size + 1
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= size:
            break
        if child + 1 < size and _is_weaker(sums[child + 1], offers[child + 1], sums[child], offers[child]):
            child += 1
        if not _is_weaker(sums[child], offers[child], total, offer):
            break
        sums[parent] = sums[child]
        offers[parent] = offers[child]
        parent = child
    sums[parent] = total
    offers[parent] = offer
    return size
