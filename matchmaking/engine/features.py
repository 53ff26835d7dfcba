"""What the engine knows of one text, and many texts packed into arrays.

Features hold plain keys: they can be stored and compared years later. Tables hold numbers of a vocabulary:
they are for computing within one process.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from .lexicon import EVERYDAY, INSIDE, TOPIC
from .words import fold

# Kinds of keys, told apart by the first letter: words, everyday words, words that only tell a story, concepts,
# everyday concepts, English glosses.
WORD, EVERYDAY_WORD, STORY_WORD, CONCEPT, EVERYDAY_CONCEPT, GLOSS = "w", "v", "s", "c", "e", "g"
WORDS = frozenset((WORD, EVERYDAY_WORD, STORY_WORD))


class Term(NamedTuple):
    """One word of a text with all it can be recognised by.

    count   how often the text says it; a title counts more than once
    whole   ((key, strength 0 to 1), ...): the word itself first, concepts, glosses, longer terms it belongs to
    parts   the same for each part of a compound
    """

    count: float
    whole: tuple[tuple[str, float], ...]
    parts: tuple[tuple[tuple[str, float], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """What the engine knows of one text, independent of every other text.

    terms      the distinct words in the order of the text
    surfaces   folded surface form -> frequency, the source of the character n-grams
    topics     topic id -> strength (0 to 1)
    """

    language: str
    terms: tuple[Term, ...]
    surfaces: dict[str, float]
    topics: dict[str, float]

    def as_json(self):
        """Return plain lists and dicts that `from_json` turns back."""
        terms = [[term.count, term.whole, term.parts] for term in self.terms]
        return {"language": self.language, "terms": terms, "surfaces": self.surfaces, "topics": self.topics}

    @classmethod
    def from_json(cls, content):
        """Return the Features of what `as_json` gave, also after a trip through JSON."""
        terms = tuple(
            Term(count, _pairs(whole), tuple(_pairs(part) for part in parts))
            for count, whole, parts in content["terms"]
        )
        return cls(content["language"], terms, content["surfaces"], content["topics"])


def _pairs(rows):
    return tuple((key, strength) for key, strength in rows)


def extract_features(document, resources, *, text_only=False):
    """Read one document; with `text_only` its title and declared facts do not count."""
    title = resources.weights["text"]["title"]
    language = document.language or vote_language(document, resources, text_only=text_only)
    counts, extras, surfaces, topics = {}, {}, Counter(), Counter()
    for field, text, found in read_fields(document, language, resources, text_only=text_only):
        factor = title if field == "title" else 1.0
        longer, inside = resources.term_index.find_longer(found)
        for position, word in enumerate(found):
            name = (word.key, word.parts, position in inside)
            counts[name] = counts.get(name, 0.0) + factor
            surfaces[fold(text[word.start : word.end])] += factor
        longer_topics = {}
        for label, weight, first, last in longer:
            if label[0] == TOPIC:
                longer_topics[label, first] = max(weight, longer_topics.get((label, first), 0.0))
                continue
            for word in found[first : last + 1]:
                known = extras.setdefault(word.key, {})
                known[label] = max(weight, known.get(label, 0.0))
        for (label, _first), weight in longer_topics.items():
            topics[label[1:]] += factor * weight
    for (key, parts, inside), count in counts.items():
        for topic, weight in resources.topics_of(key, parts, inside):
            topics[topic] += count * weight
    return Features(language, _terms(counts, extras, language, resources), surfaces, _saturate(topics, resources))


def _terms(counts, extras, language, resources):
    """Return one Term per distinct word; where a word stands alone and inside a longer term, alone counts."""
    merged = {}
    for (key, parts, inside), count in counts.items():
        known, alone, _parts = merged.get(key, (0.0, False, parts))
        merged[key] = (known + count, alone or not inside, parts)
    terms = []
    for key, (count, alone, parts) in merged.items():
        whole, part_keys = resources.keys_of(key, parts, language, not alone)
        if key in extras:
            longer = [pair for label, weight in extras[key].items() for pair in resources.concept_keys(label, weight)]
            whole = _strongest([*whole, *longer])
        terms.append(Term(count, whole, part_keys))
    return tuple(terms)


def _strongest(pairs):
    best = dict(pairs)
    if len(best) < len(pairs):
        for key, weight in pairs:
            if weight > best[key]:
                best[key] = weight
    return tuple(best.items())


class KeyMaker:
    """Lists what a word can be recognised by; cached, for collections repeat their words.

    story        keys of words that only tell a story ("Jahr", "Kollege")
    term_index   TermIndex over concepts and topics
    concepts     concept id -> Concept
    dictionary   the general Dictionary or None
    broader      how much of a hit a broader concept gets
    """

    def __init__(self, term_index, concepts, dictionary, story, broader, part):
        self._story = story
        self._index, self._concepts, self._dictionary = term_index, concepts, dictionary
        self._broader, self._part = broader, part
        self._keys_of_concept = {}
        self.keys_of = lru_cache(maxsize=300_000)(self._keys_of)
        self.topics_of = lru_cache(maxsize=300_000)(self._topics_of)
        self._whole = lru_cache(maxsize=300_000)(self._whole_uncached)

    def _keys_of(self, key, parts, language, inside):
        """Return (whole, parts) as Term has them; concepts of a word inside a longer term count less."""
        return self._whole(key, language, inside), tuple(
            self._whole(part, language, inside) for part in parts if part != key
        )

    def _whole_uncached(self, key, language, inside):
        share = INSIDE if inside else 1.0
        concepts = [found for found in self._index.labels(key) if not found[0].startswith(TOPIC)]
        pairs = [(self._word_kind(key, concepts) + key, 1.0)]
        for concept, weight in concepts:
            pairs += self.concept_keys(concept, weight * share)
        if self._dictionary is not None:
            pairs += [(GLOSS + gloss, weight) for gloss, weight in self._dictionary.glosses(key, language)]
        return _strongest(pairs)

    def _word_kind(self, key, concepts):
        if key in self._story:
            return STORY_WORD
        everyday = concepts and all(concept.startswith(EVERYDAY) for concept, _weight in concepts)
        return EVERYDAY_WORD if everyday else WORD

    def concept_keys(self, concept, weight):
        """Return the keys of a concept that was found with `weight`: its own and those of broader ones."""
        keys = self._keys_of_concept.get(concept)
        if keys is None:
            broader = [(concept_key(other), self._broader) for other in self._concepts[concept].broader]
            keys = self._keys_of_concept[concept] = [(concept_key(concept), 1.0), *broader]
        return [(key, weight * share) for key, share in keys]

    def _topics_of(self, key, parts, inside):
        share = INSIDE if inside else 1.0
        best = {}
        for part, factor in ((key, share), *((part, self._part * share) for part in parts if part != key)):
            for label, weight in self._index.labels(part):
                if label.startswith(TOPIC):
                    topic = label[len(TOPIC) :]
                    best[topic] = max(weight * factor, best.get(topic, 0.0))
        return tuple(best.items())


def concept_key(concept):
    """Return the key of a concept id."""
    return (EVERYDAY_CONCEPT if concept.startswith(EVERYDAY) else CONCEPT) + concept


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
def grams(surface, size):
    """Return the character n-grams of one folded word with its borders marked."""
    marked = f"<{surface}>"
    return tuple(marked[start : start + size] for start in range(max(1, len(marked) - size + 1)))


NAMESPACES = ("keys", "surfaces", "topics", "grams")


class Vocabulary:
    """Numbers for keys, namespace by namespace; grows as texts are read.

    Numbers depend on the order of reading; nothing that is computed may depend on them.
    """

    def __init__(self):
        self._tables = {name: {} for name in NAMESPACES}
        self._listed = {name: [] for name in NAMESPACES}
        self._words = np.zeros(0, dtype=bool)
        self._packed = {}

    def size(self, name):
        """Return how many keys of a namespace are known."""
        return len(self._tables[name])

    def number(self, name, key):
        """Return the number of `key`; a new key gets the next free one."""
        table = self._tables[name]
        return table.setdefault(key, len(table))

    def numbers(self, name, keys):
        """Return the numbers of `keys` as a list."""
        table = self._tables[name]
        return [table.setdefault(key, len(table)) for key in keys]

    def keys(self, name):
        """Return the keys of a namespace in the order of their numbers; not to be changed."""
        listed, table = self._listed[name], self._tables[name]
        if len(listed) < len(table):
            listed.extend(islice(table, len(listed), None))
        return listed

    def are_words(self):
        """Return per number of "keys" whether it is a word, not a concept or gloss."""
        keys = self.keys("keys")
        if len(self._words) < len(keys):
            news = [key[0] in WORDS for key in keys[len(self._words) :]]
            self._words = np.concatenate([self._words, np.array(news, dtype=bool)])
        return self._words

    def packed(self, groups):
        """Return (numbers, strengths, group lengths) for the groups of one Term; cached by the groups."""
        found = self._packed.get(groups)
        if found is None:
            numbers = self.numbers("keys", (key for group in groups for key, _strength in group))
            strengths = [strength for group in groups for _key, strength in group]
            found = self._packed[groups] = (numbers, strengths, [len(group) for group in groups])
        return found


@dataclass(frozen=True)
class Rows:
    """Sparse rows: entries indptr[i]:indptr[i + 1] of `numbers` and `values` belong to document i."""

    indptr: np.ndarray
    numbers: np.ndarray
    values: np.ndarray

    def __len__(self):
        return len(self.indptr) - 1

    @property
    def owners(self):
        """Return per entry the document it belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.indptr))

    def take(self, start, stop):
        """Return the rows start:stop."""
        first, last = self.indptr[start], self.indptr[stop]
        return Rows(self.indptr[start : stop + 1] - first, self.numbers[first:last], self.values[first:last])


@dataclass(frozen=True)
class TermRows:
    """The terms of many texts: document -> terms -> groups (the whole word, then its parts) -> entries.

    terms    pointers document -> term        counts      per term
    groups   pointers term -> group           numbers, strengths   per entry
    entries  pointers group -> entry
    """

    terms: np.ndarray
    counts: np.ndarray
    groups: np.ndarray
    entries: np.ndarray
    numbers: np.ndarray
    strengths: np.ndarray

    def __len__(self):
        return len(self.terms) - 1

    def take(self, start, stop):
        """Return the texts start:stop."""
        terms = slice(self.terms[start], self.terms[stop])
        groups = slice(self.groups[terms.start], self.groups[terms.stop])
        entries = slice(self.entries[groups.start], self.entries[groups.stop])
        return TermRows(
            self.terms[start : stop + 1] - terms.start,
            self.counts[terms],
            self.groups[terms.start : terms.stop + 1] - groups.start,
            self.entries[groups.start : groups.stop + 1] - entries.start,
            self.numbers[entries],
            self.strengths[entries],
        )


@dataclass(frozen=True)
class Table:
    """Many Features in arrays; `vocabulary` explains the numbers."""

    languages: np.ndarray
    terms: TermRows
    surfaces: Rows
    topics: Rows
    vocabulary: Vocabulary

    def __len__(self):
        return len(self.languages)

    def take(self, start, stop):
        """Return the texts start:stop."""
        rows = (each.take(start, stop) for each in (self.terms, self.surfaces, self.topics))
        return Table(self.languages[start:stop], *rows, self.vocabulary)


def pack(features, vocabulary):
    """Return the Table of an iterable of Features; keys new to `vocabulary` are added."""
    languages, terms, counts, groups, entries, numbers, strengths = [], [0], [], [0], [], [], []
    plain = {"surfaces": ([0], [], []), "topics": ([0], [], [])}
    for each in features:
        languages.append(each.language)
        for term in each.terms:
            found = vocabulary.packed((term.whole, *term.parts))
            numbers += found[0]
            strengths += found[1]
            entries += found[2]
            groups.append(len(found[2]))
            counts.append(term.count)
        terms.append(len(counts))
        for name, (lengths, keys, values) in plain.items():
            content = getattr(each, name)
            keys += vocabulary.numbers(name, content)
            values += content.values()
            lengths.append(len(keys))
    return Table(
        np.array(languages, dtype="U2"),
        TermRows(
            np.array(terms, dtype=np.int64),
            np.array(counts, dtype=np.float64),
            np.cumsum(np.array(groups, dtype=np.int64)),
            np.concatenate([[0], np.cumsum(np.array(entries, dtype=np.int64))]),
            np.array(numbers, dtype=np.int32),
            np.array(strengths, dtype=np.float32),
        ),
        *(
            Rows(np.array(lengths, np.int64), np.array(keys, np.int32), np.array(values, np.float64))
            for lengths, keys, values in plain.values()
        ),
        vocabulary,
    )
