"""Offers prepared for being asked: sparse rows for exact scores, shortened lists for finding candidates."""

from dataclasses import dataclass

import numpy as np

from . import candidate_kernels, kernels
from .weighing import KINDS

# Up to so many offers every need is compared with every offer; beyond, candidates are looked for first.
EXACT_UP_TO = 1500
# For 10,000 offers and fewer: how many candidates a need gets, how many entries of the lists of its words and of
# its n-grams and topics are read, and how long a list is. All grow with the pool, more slowly than the pool itself.
_CANDIDATES, _WORD_BUDGET, _REST_BUDGET, _LONGEST_LIST = 64, 70_000, 80_000, 1000
_POOL, _CANDIDATES_GROW, _BUDGETS_GROW, _LISTS_GROW = 10_000, 0.2, 0.25, 0.5
_FIELDS = ("keys", "grams", "topics")
_MOST_OFFERS = 2**24  # that an entry of a list can tell apart


@dataclass(frozen=True)
class _Sparse:
    """Rows over columns of the index, sorted by column."""

    ptr: np.ndarray
    columns: np.ndarray
    values: np.ndarray

    @property
    def owners(self):
        return np.repeat(np.arange(len(self.ptr) - 1, dtype=np.int32), np.diff(self.ptr))


@dataclass(frozen=True)
class _Lists:
    """The shortened lists of the offers: list column * languages + l holds the offers in language l.

    Lists number offers language by language: what a list touches lies closer together. Offer n is `order[n]`.
    """

    languages: list[str]
    order: np.ndarray
    starts: np.ndarray
    entries: np.ndarray
    peaks: np.ndarray


@dataclass(frozen=True)
class _Answerable:
    """The words of the offers as `kernels.align_back` reads them."""

    ptr: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    groups: np.ndarray
    group_terms: np.ndarray


class Index:
    """All offers of a pool.

    side         OfferSide
    vocabulary   explains its numbers
    """

    def __init__(self, side, vocabulary):
        self.languages = side.languages
        self._lookup, self._offset, width = {}, {}, 0
        for name in _FIELDS:
            used = np.unique(getattr(side, name).numbers)
            if name != "keys":
                # Sums over columns must come out the same whatever else is in the pool.
                keys = vocabulary.keys(name)
                used = np.array(sorted(used.tolist(), key=keys.__getitem__), dtype=np.int64)
            column = np.full(vocabulary.size(name), -1, dtype=np.int32)
            column[used] = width + np.arange(len(used))
            self._lookup[name], self._offset[name] = column, width
            width += len(used)
        self._width = width
        self._rows = {name: self._sparse(getattr(side, name), name, np.float32) for name in _FIELDS}
        self._terms = self._answerable(side.terms)
        self._lists = None

    def __len__(self):
        return len(self.languages)

    def _columns(self, numbers, name):
        """Return the columns of vocabulary numbers, -1 for what no offer has."""
        lookup = self._lookup[name]
        known = numbers < len(lookup)
        return np.where(known, lookup[np.where(known, numbers, 0)], -1) if len(lookup) else np.full(len(numbers), -1)

    def _sparse(self, rows, name, dtype):
        columns = self._columns(rows.numbers, name)
        kept = columns >= 0
        owners, columns, values = rows.owners[kept], columns[kept], rows.values[kept]
        order = np.argsort(owners * np.int64(self._width + 1) + columns, kind="stable")
        ptr = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(rows)))])
        return _Sparse(ptr, columns[order].astype(np.int32), values[order].astype(dtype))

    def _answerable(self, terms):
        """Return the words of the offers, each entry with the group it belongs to."""
        is_part = np.ones(len(terms.entries) - 1, dtype=np.int32)
        is_part[terms.groups[:-1]] = 0
        group_terms = 2 * np.repeat(np.arange(len(terms.groups) - 1, dtype=np.int32), np.diff(terms.groups)) + is_part
        return _Answerable(
            terms.entries[terms.groups[terms.terms]],
            self._columns(terms.numbers, "keys").astype(np.int32),
            terms.strengths.astype(np.float32),
            np.repeat(np.arange(len(is_part), dtype=np.int32), np.diff(terms.entries)),
            group_terms,
        )

    def width(self, top):
        """Return how many offers a need is compared with, of which the caller wants to see `top`."""
        if len(self) <= EXACT_UP_TO:
            return len(self)
        return max(int(_CANDIDATES * self._beyond**_CANDIDATES_GROW), 2 * top)

    @property
    def _beyond(self):
        return max(1.0, len(self) / _POOL)

    def get_ready(self):
        """Prepare what candidates are looked for with; to be called before threads ask for `shares`."""
        if self._lists is None and len(self) > EXACT_UP_TO:
            self._lists = self._shorten()

    def shares(self, needs, reach, top):
        """Return (offers, {kind of evidence: shares}) for a NeedSide.

        reach    {"same": points per field, "cross": ...}: what candidates are looked for with
        top      how many offers per need the caller wants to see
        offers   places in the index, shape (needs, candidates), -1 where there are fewer
        shares   words, concepts, glosses, everyday (together at most 1), focus, spelling, topics; from 0 to 1
        """
        terms = needs.terms
        columns = self._columns(terms.numbers, "keys").astype(np.int32)
        other = {name: self._sparse(getattr(needs, name), name, np.float64) for name in ("grams", "topics")}
        if len(self) <= EXACT_UP_TO:
            chosen = np.tile(np.arange(len(self), dtype=np.int32), (len(needs), 1))
        else:
            chosen = self._candidates(needs, columns, other, reach, self.width(top))
        rows, answerable = self._rows["keys"], self._terms
        said = self._sparse(needs.keys, "keys", np.float64)
        aligned = kernels.align(
            said.ptr, said.columns, terms.terms, terms.groups, terms.entries, columns, terms.strengths, needs.kinds,
            rows.ptr, rows.columns, rows.values, chosen, self._width, len(KINDS),
        )  # fmt: skip
        together = aligned.sum(axis=2)
        aligned /= np.maximum(1.0, together)[:, :, None]
        shares = {kind: aligned[:, :, column] for column, kind in enumerate(KINDS)}
        shares["focus"] = kernels.align_back(
            said.ptr, said.columns, said.values,
            answerable.ptr, answerable.columns, answerable.values, answerable.groups, answerable.group_terms,
            chosen, self._width,
        )  # fmt: skip
        np.minimum(shares["focus"], 1.0, out=shares["focus"])
        for name, field in (("spelling", "grams"), ("topics", "topics")):
            asked, said = other[field], self._rows[field]
            shares[name] = kernels.dots(
                asked.ptr, asked.columns, asked.values, said.ptr, said.columns, said.values, chosen, self._width
            )
        return chosen, shares

    def _candidates(self, needs, columns, other, reach, most):
        self.get_ready()
        lists, terms, growth = self._lists, needs.terms, self._beyond**_BUDGETS_GROW
        same = needs.languages[:, None] == np.array(lists.languages)[None, :]
        points = np.where(same[:, :, None], reach["same"], reach["cross"])
        grams, topics = other["grams"], other["topics"]
        owners = np.concatenate([grams.owners, topics.owners])
        order = np.argsort(owners, kind="stable")
        field = np.repeat(np.array([1, 2], dtype=np.int8), [len(grams.values), len(topics.values)])
        found = candidate_kernels.candidates(
            lists.starts, lists.entries, lists.peaks,
            terms.terms, terms.groups, terms.entries, columns, terms.strengths,
            grams.ptr + topics.ptr, np.concatenate([grams.columns, topics.columns])[order],
            np.concatenate([grams.values, topics.values])[order], field[order],
            points, int(_WORD_BUDGET * growth), int(_REST_BUDGET * growth), len(self), most,
        )  # fmt: skip
        return np.where(found >= 0, lists.order[found], -1)

    def _shorten(self):
        if len(self) > _MOST_OFFERS:
            raise ValueError(f"a pool holds at most {_MOST_OFFERS} offers; larger ones are to be divided")
        languages, spoken = np.unique(self.languages, return_inverse=True)
        order = np.argsort(spoken, kind="stable").astype(np.int32)
        number = np.empty_like(order)
        number[order] = np.arange(len(order))
        parts = [(rows.columns, rows.owners, rows.values) for rows in self._rows.values()]
        columns, owners, values = (np.concatenate(each) for each in zip(*parts, strict=True))
        rows = columns * np.int32(len(languages)) + spoken.astype(np.int32)[owners]
        del columns, parts
        longest = int(_LONGEST_LIST * self._beyond**_LISTS_GROW)
        lists = candidate_kernels.shorten(rows, number[owners], values, self._width * len(languages), longest)
        return _Lists(languages.tolist(), order, *lists)
