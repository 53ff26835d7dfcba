"""The loops that find candidates, compiled: they walk the shortened lists of what a need asks for.

Sums are approximate; what they find is compared exactly by `kernels`.
"""

import numpy as np
from numba import njit

_OPTIONS = {"cache": True, "nogil": True}
# What an offer has collected: its sum, and in the lowest byte the number of the word or part answered last.
_MARK = np.uint32(255)
_HIGHEST_SUM = 2**24 - 1
_DEEPEST_COLUMN = 32
_LAST_CELL = np.uint64(2**32 - 1)


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
    The order of what is found says nothing; of equal sums the lower offers are taken.
    """
    n_needs = len(term_ptr) - 1
    n_languages = points.shape[1]
    found = np.full((n_needs, most), -1, np.int32)
    # One number per offer, so that an entry touches one place in memory; as a grid for `_take_highest`.
    depth = max(1, min(_DEEPEST_COLUMN, n_offers // (16 * most)))
    grid = np.zeros((depth, (n_offers + depth - 1) // depth), np.uint32)
    cells = grid.ravel()
    ranked = np.empty(len(cells), np.uint64)
    for need in range(n_needs):
        first_group, last_group = group_ptr[term_ptr[need]], group_ptr[term_ptr[need + 1]]
        first, last = entry_ptr[first_group], entry_ptr[last_group]
        fields = np.zeros(last - first, np.int8)
        promise = _promises(
            columns[first:last], strengths[first:last], fields, points[need], starts, peaks, word_budget
        )
        rest_first, rest_last = rest_ptr[need], rest_ptr[need + 1]
        rest_promise = _promises(
            rest_columns[rest_first:rest_last], rest_values[rest_first:rest_last], rest_fields[rest_first:rest_last],
            points[need], starts, peaks, rest_budget,
        )  # fmt: skip
        # Nobody can collect more than this: whole numbers are scaled to it, so that no sum flows over.
        reach = rest_promise.sum()
        for group in range(first_group, last_group):
            best = 0.0
            for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                best = max(best, promise[entry - first])
            reach += best
        if reach <= 0.0:
            continue
        scale = _HIGHEST_SUM / 255.0 / reach
        number = 0
        for term in range(term_ptr[need], term_ptr[need + 1]):
            for group in range(group_ptr[term], group_ptr[term + 1]):
                if number == _MARK:
                    for place in range(np.uint64(len(cells))):
                        cells[place] &= ~_MARK
                    number = 0
                number += 1
                own = np.uint32(number)
                if group == group_ptr[term]:
                    whole = own
                for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                    if promise[entry - first] <= 0.0:
                        continue
                    for language in range(n_languages):
                        row = columns[entry] * n_languages + language
                        weight = np.uint32(strengths[entry] * points[need, language, 0] * peaks[row] * scale)
                        weight <<= np.uint32(8)
                        # No branch: half of the offers have answered, which no processor can foresee.
                        for place in range(np.uint64(starts[row]), np.uint64(starts[row + 1])):
                            offer = entries[place] >> np.uint32(8)
                            cell = cells[offer]
                            known = cell & _MARK
                            more = np.uint32(weight * (entries[place] & _MARK) + own - known)
                            cells[offer] = cell + (more if (known != own) & (known != whole) else np.uint32(0))
        # Words are done with, the mark may go: what else is added reaches into the lowest byte.
        for entry in range(rest_first, rest_last):
            if rest_promise[entry - rest_first] <= 0.0:
                continue
            for language in range(n_languages):
                row = rest_columns[entry] * n_languages + language
                share = rest_values[entry] * points[need, language, rest_fields[entry]] * peaks[row]
                weight = np.uint32(share * scale * 256.0)
                for place in range(np.uint64(starts[row]), np.uint64(starts[row + 1])):
                    cells[entries[place] >> np.uint32(8)] += np.uint32(weight * (entries[place] & _MARK))
        _take_highest(grid, ranked, found[need])
        cells[:] = 0
    return found


@njit(**_OPTIONS)
def _promises(columns, values, fields, points, starts, peaks, budget):  # pragma: no cover - compiled
    """Return what each entry can give at most; 0 for those not to follow.

    Those are followed that can give most, until their lists hold `budget` entries.
    """
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
    if total <= budget:
        return promise
    total = 0
    for entry in np.argsort(-promise, kind="mergesort"):
        total += length[entry]
        if total > budget:
            promise[entry] = 0.0
    return promise


@njit(**_OPTIONS)
def _take_highest(grid, ranked, found):  # pragma: no cover - compiled
    """Write into `found` which cells of the grid hold the highest sums above zero; ties go to the lower cell.

    Each column whose highest sum is among the highest of all columns holds at least one: nothing below the last of
    those is looked at again. `ranked` is room for as many numbers as there are cells.
    """
    depth, n_columns, most = np.uint64(grid.shape[0]), np.uint64(grid.shape[1]), len(found)
    highest = np.zeros(n_columns, np.uint32)
    for row in range(depth):
        for column in range(n_columns):
            highest[column] = max(highest[column], grid[row, column])
    least = _MARK + np.uint32(1)
    if len(highest) > most:
        least = max(least, np.partition(highest, len(highest) - most)[len(highest) - most] & ~_MARK)
    size = 0
    for column in range(n_columns):
        if highest[column] < least:
            continue
        for row in range(depth):
            if grid[row, column] >= least:
                cell = row * n_columns + column
                ranked[size] = np.uint64(grid[row, column] >> np.uint32(8)) << np.uint64(32) | (_LAST_CELL - cell)
                size += 1
    best = ranked[:size]
    if size > most:
        best = np.partition(best, size - most)[size - most :]
    for place in range(len(best)):
        found[place] = _LAST_CELL - (best[place] & _LAST_CELL)
