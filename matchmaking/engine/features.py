"""Documents as sparse rows: words, concepts, character n-grams and topics.

Columns are sorted, never hashed, so that equal input gives equal bytes in every process.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import sparse

from .lexicon import EVERYDAY
from .words import fold


@dataclass(frozen=True)
class Features:
    """What the engine knows of one text, independent of every other text.

    words, concepts   key -> weighted frequency
    unnamed           key -> frequency of the words that no concept of the lexicon names
    surfaces          folded surface form -> frequency, the source of the character n-grams
    topics            topic id -> strength from the text alone (0 to 1)
    """

    language: str
    words: dict[str, float]
    concepts: dict[str, float]
    unnamed: dict[str, float]
    surfaces: dict[str, float]
    topics: dict[str, float]


def extract_features(document, resources, *, text_only=False):
    """Read one document; with `text_only` its title and declared facts do not count."""
    weights = resources.weights["text"]
    language = document.language or vote_language(document, resources, text_only=text_only)
    words, concepts, unnamed, surfaces, topics = Counter(), Counter(), Counter(), Counter(), Counter()
    for field, text, found in read_fields(document, language, resources, text_only=text_only):
        factor = weights["title"] if field == "title" else 1.0
        for word in found:
            words[word.key] += factor
            for part in word.parts:
                if part != word.key:
                    words[part] += factor * weights["part"]
            surfaces[fold(text[word.start : word.end])] += factor
        hits = resources.concept_index.find(found)
        named = {hit.start for hit in hits}
        unnamed.update({word.key: 1.0 for word in found if word.start not in named})
        for hit in hits:
            common = weights["everyday"] if hit.concept.startswith(EVERYDAY) else 1.0
            concepts[hit.concept] += factor * common * hit.weight
        for hit in resources.topic_index.find(found):
            topics[hit.concept] += factor * hit.weight
    return Features(language, words, concepts, unnamed, surfaces, _saturate(topics, resources))


def vote_language(document, resources, *, text_only=False):
    """Return the language the document seems to be written in."""
    return resources.analyser.vote_language(document.text if text_only else f"{document.title} {document.text}")


def read_fields(document, language, resources, *, text_only):
    """Yield (field name, text, list of words.Word) for the title, where it counts, and the text."""
    for field in ("text",) if text_only else ("title", "text"):
        text = getattr(document, field)
        if text:
            yield field, text, resources.analyser.words(text, language)


def _saturate(topics, resources):
    scale = resources.weights["topics"]["saturation"]
    return {topic: 1.0 - math.exp(-weight / scale) for topic, weight in sorted(topics.items())}


@lru_cache(maxsize=200_000)
def grams(surface, shortest, longest):
    """Return the character n-grams of one folded word with its borders marked."""
    marked = f"<{surface}>"
    return tuple(
        marked[start : start + size] for size in range(shortest, longest + 1) for start in range(len(marked) - size + 1)
    )


def matrix(rows, columns):
    """Return a CSR matrix of the given mappings; `columns` maps a key to its column."""
    indptr, indices, values = [0], [], []
    for row in rows:
        for key in sorted(row):
            column = columns.get(key)
            if column is not None:
                indices.append(column)
                values.append(row[key])
        indptr.append(len(indices))
    shape = (len(indptr) - 1, len(columns))
    return sparse.csr_array(
        (np.asarray(values, dtype=np.float64), np.asarray(indices, np.int64), np.asarray(indptr, np.int64)),
        shape=shape,
    )


def columns_of(rows):
    """Return key -> column for all keys in `rows`, in sorted order."""
    return {key: column for column, key in enumerate(sorted(set().union(*rows)))}


def rarity(*matrices):
    """Return ln(1 + (N - df + .5) / (df + .5)) per column over all rows of the matrices."""
    total = sum(table.shape[0] for table in matrices)
    frequency = sum(np.bincount(table.indices, minlength=table.shape[1]) for table in matrices)
    return np.log1p((total - frequency + 0.5) / (frequency + 0.5))


def bm25(frequencies, weights, k1, b):
    """Return BM25 term weights (Robertson/Zaragoza), scaled so that a term said once in a text of mean
    length counts its column weight."""
    lengths = np.asarray(frequencies.sum(axis=1)).ravel()
    mean = lengths.mean() if lengths.size and lengths.mean() > 0 else 1.0
    norm = k1 * (1 - b + b * lengths / mean)
    rows = np.repeat(np.arange(frequencies.shape[0]), np.diff(frequencies.indptr))
    values = frequencies.data * (k1 + 1) / (frequencies.data + norm[rows]) * weights[frequencies.indices]
    return sparse.csr_array((values, frequencies.indices, frequencies.indptr), shape=frequencies.shape)
