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
# Topics share the index with the concepts; their labels are told apart by this prefix.
TOPIC = "@"

# A term of several words matches where all its words stand close together, in any order:
# "Maschinendaten erfassen" and "Erfassung der Maschinendaten" are one thing. The parts of a compound
# must stand closer than words that somebody wrote separately.
_SLACK, _SLACK_OF_PARTS = 2, 1
_WHOLE, _PART, _BAG = 1.0, 0.5, 0.8
# A word inside a longer term ("network" in "neural network") hardly means what it means alone.
INSIDE = 0.3


class Concept(NamedTuple):
    """One line of the lexicon; `broader` names concepts that contain this one."""

    id: str
    german: tuple[str, ...]
    english: tuple[str, ...]
    broader: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A concept found in a text: its weight (0 to 1) and the character offsets of the place."""

    concept: str
    weight: float
    start: int
    end: int


class LexiconError(ValueError):
    """A lexicon file breaks the format; the message names file and line."""


def parse_lexicon(text, name):
    """Read lines `concept | German; German | English; English | broader; broader`; `#` starts a comment.

    The fourth cell may be missing. Raises LexiconError on a malformed line or a concept listed twice.
    """
    concepts = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) not in (3, 4) or not cells[0]:
            raise LexiconError(f"{name}:{number}: expected `concept | German | English`")
        terms = [tuple(term.strip() for term in cell.split(";") if term.strip()) for cell in cells[1:]]
        if not any(terms[:2]):
            raise LexiconError(f"{name}:{number}: concept {cells[0]} has no terms")
        if cells[0] in concepts:
            raise LexiconError(f"{name}:{number}: concept {cells[0]} is listed twice")
        concepts[cells[0]] = Concept(cells[0], *terms)
    return concepts


def format_lexicon(concepts):
    """Return the lines that `parse_lexicon` reads `concepts` (an iterable of Concept) from."""
    lines = []
    for concept in concepts:
        cells = [concept.id, *("; ".join(terms) for terms in concept[1:3])]
        lines.append(" | ".join([*cells, "; ".join(concept.broader)] if concept.broader else cells).rstrip())
    return "".join(f"{line}\n" for line in lines)


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
        self.load(self.compile(terms, analyser))

    @classmethod
    def compiled(cls, state):
        """Return an index from what `compile` returned, also after a trip through JSON."""
        index = cls.__new__(cls)
        index.load(state)
        return index

    @staticmethod
    def compile(terms, analyser, patterns=None):
        """Return the index as lists: [[key, [[label, weight], ...]], ...] and the same for longer terms.

        patterns   function (term, language) -> what `term_patterns` gives, where it is known already
        """
        single, several = defaultdict(dict), defaultdict(dict)
        slack = {}
        for label, term, language, weight in terms:
            found = patterns(term, language) if patterns else term_patterns(term, language, analyser)
            for keys, factor in found:
                keys = tuple(keys)
                table = single[keys[0]] if len(keys) == 1 else several[keys]
                table[label] = max(weight * factor, table.get(label, 0.0))
                slack[keys] = max(_SLACK if factor == _WHOLE else _SLACK_OF_PARTS, slack.get(keys, 0))
        use = defaultdict(int)
        for keys in several:
            for key in keys:
                use[key] += 1
        anchored = defaultdict(list)
        for keys, labels in sorted(several.items()):
            anchor = min(keys, key=lambda key: (use[key], key))
            rest = [key for key in keys if key != anchor]
            anchored[anchor].append([rest, len(keys) + slack[keys], sorted(labels.items())])
        return [[key, sorted(labels.items())] for key, labels in single.items()], list(anchored.items())

    def load(self, state):
        """Take over what `compile` returned."""
        single, anchored = state
        self._single = {key: tuple(map(tuple, labels)) for key, labels in single}
        self._anchored = {
            key: tuple((frozenset(rest), window, tuple(map(tuple, labels))) for rest, window, labels in entries)
            for key, entries in anchored
        }

    def labels(self, key):
        """Return ((label, weight), ...) of the terms that consist of the one word `key`."""
        return self._single.get(key, ())

    def longer_terms(self):
        """Yield the terms of several words: (key of one word, keys of the others, window, ((label, weight), ...))."""
        for key, entries in self._anchored.items():
            for others, window, labels in entries:
                yield key, others, window, labels

    def find(self, words):
        """Return the hits in `words` (list of words.Word), in the order of the text."""
        longer, inside = self.find_longer(words)
        best = {}
        for label, weight, first, last in longer:
            _keep_stronger(best, label, weight, words[first].start, words[last].end)
        for position, word in enumerate(words):
            share = INSIDE if position in inside else 1.0
            for key, factor in ((word.key, _WHOLE), *((part, _PART) for part in word.parts if part != word.key)):
                for label, weight in self._single.get(key, ()):
                    _keep_stronger(best, label, weight * factor * share, word.start, word.end)
        hits = [Hit(label, weight, start, end) for (label, start), (weight, end) in best.items()]
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.concept))

    def find_longer(self, words):
        """Return the terms of several words as (label, weight, first word, last word), and the set of the
        positions of the words inside them."""
        found, inside = [], set()
        keys = set()
        for word in words:
            keys.add(word.key)
            keys.update(word.parts)
        anchored = {key: self._anchored[key] for key in keys & self._anchored.keys()}
        # Most terms lack a word of theirs: that is found out for all of them at once.
        anchored = {
            key: near for key, entries in anchored.items() if (near := [each for each in entries if each[0] <= keys])
        }
        if not anchored:
            return found, inside
        places = defaultdict(list)
        for position, word in enumerate(words):
            places[word.key].append(position)
            for part in word.parts:
                if part != word.key:
                    places[part].append(position)
        for key, entries in anchored.items():
            for position in places[key]:
                for rest, window, labels in entries:
                    close = _near(position, rest, window, places)
                    if close:
                        first, last = min(close), max(close)
                        found += [(label, weight, first, last) for label, weight in labels]
                        if last > first:
                            inside.update(close)
        return sorted(found), inside


def term_patterns(term, language, analyser):
    """Return [(keys, weight), ...] by which a term is found; [] where nothing that means something is left of it."""
    words = analyser.words(term, language)
    # "gefunden werden" would be left with "finden", which says nothing any more.
    if len(words) == 1 and " " in term.replace("E ", "", 1):
        return []
    return list(_patterns(words))


def _keep_stronger(best, label, weight, start, end):
    known = best.get((label, start))
    if known is None or (weight, end) > known:
        best[label, start] = (weight, end)


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
    """Return the positions of the words of a term around `position`; empty where they are far from each other."""
    found = {position, *(_nearest(places[key], position) for key in rest)}
    return found if max(found) - min(found) < window else ()


def _nearest(ordered, position):
    right = bisect_left(ordered, position)
    close = ordered[max(0, right - 1) : right + 1]
    return min(close, key=lambda place: (abs(place - position), place), default=None)
