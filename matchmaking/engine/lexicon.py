"""The bilingual concept space: which places of a text speak of which concept.

A concept gathers everything that people call the same thing, in German and English, from the term of
the trade to the talk of the shop floor. Texts of both languages meet in the concepts; every hit can be
shown with its surface form and its place.
"""

from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

# Concepts of everyday words ("g-send", "g-fast") carry this prefix: they help, but prove little.
EVERYDAY = "g-"

# A term of several words matches where all its words stand close together, in any order:
# "Maschinendaten erfassen" and "Erfassung der Maschinendaten" are one thing. The parts of a compound
# must stand closer than words that somebody wrote separately.
_SLACK, _SLACK_OF_PARTS = 2, 1
_WHOLE, _PART, _BAG = 1.0, 0.5, 0.8
# A word inside a longer term ("network" in "neural network") hardly means what it means alone.
_INSIDE = 0.3


class Concept(NamedTuple):
    """One line of the lexicon."""

    id: str
    german: tuple[str, ...]
    english: tuple[str, ...]


class Hit(NamedTuple):
    """A concept found in a text: its weight (0 to 1) and the character offsets of the place."""

    concept: str
    weight: float
    start: int
    end: int


class LexiconError(ValueError):
    """A lexicon file breaks the format; the message names file and line."""


def parse_lexicon(text, name):
    """Read lines `concept | German; German | English; English`; `#` starts a comment.

    Raises LexiconError on a malformed line or a concept listed twice.
    """
    concepts = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 3 or not cells[0]:
            raise LexiconError(f"{name}:{number}: expected `concept | German | English`")
        terms = [tuple(term.strip() for term in cell.split(";") if term.strip()) for cell in cells[1:]]
        if not any(terms):
            raise LexiconError(f"{name}:{number}: concept {cells[0]} has no terms")
        if cells[0] in concepts:
            raise LexiconError(f"{name}:{number}: concept {cells[0]} is listed twice")
        concepts[cells[0]] = Concept(cells[0], *terms)
    return concepts


def single_words(concepts):
    """Return the lower-case one-word German terms: the cutter of compounds trusts them."""
    return frozenset(
        term.lower() for concept in concepts for term in concept.german if len(term) >= 4 and term.isalpha()
    )


class TermIndex:
    """Finds labelled terms in the words of a text.

    terms     iterable of (label, term, language, weight); a term may carry several labels
    analyser  the `words.Analyser` that also reads the texts
    """

    def __init__(self, terms, analyser):
        self._single = defaultdict(dict)
        several = defaultdict(dict)
        slack = {}
        for label, term, language, weight in terms:
            words = analyser.words(term, language)
            # "gefunden werden" would be left with "finden", which says nothing any more.
            if len(words) == 1 and " " in term.replace("E ", "", 1):
                continue
            for keys, factor in _patterns(words):
                table = self._single[keys[0]] if len(keys) == 1 else several[keys]
                table[label] = max(weight * factor, table.get(label, 0.0))
                slack[keys] = max(_SLACK if factor == _WHOLE else _SLACK_OF_PARTS, slack.get(keys, 0))
        self._single = dict(self._single)
        use = defaultdict(int)
        for keys in several:
            for key in keys:
                use[key] += 1
        self._anchored = defaultdict(list)
        for keys, labels in sorted(several.items()):
            anchor = min(keys, key=lambda key: (use[key], key))
            rest = tuple(key for key in keys if key != anchor)
            self._anchored[anchor].append((rest, len(keys) + slack[keys], tuple(sorted(labels.items()))))

    def find(self, words):
        """Return the hits in `words` (list of words.Word), in the order of the text."""
        places = defaultdict(list)
        for position, word in enumerate(words):
            places[word.key].append(position)
            for part in word.parts:
                places[part].append(position)
        longer, inside = [], set()
        for position, word in enumerate(words):
            for key, _factor in _keys_with_factor(word):
                for rest, window, labels in self._anchored.get(key, ()):
                    found = _near(position, rest, window, places)
                    if found:
                        start, end = words[min(found)].start, words[max(found)].end
                        longer += [Hit(label, weight, start, end) for label, weight in labels]
                        inside.update(found if len(found) > 1 else ())
        return _strongest_per_place([*longer, *self._single_hits(words, inside)])

    def _single_hits(self, words, inside):
        for position, word in enumerate(words):
            for key, factor in _keys_with_factor(word):
                for label, weight in self._single.get(key, {}).items():
                    share = _INSIDE if position in inside else 1.0
                    yield Hit(label, weight * factor * share, word.start, word.end)


def _keys_with_factor(word):
    yield word.key, _WHOLE
    for part in word.parts:
        if part != word.key:
            yield part, _PART


def _patterns(words):
    """Yield (keys, weight) for one term: as written, and a compound also as its separate parts."""
    if not words:
        return
    yield tuple(dict.fromkeys(word.key for word in words)), _WHOLE
    leaves = tuple(dict.fromkeys(key for word in words for key in (_leaves(word) or (word.key,))))
    if len(leaves) > len(words):
        yield leaves, _BAG


def _leaves(word):
    # The cutter lists an inner compound before its own parts; two parts are leaves for sure.
    return word.parts if len(word.parts) == 2 else ()


def _near(position, rest, window, places):
    """Return the word positions of a term around `position`; empty where a word is missing."""
    found = {position}
    for key in rest:
        nearest = _nearest(places.get(key, ()), position)
        if nearest is None:
            return set()
        found.add(nearest)
    return found if max(found) - min(found) < window else set()


def _nearest(ordered, position):
    right = bisect_left(ordered, position)
    close = ordered[max(0, right - 1) : right + 1]
    return min(close, key=lambda place: (abs(place - position), place), default=None)


def _strongest_per_place(hits):
    best = {}
    for hit in hits:
        known = best.get((hit.concept, hit.start))
        if known is None or (hit.weight, hit.end) > (known.weight, known.end):
            best[hit.concept, hit.start] = hit
    return sorted(best.values(), key=lambda hit: (hit.start, hit.end, hit.concept))
