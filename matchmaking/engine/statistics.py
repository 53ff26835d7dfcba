"""How common keys are in a pool of texts: what rarity and length are measured against.

A score depends on a pool only through these numbers. Who keeps them can compute the score again when the
pool has long been another one.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from .features import Rows, grams

COUNTED = ("keys", "grams", "topics")


@dataclass(frozen=True)
class Statistics:
    """Document frequencies of a pool.

    documents     number of texts
    frequencies   namespace -> {key: number of texts that hold it}
    length        mean number of words of an offer, parts of compounds included
    """

    documents: int
    frequencies: dict[str, dict[str, int]] = field(repr=False)
    length: float

    def as_json(self):
        """Return plain dicts that `from_json` turns back."""
        return {"documents": self.documents, "frequencies": self.frequencies, "length": self.length}

    @classmethod
    def from_json(cls, content):
        """Return the Statistics of what `as_json` gave."""
        return cls(content["documents"], content["frequencies"], content["length"])

    def rarity(self, name, keys):
        """Return ln(1 + (N - df + .5) / (df + .5)) for each of `keys` (Robertson/Sparck Jones, as BM25 uses it)."""
        table = self.frequencies[name]
        frequency = np.fromiter((table.get(key, 0) for key in keys), dtype=np.float64, count=len(keys))
        frequency = np.minimum(frequency, self.documents)
        return np.log1p((self.documents - frequency + 0.5) / (frequency + 0.5))


def key_rows(table, part):
    """Return per text how often it says each key, as Rows; what a part of a compound says counts `part`."""
    terms = table.terms
    lengths = np.diff(terms.entries)
    first_groups = np.zeros(len(lengths), dtype=bool)
    first_groups[terms.groups[:-1]] = True
    group_terms = np.repeat(np.arange(len(terms.counts)), np.diff(terms.groups))
    factor = terms.counts[group_terms] * np.where(first_groups, 1.0, part)
    term_owners = np.repeat(np.arange(len(table), dtype=np.int32), np.diff(terms.terms))
    owners = np.repeat(term_owners[group_terms], lengths)
    counted = sparse.csr_array(
        sparse.coo_array(
            (terms.strengths * np.repeat(factor, lengths), (owners, terms.numbers)),
            shape=(len(table), table.vocabulary.size("keys")),
        )
    )
    return _rows(counted)


def gram_rows(table, size):
    """Return the n-grams of every text as Rows over the vocabulary's gram numbers."""
    surfaces = table.surfaces
    used, places = np.unique(surfaces.numbers, return_inverse=True)
    every = table.vocabulary.keys("surfaces")
    owners, numbers = _grams([every[number] for number in used], size, table.vocabulary)
    spelt = sparse.csr_array(
        sparse.coo_array((np.ones(len(numbers)), (owners, numbers)), (len(used), table.vocabulary.size("grams")))
    )
    said = sparse.csr_array((surfaces.values, places, surfaces.indptr), shape=(len(table), len(used)))
    rows = said @ spelt
    return _rows(rows)


def _grams(surfaces, size, vocabulary):
    """Return (places, numbers): every n-gram of every surface form, with the place of the form in the list.

    The same as `features.grams`, form by form, for all forms at once: each distinct n-gram is looked up once.
    """
    short = [place for place, surface in enumerate(surfaces) if len(surface) + 2 < size]
    text = np.frombuffer("".join(f"<{surface}>" for surface in surfaces).encode("utf-32-le"), dtype=np.uint32)
    lengths = np.array([len(surface) + 2 for surface in surfaces], dtype=np.int64)
    counts = np.maximum(0, lengths - size + 1)
    owners = np.repeat(np.arange(len(surfaces)), counts)
    # Where each n-gram begins: the forms lie one after the other.
    starts = np.arange(len(owners)) + np.repeat(np.cumsum(lengths - counts) - (lengths - counts), counts)
    codes = np.zeros(len(owners), dtype=np.int64)
    for step in range(size):
        # A character needs 21 bits; what has been read so far is numbered anew to leave room for it.
        seen = np.unique(codes, return_inverse=True)[1] if step > 2 else codes
        codes = seen << 21 | text[starts + step]
    _codes, first, which = np.unique(codes, return_index=True, return_inverse=True)
    distinct = [text[start : start + size].tobytes().decode("utf-32-le") for start in starts[first]]
    numbers = np.array(vocabulary.numbers("grams", distinct), dtype=np.int32)[which]
    whole = [gram for place in short for gram in grams(surfaces[place], size)]
    return (
        np.concatenate([owners, np.array(short, dtype=np.int64)]),
        np.concatenate([numbers, np.array(vocabulary.numbers("grams", whole), dtype=np.int32)]),
    )


def _rows(counted):
    """Return a sparse array as Rows; what is counted here needs no double precision."""
    return Rows(counted.indptr.astype(np.int64), counted.indices.astype(np.int32), counted.data.astype(np.float32))


@dataclass(frozen=True)
class Counts:
    """One side of a run, counted: the Table and its rows of keys and of n-grams.

    Tables of one run share a vocabulary.
    """

    table: object
    keys: Rows
    grams: Rows

    def __len__(self):
        return len(self.table)

    @classmethod
    def of(cls, table, resources):
        """Count a Table with the settings of the Resources."""
        text = resources.weights["text"]
        return cls(table, key_rows(table, text["part"]), gram_rows(table, text["gram"]))

    def take(self, start, stop):
        """Return the texts start:stop."""
        rows = (each.take(start, stop) for each in (self.keys, self.grams))
        return Counts(self.table.take(start, stop), *rows)

    @property
    def topics(self):
        """Return the rows of topics."""
        return self.table.topics

    def lengths(self):
        """Return the number of words per text, parts of compounds included."""
        is_word = self.table.vocabulary.are_words()
        return np.bincount(
            self.keys.owners, weights=np.where(is_word[self.keys.numbers], self.keys.values, 0.0), minlength=len(self)
        )


def collect(sides, offers):
    """Return the Statistics over all Counts in `sides`; the mean length is that of the Counts `offers`."""
    vocabulary = offers.table.vocabulary
    frequencies = {}
    for name in COUNTED:
        size = vocabulary.size(name)
        count = sum(np.bincount(getattr(side, name).numbers, minlength=size) for side in sides)
        keys = vocabulary.keys(name)
        frequencies[name] = {keys[number]: int(count[number]) for number in np.flatnonzero(count)}
    lengths = offers.lengths()
    filled = lengths[lengths > 0]
    return Statistics(sum(map(len, sides)), frequencies, float(filled.mean()) if len(filled) else 1.0)
