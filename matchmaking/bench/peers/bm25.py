"""bm25s: BM25 over German Snowball stems, its compiled back end."""

import bm25s
import numpy as np
import Stemmer

from matchmaking.bench.systems import CORES

_BLOCK = 1000


class Bm25s:
    """BM25 as bm25s has it by default (k1 1.5, b .75), with German stop words and stems."""

    name = "bm25s"

    def analyse(self, needs, offers):
        stemmer = Stemmer.Stemmer("german")
        self._needs, self._offers = (
            bm25s.tokenize([document.text for document in side], stopwords="de", stemmer=stemmer, show_progress=False)
            for side in (needs, offers)
        )
        self._count = len(offers)

    def build(self):
        self._index = bm25s.BM25(backend="numba")
        self._index.index(self._offers, show_progress=False)
        # Numbers of words, so that asking does not look up strings.
        known = self._index.vocab_dict
        number = {place: known.get(word) for word, place in self._needs.vocab.items()}
        self._asked = [[number[word] for word in words if number[word] is not None] for words in self._needs.ids]

    def score(self, top):
        kept = min(top, self._count)
        for start in range(0, len(self._asked), _BLOCK):
            block = self._asked[start : start + _BLOCK]
            offers, scores = np.full((len(block), kept), -1, dtype=np.int64), np.zeros((len(block), kept))
            # The compiled back end reads beyond its arrays when a need has no word that it knows.
            filled = [row for row, words in enumerate(block) if words]
            if filled:
                found = self._index.retrieve(
                    [block[row] for row in filled], k=kept, n_threads=CORES, show_progress=False
                )
                offers[filled] = np.where(found.scores > 0, found.documents.astype(np.int64), -1)
                scores[filled] = found.scores
            yield start, offers, scores

    def extra_memory(self):
        return 0
