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
    by_column = np.empty(len(columns), np.int64)
    for entry in range(len(columns)):
        by_column[place[columns[entry]]] = entry
        place[columns[entry]] += 1
    starts = np.zeros(n_columns + 1, np.int64)
    for column in range(n_columns):
        starts[column + 1] = starts[column] + min(longest, full[column + 1] - full[column])
    kept_owners = np.empty(starts[-1], np.int32)
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
    starts, owners, values, peaks, need_ptr, need_columns, need_values, need_fields, points, asked, n_offers, most
):  # pragma: no cover - compiled
    """Return per need up to `most` offers with the highest sums over the shortened lists, -1 for none.

    starts, owners, values   lists, see `shorten`; list column * languages + l holds the offers in language l
    peaks                    the highest value per list
    need_ptr, ...            sparse rows of the needs over the columns; which field a key belongs to
    points                   what an answer is worth, shape (needs, languages, fields)
    asked                    how many of a need's keys are followed: those that can give most
    """
    n_needs = len(need_ptr) - 1
    n_languages = points.shape[1]
    found = np.full((n_needs, most), -1, np.int32)
    sums = np.zeros(n_offers, np.float32)
    touched = np.empty(n_offers, np.int32)
    heap_sum = np.empty(most, np.float32)
    heap_offer = np.empty(most, np.int32)
    for need in range(n_needs):
        first, last = need_ptr[need], need_ptr[need + 1]
        length = last - first
        promise = np.zeros(length, np.float64)
        for i in range(length):
            for language in range(n_languages):
                reach = points[need, language, need_fields[first + i]]
                peak = peaks[need_columns[first + i] * n_languages + language]
                promise[i] = min(promise[i], -need_values[first + i] * reach * peak)
        order = np.argsort(promise, kind="mergesort") if length > asked else np.arange(length)
        n_touched = 0
        for i in range(min(asked, length)):
            entry = first + order[i]
            for language in range(n_languages):
                weight = np.float32(need_values[entry] * points[need, language, need_fields[entry]])
                if weight <= 0.0:
                    continue
                row = need_columns[entry] * n_languages + language
                for place in range(starts[row], starts[row + 1]):
                    offer = owners[place]
                    if sums[offer] == 0.0:
                        touched[n_touched] = offer
                        n_touched += 1
                    sums[offer] += weight * values[place] + np.float32(1e-30)
        size = 0
        for i in range(n_touched):
            offer = touched[i]
            total = sums[offer]
            sums[offer] = 0.0
            if size < most:
                # Sift up: the root of the heap is the weakest candidate.
                child = size
                size += 1
                while child > 0 and heap_sum[(child - 1) // 2] > total:
                    heap_sum[child] = heap_sum[(child - 1) // 2]
                    heap_offer[child] = heap_offer[(child - 1) // 2]
                    child = (child - 1) // 2
                heap_sum[child] = total
                heap_offer[child] = offer
            elif total > heap_sum[0]:
                parent = 0
                while True:
                    child = 2 * parent + 1
                    if child >= size:
                        break
                    if child + 1 < size and heap_sum[child + 1] < heap_sum[child]:
                        child += 1
                    if heap_sum[child] >= total:
                        break
                    heap_sum[parent] = heap_sum[child]
                    heap_offer[parent] = heap_offer[child]
                    parent = child
                heap_sum[parent] = total
                heap_offer[parent] = offer
        for i in range(size):
            found[need, i] = heap_offer[i]
    return found


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
def gather(
    key_ptr,
    key_columns,
    key_values,
    gram_ptr,
    gram_columns,
    gram_values,
    topic_ptr,
    topic_columns,
    topic_values,
    n_columns,
):
    # pragma: no cover - compiled
    """Return (ptr, columns, values, fields): all that a need asks for in one row, a key with its highest value.

    fields   0 for keys, 1 for n-grams, 2 for topics
    """
    n_needs = len(key_ptr) - 1
    most = key_ptr[-1] - key_ptr[0] + len(gram_columns) + len(topic_columns)
    ptr = np.zeros(n_needs + 1, np.int64)
    columns, values, fields = np.empty(most, np.int32), np.empty(most, np.float64), np.empty(most, np.int8)
    local = np.full(n_columns, -1, np.int64)
    size = 0
    for need in range(n_needs):
        for entry in range(key_ptr[need], key_ptr[need + 1]):
            column = key_columns[entry]
            if column < 0:
                continue
            if local[column] < ptr[need]:
                local[column] = size
                columns[size], values[size], fields[size] = column, key_values[entry], 0
                size += 1
            elif key_values[entry] > values[local[column]]:
                values[local[column]] = key_values[entry]
        for entry in range(gram_ptr[need], gram_ptr[need + 1]):
            columns[size], values[size], fields[size] = gram_columns[entry], gram_values[entry], 1
            size += 1
        for entry in range(topic_ptr[need], topic_ptr[need + 1]):
            columns[size], values[size], fields[size] = topic_columns[entry], topic_values[entry], 2
            size += 1
        ptr[need + 1] = size
    return ptr, columns[:size], values[:size], fields[:size]


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
