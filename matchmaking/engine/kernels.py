"""The loops that decide how fast the engine is, compiled.

Stage one walks the shortened lists of the need's heaviest keys and picks candidates; stage two computes
the exact shares of the candidates. Sums run in a fixed order, in double precision and without
re-association, so that a score is the same bit for bit wherever and with whatever pool it is computed.
"""

import numpy as np
from numba import njit

_OPTIONS = {"cache": True, "nogil": True}


@njit(**_OPTIONS)
def shorten(columns, owners, values, n_columns, longest):  # pragma: no cover - compiled
    """Return (starts, owners, values) of the lists per column: the `longest` entries of most impact each.

    columns   column of every entry; entries are ordered by owner
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
    kept_owners = np.empty(starts[-1], np.uint32)  # unsigned: an index that needs no check for below 0
    kept_values = np.empty(starts[-1], np.float32)
    for column in range(n_columns):
        entries = by_column[full[column] : full[column + 1]]
        if len(entries) > longest:
            impact = np.empty(len(entries), np.float64)
            for i in range(len(entries)):
                impact[i] = -values[entries[i]]
            entries = np.sort(entries[np.argsort(impact, kind="mergesort")[:longest]])
        for i in range(len(entries)):
            kept_owners[starts[column] + i] = owners[entries[i]]
            kept_values[starts[column] + i] = values[entries[i]]
    return starts, kept_owners, kept_values


@njit(**_OPTIONS)
def candidates(
    starts, owners, values, peaks,
    term_ptr, group_ptr, entry_ptr, columns, strengths,
    rest_ptr, rest_columns, rest_values, rest_fields,
    points, word_budget, rest_budget, n_offers, most,
):  # pragma: no cover - compiled  # fmt: skip
    """Return per need up to `most` offers with the highest sums over the shortened lists, -1 for none.

    starts, owners, values   lists, see `shorten`; list column * languages + l holds the offers in language l
    peaks                    the highest value per list
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
    answered = np.zeros(n_offers, np.int32)
    heap = (np.empty(most, np.float32), np.empty(most, np.int32))
    number = 0
    for need in range(n_needs):
        first = entry_ptr[group_ptr[term_ptr[need]]]
        last = entry_ptr[group_ptr[term_ptr[need + 1]]]
        fields = np.zeros(last - first, np.int8)
        chosen = _promising(
            columns[first:last], strengths[first:last], fields, points[need], starts, peaks, word_budget
        )
        for term in range(term_ptr[need], term_ptr[need + 1]):
            number += 1
            whole = number
            for group in range(group_ptr[term], group_ptr[term + 1]):
                if group > group_ptr[term]:
                    number += 1
                for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                    if not chosen[entry - first]:
                        continue
                    for language in range(n_languages):
                        weight = np.float32(strengths[entry] * points[need, language, 0])
                        row = columns[entry] * n_languages + language
                        # No branch: half of the offers have answered, which no processor can foresee.
                        for place in range(starts[row], starts[row + 1]):
                            offer = owners[place]
                            known = answered[offer]
                            is_first = (known != number) & (known != whole)
                            answered[offer] = number if is_first else known
                            sums[offer] += weight * values[place] * np.float32(is_first)
        first, last = rest_ptr[need], rest_ptr[need + 1]
        chosen = _promising(
            rest_columns[first:last], rest_values[first:last], rest_fields[first:last], points[need], starts, peaks,
            rest_budget,
        )  # fmt: skip
        for entry in range(first, last):
            if not chosen[entry - first]:
                continue
            for language in range(n_languages):
                weight = np.float32(rest_values[entry] * points[need, language, rest_fields[entry]])
                row = rest_columns[entry] * n_languages + language
                for place in range(starts[row], starts[row + 1]):
                    sums[owners[place]] += weight * values[place]
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


@njit(**_OPTIONS)
def align(
    said_ptr, said_columns, term_ptr, group_ptr, entry_ptr, columns, values, kinds,
    offer_ptr, offer_columns, offer_values, chosen, n_columns, n_kinds,
):  # pragma: no cover - compiled  # fmt: skip
    """Return per candidate and kind what the words of the need find, shape (needs, chosen per need, kinds).

    A term takes its best answer: the best entry of its first group, or the sum over the best entries of its
    other groups (the parts of a compound), whichever is more. Only groups that an offer touches are looked at;
    they are added up in the order of the text.
    """
    n_needs, most = chosen.shape
    result = np.zeros((n_needs, most, n_kinds), np.float64)
    local = np.zeros(n_columns, np.int32)
    parts = np.zeros(n_kinds, np.float64)
    for need in range(n_needs):
        size = 0
        for entry in range(said_ptr[need], said_ptr[need + 1]):
            size += 1
            local[said_columns[entry]] = size
        first_group, last_group = group_ptr[term_ptr[need]], group_ptr[term_ptr[need + 1]]
        first, last = entry_ptr[first_group], entry_ptr[last_group]
        # Which entries ask for a column: a chain per column.
        head, following = np.full(size + 1, -1, np.int64), np.empty(last - first, np.int64)
        groups = last_group - first_group
        group_of, term_of = np.empty(last - first, np.int64), np.empty(groups, np.int64)
        for term in range(term_ptr[need], term_ptr[need + 1]):
            for group in range(group_ptr[term], group_ptr[term + 1]):
                term_of[group - first_group] = term
                for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                    group_of[entry - first] = group - first_group
        for place in range(last - first - 1, -1, -1):
            column = columns[first + place]
            if column >= 0:
                number = local[column]
                following[place] = head[number]
                head[number] = place
        high, best_entry = np.zeros(groups, np.float64), np.empty(groups, np.int64)
        touched = np.empty(groups, np.int64)
        for candidate in range(most):
            offer = chosen[need, candidate]
            if offer < 0:
                continue
            n_touched = 0
            for entry in range(offer_ptr[offer], offer_ptr[offer + 1]):
                number = local[offer_columns[entry]]
                if number == 0:
                    continue
                said = offer_values[entry]
                place = head[number]
                while place >= 0:
                    answer = said * values[first + place]
                    group = group_of[place]
                    if answer > high[group]:
                        if high[group] == 0.0:
                            touched[n_touched] = group
                            n_touched += 1
                        high[group], best_entry[group] = answer, place
                    elif answer == high[group] and answer > 0.0 and place < best_entry[group]:
                        best_entry[group] = place
                    place = following[place]
            for i in range(1, n_touched):
                group, place = touched[i], i
                while place > 0 and touched[place - 1] > group:
                    touched[place] = touched[place - 1]
                    place -= 1
                touched[place] = group
            position = 0
            while position < n_touched:
                term = term_of[touched[position]]
                best, best_kind, together = 0.0, 0, 0.0
                while position < n_touched and term_of[touched[position]] == term:
                    group = touched[position]
                    kind = kinds[first + best_entry[group]]
                    if group + first_group == group_ptr[term]:
                        best, best_kind = high[group], kind
                    else:
                        parts[kind] += high[group]
                        together += high[group]
                    high[group] = 0.0
                    position += 1
                if together > best:
                    for kind in range(n_kinds):
                        result[need, candidate, kind] += parts[kind]
                else:
                    result[need, candidate, best_kind] += best
                if together > 0.0:
                    parts[:] = 0.0
        for entry in range(said_ptr[need], said_ptr[need + 1]):
            local[said_columns[entry]] = 0
    return result


@njit(**_OPTIONS)
def align_back(need_ptr, need_columns, need_values, term_ptr, group_ptr, entry_ptr, columns, values, chosen, n_columns):
    # pragma: no cover - compiled
    """Return per candidate which share of the offer's words the need answers, shape (needs, chosen per need)."""
    n_needs, most = chosen.shape
    result = np.zeros((n_needs, most), np.float64)
    said = np.zeros(n_columns, np.float32)
    for need in range(n_needs):
        for entry in range(need_ptr[need], need_ptr[need + 1]):
            said[need_columns[entry]] = need_values[entry]
        for place in range(most):
            offer = chosen[need, place]
            if offer < 0:
                continue
            total = 0.0
            for term in range(term_ptr[offer], term_ptr[offer + 1]):
                best, together = 0.0, 0.0
                for group in range(group_ptr[term], group_ptr[term + 1]):
                    high = 0.0
                    for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                        high = max(high, np.float64(said[columns[entry]]) * values[entry])
                    if group == group_ptr[term]:
                        best = high
                    else:
                        together += high
                total += max(together, best)
            result[need, place] = total
        for entry in range(need_ptr[need], need_ptr[need + 1]):
            said[need_columns[entry]] = 0.0
    return result


@njit(**_OPTIONS)
def dots(need_ptr, need_columns, need_values, offer_ptr, offer_columns, offer_values, chosen, n_columns):
    # pragma: no cover - compiled
    """Return the dot products with the candidates, shape (needs, chosen per need); 0 where `chosen` is -1."""
    n_needs, most = chosen.shape
    result = np.zeros((n_needs, most), np.float64)
    dense = np.zeros(n_columns, np.float32)
    for need in range(n_needs):
        first, last = need_ptr[need], need_ptr[need + 1]
        for entry in range(first, last):
            dense[need_columns[entry]] = need_values[entry]
        for place in range(most):
            offer = chosen[need, place]
            if offer < 0:
                continue
            total = 0.0
            for entry in range(offer_ptr[offer], offer_ptr[offer + 1]):
                total += np.float64(dense[offer_columns[entry]]) * offer_values[entry]
            result[need, place] = total
        for entry in range(first, last):
            dense[need_columns[entry]] = 0.0
    return result


@njit(**_OPTIONS)
def strongest(indptr, values, most):  # pragma: no cover - compiled
    """Return which entries are among the `most` highest of their row; ties go to the earlier entry."""
    kept = np.ones(len(values), np.bool_)
    for row in range(len(indptr) - 1):
        first, last = indptr[row], indptr[row + 1]
        if last - first <= most:
            continue
        order = np.argsort(-values[first:last], kind="mergesort")
        for i in range(most, last - first):
            kept[first + order[i]] = False
    return kept
