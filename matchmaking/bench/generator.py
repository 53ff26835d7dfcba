"""Texts in any number for measuring speed: sentences of the gold set put together anew, with many rare words.

Speed depends on how many texts share a word. So the texts keep the sentences of real needs and offers, and a
part of their content words is exchanged for words of a large vocabulary, drawn by Zipf's law: the words of the
gold set first, then compounds of them, then invented ones. Words drawn one by one would know no subject; so each
text belongs to one of many small fields, whose few own words return in its texts. Equal arguments give equal
texts on every machine, and the first 1,000 of 10,000 texts are those of a run with 1,000.
"""

import random
import re
from bisect import bisect
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from matchmaking.engine import Document

WORDS_PER_TEXT = 60
_SHARE_EXCHANGED = 0.45
_SHARE_OWN = 0.6  # of the sentences, those that come from the text that gives the theme
_FIELDS = 5000
_WORDS_OF_FIELD = 8
_SHARE_OF_FIELD = 0.3  # of the exchanged words, those that belong to the field
_SHARE_GERMAN = 0.65
_KNOWN = {"de": 60_000, "en": 40_000}  # size of the vocabularies
_SHARE_INVENTED = {"de": 0.25, "en": 0.5}  # of what is added to the words of the gold set
_FUNCTION_WORDS = 120  # the most frequent words stay where they are
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_ONSETS = ("b", "br", "d", "dr", "f", "fl", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pr", "r", "s", "st", "t")
_NUCLEI = {
    "de": ("a", "e", "i", "o", "u", "ä", "ö", "ü", "au", "ei", "ie"),
    "en": ("a", "e", "i", "o", "u", "ea", "oo", "ou", "ai"),
}
_CODAS = ("", "", "l", "m", "n", "r", "s", "t", "lt", "nd", "ng", "rk", "st")
_ENDINGS = {
    "de": ("e", "er", "ung", "el", "keit", "and", "ik", "or"),
    "en": ("er", "ing", "ment", "ity", "or", "ics", "age", "al"),
}


@dataclass(frozen=True)
class _Source:
    """What texts of one language are made of.

    sentences   per side ("needs", "offers") the gold texts, each a list of sentences
    words       the vocabulary, most frequent first; `weights` the running sums for drawing from it
    content     lower-case gold words that may be exchanged
    fields      the words of each field
    """

    sentences: dict[str, list[list[str]]]
    words: list[str]
    weights: list[float]
    content: frozenset[str]
    fields: list[list[str]]


class Generator:
    """Makes texts from the needs and offers of a gold Collection."""

    def __init__(self, gold, seed=2018):
        self._seed = seed
        self._sources = {language: _read_source(gold, language, seed) for language in ("de", "en")}

    def texts(self, side, count):
        """Return `count` Documents of the side "needs" or "offers"; any other word names fresh needs."""
        drawn = random.Random(f"{self._seed}-{side}")
        kind = "offers" if side == "offers" else "needs"
        return [self._text(f"{side[0]}{number:06d}", kind, drawn) for number in range(count)]

    def _text(self, name, kind, drawn):
        language = "de" if drawn.random() < _SHARE_GERMAN else "en"
        source = self._sources[language]
        every = source.sentences[kind]
        theme = every[int(drawn.random() * len(every))]
        field = source.fields[int(drawn.random() * _FIELDS)]
        parts, length = [], 0
        while length < WORDS_PER_TEXT - 5:
            own = drawn.random() < _SHARE_OWN
            text = theme if own else every[int(drawn.random() * len(every))]
            sentence = text[int(drawn.random() * len(text))]
            parts.append(_WORD.sub(lambda match: _exchange(match[0], source, field, drawn), sentence))
            length += len(_WORD.findall(sentence))
        return Document(name, " ".join(parts), language=language)


def _exchange(word, source, field, drawn):
    if word.lower() not in source.content or drawn.random() >= _SHARE_EXCHANGED:
        return word
    if drawn.random() < _SHARE_OF_FIELD:
        return field[int(drawn.random() * len(field))]
    return source.words[bisect(source.weights, drawn.random() * source.weights[-1])]


def _read_source(gold, language, seed):
    sides = {"needs": gold.needs, "offers": gold.offers}
    sentences = {
        side: [_SENTENCE.split(text.text) for text in texts if text.language == language]
        for side, texts in sides.items()
    }
    counted = Counter(
        word for texts in sentences.values() for text in texts for line in text for word in _WORD.findall(line)
    )
    known = sorted((word for word in counted if len(word) > 1), key=lambda word: (-counted[word], word))
    known = known[_FUNCTION_WORDS:]
    drawn = random.Random(f"{seed}-{language}")
    words = known + _new_words(known, language, _KNOWN[language] - len(known), drawn)
    # The function words take the first places of the law.
    weights = list(accumulate(1.0 / (place + _FUNCTION_WORDS) for place in range(1, len(words) + 1)))
    fields = [
        [words[int(drawn.random() * len(words))] for _word in range(_WORDS_OF_FIELD)] for _field in range(_FIELDS)
    ]
    return _Source(sentences, words, weights, frozenset(word.lower() for word in known), fields)


def _new_words(known, language, count, drawn):
    """Return `count` different words that are not in `known`: compounds of its nouns and invented words, mixed."""
    stems = sorted({word for word in known if 4 <= len(word) <= 12 and (language == "en" or word[0].isupper())})
    seen, found = set(known), []
    while len(found) < count:
        if drawn.random() < _SHARE_INVENTED[language]:
            word = _invent(language, drawn)
        else:
            first, second = (stems[int(drawn.random() * len(stems))] for _half in range(2))
            link = ("", "", "s")[int(drawn.random() * 3)] if language == "de" else ""
            word = first + link + second.lower()
        if word not in seen:
            seen.add(word)
            found.append(word)
    return found


def _invent(language, drawn):
    def pick(options):
        return options[int(drawn.random() * len(options))]

    syllables = [pick(_ONSETS) + pick(_NUCLEI[language]) + pick(_CODAS) for _syllable in range(1 + pick((1, 1, 2)))]
    word = "".join(syllables) + pick(_ENDINGS[language])
    return word.capitalize() if language == "de" else word


def describe(texts):
    """Return what was generated: texts, distinct words, mean words per text, exponent of Zipf's law.

    The exponent is the slope of log frequency over log rank, over ranks 10 to 10,000 at equal steps of the logarithm.
    """
    counted, total = Counter(), 0
    for text in texts:
        words = _WORD.findall(text.text.lower())
        counted.update(words)
        total += len(words)
    frequencies = np.array(sorted(counted.values(), reverse=True), dtype=float)
    ranks = np.unique(np.geomspace(10, max(11, min(10_000, len(frequencies))), 50).astype(int))
    ranks = ranks[ranks <= len(frequencies)]
    exponent = -float(np.polyfit(np.log(ranks), np.log(frequencies[ranks - 1]), 1)[0]) if len(ranks) > 1 else None
    return {
        "texts": len(texts),
        "words": total,
        "vocabulary": len(counted),
        "mean_words": total / max(1, len(texts)),
        "zipf_exponent": exponent,
    }
