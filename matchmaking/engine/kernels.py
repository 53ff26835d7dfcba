"""The loops that decide how fast the engine is, compiled.

Exact shares of pairs that `candidate_kernels` has found. Sums run in a fixed order, in double precision and without
re-association, so that a score is the same bit for bit wherever and with whatever pool it is computed.
"""

import numpy as np
from numba import njit

from .prefetch import fetch_ahead

_OPTIONS = {"cache": True, "nogil": True}


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
    is_asked = _no_marks(n_columns)
    hits = np.empty(_longest_row(offer_ptr, chosen), np.uint32)
    parts = np.zeros(n_kinds, np.float64)
    for need in range(n_needs):
        size = 0
        for entry in range(said_ptr[need], said_ptr[need + 1]):
            size += 1
            local[said_columns[entry]] = size
        first_group, last_group = group_ptr[term_ptr[need]], group_ptr[term_ptr[need + 1]]
        first, last = entry_ptr[first_group], entry_ptr[last_group]
        groups = last_group - first_group
        # Who asks for a column: entries and their groups, column by column in the order of the text.
        begin = np.zeros(size + 2, np.int32)
        term_of = np.empty(groups, np.int64)
        for term in range(term_ptr[need], term_ptr[need + 1]):
            term_of[group_ptr[term] - first_group : group_ptr[term + 1] - first_group] = term
        for column in columns[first:last]:
            if column >= 0:
                begin[local[column] + 1] += 1
                _mark(is_asked, column)
        begin = np.cumsum(begin)
        place = begin.copy()
        asking, asking_group = np.empty(last - first, np.int64), np.empty(last - first, np.int64)
        for group in range(first_group, last_group):
            for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                if columns[entry] >= 0:
                    number = local[columns[entry]]
                    asking[place[number]], asking_group[place[number]] = entry, group - first_group
                    place[number] += 1
        high, best_entry = np.zeros(groups, np.float64), np.zeros(groups, np.int64)
        touched = np.empty(groups + 1, np.int64)
        for candidate in range(most):
            offer = chosen[need, candidate]
            if offer < 0:
                continue
            if candidate + 1 < most and chosen[need, candidate + 1] >= 0:
                start, stop = offer_ptr[chosen[need, candidate + 1]], offer_ptr[chosen[need, candidate + 1] + 1]
                fetch_ahead(offer_columns, start, stop)
                fetch_ahead(offer_values, start, stop)
            n_hits = _find(is_asked, offer_columns, offer_ptr[offer], offer_ptr[offer + 1], hits)
            n_touched = 0
            for hit in hits[:n_hits]:
                said = offer_values[hit]
                number = local[offer_columns[hit]]
                # No branches here: which answer is better, no processor can foresee.
                for i in range(begin[number], begin[number + 1]):
                    entry, group = asking[i], asking_group[i]
                    answer, known = said * values[entry], high[group]
                    is_better = (answer > known) | ((answer == known) & (answer > 0.0) & (entry < best_entry[group]))
                    touched[n_touched] = group
                    n_touched += is_better & (known == 0.0)
                    high[group] = answer if is_better else known
                    best_entry[group] = entry if is_better else best_entry[group]
            for i in range(1, n_touched):
                group, place_of = touched[i], i
                while place_of > 0 and touched[place_of - 1] > group:
                    touched[place_of] = touched[place_of - 1]
                    place_of -= 1
                touched[place_of] = group
            position = 0
            while position < n_touched:
                term = term_of[touched[position]]
                best, best_kind, together = 0.0, 0, 0.0
                while position < n_touched and term_of[touched[position]] == term:
                    group = touched[position]
                    kind = kinds[best_entry[group]]
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
            _unmark(is_asked, said_columns[entry])
    return result


@njit(**_OPTIONS)
def align_back(
    need_ptr, need_columns, need_values, offer_ptr, columns, values, groups, group_terms, chosen, n_columns
):  # pragma: no cover - compiled  # fmt: skip
    """Return per candidate which share of the offer's words the need answers, shape (needs, chosen per need).

    offer_ptr, columns, values   the entries of the offers' words
    groups                       per entry the group it belongs to; groups of all offers are numbered in turn
    group_terms                  per group 2 * its term, 1 more for the part of a compound; see `align`
    """
    n_needs, most = chosen.shape
    result = np.zeros((n_needs, most), np.float64)
    said = np.zeros(n_columns, np.float32)
    is_said = _no_marks(n_columns)
    hits = np.empty(_longest_row(offer_ptr, chosen), np.uint32)
    for need in range(n_needs):
        for entry in range(need_ptr[need], need_ptr[need + 1]):
            said[need_columns[entry]] = need_values[entry]
            _mark(is_said, need_columns[entry])
        for candidate in range(most):
            offer = chosen[need, candidate]
            if offer < 0:
                continue
            if candidate + 1 < most and chosen[need, candidate + 1] >= 0:
                start, stop = offer_ptr[chosen[need, candidate + 1]], offer_ptr[chosen[need, candidate + 1] + 1]
                fetch_ahead(columns, start, stop)
                fetch_ahead(values, start, stop)
                fetch_ahead(groups, start, stop)
            n_hits = _find(is_said, columns, offer_ptr[offer], offer_ptr[offer + 1], hits)
            total, best, together, high = 0.0, 0.0, 0.0, 0.0
            group, term = np.int32(-1), np.int32(0)
            for hit in hits[:n_hits]:
                answer = np.float64(said[columns[hit]]) * values[hit]
                if groups[hit] == group:
                    high = max(high, answer)
                    continue
                if term & 1:
                    together += high
                else:
                    best = high
                group, high, last_term = groups[hit], answer, term
                term = group_terms[group]
                if term >> 1 != last_term >> 1:
                    total += max(together, best)
                    best, together = 0.0, 0.0
            if term & 1:
                together += high
            else:
                best = high
            result[need, candidate] = total + max(together, best)
        for entry in range(need_ptr[need], need_ptr[need + 1]):
            said[need_columns[entry]] = 0.0
            _unmark(is_said, need_columns[entry])
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
        for candidate in range(most):
            offer = chosen[need, candidate]
            if offer < 0:
                continue
            if candidate + 1 < most and chosen[need, candidate + 1] >= 0:
                start, stop = offer_ptr[chosen[need, candidate + 1]], offer_ptr[chosen[need, candidate + 1] + 1]
                fetch_ahead(offer_columns, start, stop)
                fetch_ahead(offer_values, start, stop)
            total = 0.0
            for entry in range(offer_ptr[offer], offer_ptr[offer + 1]):
                total += np.float64(dense[offer_columns[entry]]) * offer_values[entry]
            result[need, candidate] = total
        for entry in range(first, last):
            dense[need_columns[entry]] = 0.0
    return result


@njit(**_OPTIONS)
def _longest_row(ptr, chosen):  # pragma: no cover - compiled
    """Return how many entries the longest of the chosen rows has."""
    longest = 0
    for row in chosen.flat:
        if row >= 0:
            longest = max(longest, ptr[row + 1] - ptr[row])
    return longest


@njit(**_OPTIONS)
def _no_marks(n_columns):  # pragma: no cover - compiled
    """Return a bit per column, none of them set: small enough for the nearest cache, unlike a number per column."""
    return np.zeros(n_columns // 32 + 1, np.uint32)


@njit(**_OPTIONS)
def _mark(marks, column):  # pragma: no cover - compiled
    marks[column >> 5] |= np.uint32(1) << np.uint32(column & 31)


@njit(**_OPTIONS)
def _unmark(marks, column):  # pragma: no cover - compiled
    """Take the mark off a column, and off those that share its word: who unmarks one unmarks all."""
    marks[column >> 5] = 0


@njit(**_OPTIONS)
def _find(marks, columns, start, stop, hits):  # pragma: no cover - compiled
    """Write into `hits` which entries start:stop are in a marked column; return how many. No branches."""
    n_hits = np.uint64(0)
    for entry in range(np.uint64(start), np.uint64(stop)):
        column = np.uint32(columns[entry])
        hits[n_hits] = entry
        n_hits += np.uint64((marks[column >> np.uint32(5)] >> (column & np.uint32(31))) & np.uint32(1))
    return n_hits


@njit(**_OPTIONS)
def keep_best(chosen, totals, best):  # pragma: no cover - compiled
    """Keep in `best` (offers, so many) the highest totals that any need gave each offer, the highest first."""
    n_needs, most = chosen.shape
    depth = best.shape[1]
    for need in range(n_needs):
        for candidate in range(most):
            offer, total = chosen[need, candidate], totals[need, candidate]
            if offer < 0 or total <= best[offer, depth - 1]:
                continue
            place = depth - 1
            while place > 0 and best[offer, place - 1] < total:
                best[offer, place] = best[offer, place - 1]
                place -= 1
            best[offer, place] = total


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
