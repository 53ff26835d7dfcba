"""The three text channels: words, concepts, spelling.

Each channel gives one number per pair, measured against what the need itself asks for, so that 1 means
"the offer says everything the need says" and a number has the same meaning for every need.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from . import corpus


@dataclass(frozen=True)
class Channel:
    """Needs and offers of one channel as sparse rows over shared columns.

    mass      per need, what a complete answer would score
    noise     what any two texts of a language share; counts as nothing
    weights   key -> how much it counts
    """

    needs: sparse.csr_array
    offers: sparse.csr_array
    mass: np.ndarray
    weights: dict[str, float]
    noise: float = 0.0

    def block(self, start, stop):
        """Return the dense scores of needs[start:stop] against all offers."""
        raw = (self.needs[start:stop] @ self.offers.T).toarray()
        mass = self.mass[start:stop, None]
        share = np.divide(raw, mass, out=np.zeros_like(raw), where=mass > 0)
        return np.maximum(0.0, share - self.noise) / (1.0 - self.noise)


def build_channels(needs, offers, resources):
    """Return the channels by name for two lists of corpus.Features."""
    weak = resources.analyser.weak_keys
    settings = resources.weights["text"]
    words, word_terms = _frequency_channel(needs, offers, "words", settings, weak)
    # A word the lexicon does not know is asked for all the same: one everyday concept out of ten
    # words must not pass for a full answer.
    unnamed = [[words.weights[key] for key in row.unnamed if key in words.weights] for row in needs]
    concepts, concept_terms = _frequency_channel(needs, offers, "concepts", settings, frozenset())
    terms = [[*own, *others] for own, others in zip(concept_terms, unnamed, strict=True)]
    return {
        "words": replace(words, mass=_heaviest(word_terms, settings["enough"])),
        "concepts": replace(concepts, mass=_heaviest(terms, settings["enough"])),
        "spelling": _spelling_channel(needs, offers, settings),
    }


def _frequency_channel(needs, offers, name, settings, weak):
    """Return the channel (mass still open) and per need the weights of all its terms."""
    need_rows = [getattr(row, name) for row in needs]
    columns = corpus.columns_of(need_rows)
    asked = corpus.matrix(need_rows, columns)
    said = corpus.matrix([getattr(row, name) for row in offers], columns)
    weights = corpus.rarity(asked, said)
    weights *= np.array([settings["weak"] if key in weak else 1.0 for key in columns])
    # Saying a word three times in a need does not make it three times as important.
    asked.data = np.minimum(1.0, asked.data) + np.log(np.maximum(1.0, asked.data))
    answered = corpus.bm25(said, weights, settings["k1"], settings["b"])
    values = asked.data * weights[asked.indices]
    terms = [values[start:stop] for start, stop in zip(asked.indptr[:-1], asked.indptr[1:], strict=True)]
    table = dict(zip(columns, weights.tolist(), strict=True))
    return Channel(asked, answered, np.ones(len(needs)), table), terms


def _heaviest(terms, enough):
    """Return per need the sum of its `enough` heaviest terms.

    Who answers that many of a long need's words has answered it; the rest is story.
    """
    return np.array([sum(sorted(values, reverse=True)[:enough]) for values in terms])


def _spelling_channel(needs, offers, settings):
    shortest, longest = settings["gram"]
    surfaces = corpus.columns_of([row.surfaces for row in [*needs, *offers]])
    columns = corpus.columns_of([dict.fromkeys(corpus.grams(word, shortest, longest)) for word in surfaces])
    spelt = [dict.fromkeys(corpus.grams(word, shortest, longest), 1.0) for word in surfaces]
    grams = corpus.matrix(spelt, columns)
    tables = [corpus.matrix([row.surfaces for row in side], surfaces) @ grams for side in (needs, offers)]
    weights = corpus.rarity(*tables)
    asked, said = (_unit_rows(table, weights) for table in tables)
    return Channel(asked, said, np.ones(asked.shape[0]), {}, settings["noise"])


def _unit_rows(table, weights):
    table = table.tocsr()
    table.sort_indices()
    table.data = (1.0 + np.log(np.maximum(1.0, table.data))) * weights[table.indices]
    length = np.sqrt(np.asarray((table * table).sum(axis=1)).ravel())
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    table.data /= np.where(length > 0, length, 1.0)[rows]
    return table
