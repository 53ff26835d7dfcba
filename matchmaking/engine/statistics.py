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
    lengths, numbers = [0], []
    for number in used:
        numbers += table.vocabulary.numbers("grams", grams(every[number], size))
        lengths.append(len(numbers))
    spelt = sparse.csr_array(
        (np.ones(len(numbers)), np.array(numbers, dtype=np.int32), np.array(lengths)),
        shape=(len(used), table.vocabulary.size("grams")),
    )
    said = sparse.csr_array((surfaces.values, places, surfaces.indptr), shape=(len(table), len(used)))
    rows = said @ spelt
    return _rows(rows)


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
