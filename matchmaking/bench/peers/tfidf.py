"""TF-IDF by scikit-learn, multiplied out by SciPy or by sparse_dot_topn."""

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaking.bench.systems import CORES, best_columns, run_blocks

_DENSE_CELLS = 4_000_000
_BLOCK = 2000


def _vectors(vectoriser, needs, offers):
    """Return the rows of needs and offers, each of length 1; rarity is taken from the offers."""
    said = vectoriser.fit_transform([offer.text for offer in offers])
    return vectoriser.transform([need.text for need in needs]), said


def _grams():
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)


def _words():
    return TfidfVectorizer(sublinear_tf=True, dtype=np.float32)


class WordsAndGrams:
    """Cosine over words and character n-grams (3 to 5, within words), both counting half."""

    name = "sklearn"

    def analyse(self, needs, offers):
        pairs = [_vectors(vectoriser, needs, offers) for vectoriser in (_grams(), _words())]
        self._needs, self._offers = (
            sparse.hstack([pair[side] for pair in pairs], format="csr") * np.float32(0.5) for side in (0, 1)
        )

    def build(self):
        self._offers = self._offers.T.tocsr()

    def score(self, top):
        count = self._needs.shape[0]
        size = max(1, min(_BLOCK, _DENSE_CELLS // max(1, self._offers.shape[1])))

        def answer(start, stop):
            return start, *best_columns((self._needs[start:stop] @ self._offers).toarray(), top)

        yield from run_blocks(count, size, answer)

    def extra_memory(self):
        return 0


class SparseDotTopn:
    """Cosine over character n-grams; the product keeps only the best of each row while it is computed."""

    name = "sparse_dot_topn"

    def __init__(self):
        from sparse_dot_topn import sp_matmul_topn

        self._multiply = sp_matmul_topn

    def analyse(self, needs, offers):
        self._needs, self._offers = _vectors(_grams(), needs, offers)

    def build(self):
        self._offers = self._offers.T.tocsr()

    def score(self, top):
        for start in range(0, self._needs.shape[0], _BLOCK):
            rows = self._needs[start : start + _BLOCK]
            found = self._multiply(rows, self._offers, top_n=top, sort=True, n_threads=CORES)
            yield start, *_spread(found, top)

    def extra_memory(self):
        return 0


def _spread(found, top):
    """Return (offers, scores) of a sparse matrix whose rows hold their best entries in order."""
    offers = np.full((found.shape[0], top), -1, dtype=np.int64)
    scores = np.zeros((found.shape[0], top))
    owners = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    places = np.arange(len(owners)) - found.indptr[owners]
    offers[owners, places], scores[owners, places] = found.indices, found.data
    return offers, scores
