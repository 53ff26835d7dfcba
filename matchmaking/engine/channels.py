"""The three text channels: words, concepts, spelling.

Each channel gives one number per pair, measured against what the need itself asks for, so that 1 means
"the offer says everything the need says" and a number has the same meaning for every need.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from . import corpus


@dataclass(frozen=True)
class Channel:
    """Needs and offers of one channel as sparse rows over shared columns.

    mass      per need, what a complete answer would score
    weights   key -> how much it counts
    """

    needs: sparse.csr_array
    offers: sparse.csr_array
    mass: np.ndarray
    weights: dict[str, float]

    def block(self, start, stop):
        """Return the dense scores of needs[start:stop] against all offers."""
        raw = (self.needs[start:stop] @ self.offers.T).toarray()
        mass = self.mass[start:stop, None]
        return np.divide(raw, mass, out=np.zeros_like(raw), where=mass > 0)


def build_channels(needs, offers, resources):
    """Return the channels by name for two lists of corpus.Features."""
    weak = resources.analyser.weak_keys
    settings = resources.weights["text"]
    return {
        "words": _frequency_channel(needs, offers, "words", settings, weak),
        "concepts": _frequency_channel(needs, offers, "concepts", settings, frozenset()),
        "spelling": _spelling_channel(needs, offers, settings),
    }


def _frequency_channel(needs, offers, name, settings, weak):
    need_rows = [getattr(row, name) for row in needs]
    columns = corpus.columns_of(need_rows)
    asked = corpus.matrix(need_rows, columns)
    said = corpus.matrix([getattr(row, name) for row in offers], columns)
    weights = corpus.rarity(asked, said)
    weights *= np.array([settings["weak"] if key in weak else 1.0 for key in columns])
    # Saying a word three times in a need does not make it three times as important.
    asked.data = np.minimum(1.0, asked.data) + np.log(np.maximum(1.0, asked.data))
    mass = _heaviest(asked, weights, settings["enough"])
    answered = corpus.bm25(said, weights, settings["k1"], settings["b"])
    return Channel(asked, answered, mass, dict(zip(columns, weights.tolist(), strict=True)))


def _heaviest(asked, weights, enough):
    """Return per row the sum of its `enough` heaviest terms.

    Who answers that many of a long need's words has answered it; the rest is story.
    """
    values = asked.data * weights[asked.indices]
    return np.array(
        [
            np.sort(values[start:stop])[::-1][:enough].sum()
            for start, stop in zip(asked.indptr[:-1], asked.indptr[1:], strict=True)
        ]
    )


def _spelling_channel(needs, offers, settings):
    shortest, longest = settings["gram"]
    surfaces = corpus.columns_of([row.surfaces for row in [*needs, *offers]])
    columns = corpus.columns_of([dict.fromkeys(corpus.grams(word, shortest, longest)) for word in surfaces])
    spelt = [dict.fromkeys(corpus.grams(word, shortest, longest), 1.0) for word in surfaces]
    grams = corpus.matrix(spelt, columns)
    tables = [corpus.matrix([row.surfaces for row in side], surfaces) @ grams for side in (needs, offers)]
    weights = corpus.rarity(*tables)
    asked, said = (_unit_rows(table, weights) for table in tables)
    return Channel(asked, said, np.ones(asked.shape[0]), {})


def _unit_rows(table, weights):
    table = table.tocsr()
    table.sort_indices()
    table.data = (1.0 + np.log(np.maximum(1.0, table.data))) * weights[table.indices]
    length = np.sqrt(np.asarray((table * table).sum(axis=1)).ravel())
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    table.data /= np.where(length > 0, length, 1.0)[rows]
    return table
