"""From texts to lexemes: the engine's reading of words, compounds and concepts as a vector of PostgreSQL.

The engine knows German and English word forms, cuts compounds and knows what is called the same; so the vector is made
here and PostgreSQL stores, finds and ranks it. One lexeme stands for one of these:

    wartung         a word or a part of a compound, as `words.Analyser` names it
    ^wartung        the same in a title
    =maintenance    a concept of the lexicon, or one that contains it
    @e-rechnung     a topic that the thing is declared to be about, or calls by its name
    #offer          the kind of thing

Weights: A words of the title, B its parts of compounds and keywords, C words of the text, D concepts and topics.
Positions: which word of which text it is (`PLACES`), so that a hit can be marked without reading the text again.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from matchmaking.engine.features import CONCEPT
from matchmaking.engine.lexicon import EVERYDAY, TOPIC, Hit
from matchmaking.engine.resources import Resources, concepts_of_topics, load_resources
from search.folding import folded
from search.registry import Content
from taxonomy.lexicon import edits_in_use

LANGUAGES = ("de", "en")
IN_TITLE, OF_CONCEPT, OF_TOPIC, OF_KIND = "^", "=", "@", "#"
SHORTEST = 4  # letters of a word of the lexicon that is worth correcting to
LONGEST = 60  # characters of a word or lexeme; longer ones are none
MOST_CHARACTERS = 20_000  # of a text; what comes later is shown, but not searched
# The positions that each text has for its words; PostgreSQL counts to 16,383. The last one stands for all later words.
PLACES = {
    ("title", "de"): range(1, 512),
    ("title", "en"): range(512, 1_024),
    ("body", "de"): range(1_024, 8_192),
    ("body", "en"): range(8_192, 15_360),
    ("keywords", "de"): range(15_360, 15_872),
    ("keywords", "en"): range(15_872, 16_384),
}
_WEIGHTS = {"title": ("A", "B"), "keywords": ("B", "B"), "body": ("C", "C")}  # of words, and of parts of compounds
MOST_SENSES = 3  # of a word that is taken for each of them
SURE, SURE_OF_TOPIC = 0.5, 0.8  # how sure the lexicon must be that a text speaks of a concept, or of a topic


_VERSIONS = 2  # of the lexicon that a process keeps: the one in use and the one before
_used: ContextVar[Resources | None] = ContextVar("used_by_search", default=None)


@contextmanager
def reading(used: Resources | None = None) -> Iterator[None]:
    """Read everything in the block with `used`, or else with the lexicon in use at its beginning, edits of staff
    included; asking which one that is costs a query. A block around it has said so already."""
    if used is None and _used.get():
        yield
        return
    token = _used.set(used or load_resources(dictionary=None, overlay=edits_in_use()))
    try:
        yield
    finally:
        _used.reset(token)


def resources() -> Resources:
    """Return what the block around reads with, see `reading`: the lexicon, without the general dictionary, which single
    words do not need."""
    used = _used.get()
    if used is None:
        raise RuntimeError("search.analysis.reading says which lexicon counts")
    return used


@cache
def telling_concepts() -> frozenset[str]:
    """Concepts that a topic points to. "Lager" may mean a bearing or a beer; the portal speaks of neither."""
    return frozenset(concept for concepts in concepts_of_topics().values() for concept in concepts)


@dataclass
class Vector:
    """Lexemes with their places, and the words by which they came in: (folded, lexeme) -> as written, and the parts
    that are always lexemes with it."""

    places: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[tuple[str, str], tuple[str, frozenset[str]]] = field(default_factory=dict)

    def add(self, lexeme: str, place: str = "") -> None:
        if lexeme and len(lexeme) <= LONGEST:
            self.places[lexeme].update([place] if place else ())

    def as_text(self) -> str:
        """Return the vector as PostgreSQL reads it."""
        return " ".join(
            f"{quoted(lexeme)}:{','.join(sorted(places))}" if places else quoted(lexeme)
            for lexeme, places in sorted(self.places.items())
        )


def quoted(lexeme: str) -> str:
    """Return `lexeme` as part of a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def vector_of(content: Content) -> Vector:
    """Read the texts of `content` in both languages, inside `reading`."""
    vector = Vector()
    vector.add(OF_KIND + content.kind)
    for topic in content.topics:
        vector.add(OF_TOPIC + topic)
    for language in LANGUAGES:
        for name in _WEIGHTS:
            _read(getattr(content, name).get(language, "")[:MOST_CHARACTERS], name, language, vector)
    return vector


def _read(text: str, name: str, language: str, vector: Vector) -> None:
    """Add the words of `text`, which is the `name` of a content, and what they mean; of keywords only the words."""
    if not text:
        return
    analyser, (weight, of_parts), places = resources().analyser, _WEIGHTS[name], PLACES[name, language]
    words = analyser.words(text, language)
    starts = [start for start, _end in analyser.spans(text)]
    place_of = dict(zip(starts, places[:-1], strict=False))
    for word in words:
        place = place_of.get(word.start, places[-1])
        vector.add(word.key, f"{place}{weight}")
        for part in word.parts:
            vector.add(part, f"{place}{of_parts}")
        if name == "title":
            for key in (word.key, *word.parts):
                vector.add(IN_TITLE + key)
        _remember(text[word.start : word.end], word.key, word.parts, vector)
    if name == "keywords":
        return  # a trade is called "Instandhaltung von Kraftfahrzeugen"; who serves it does not speak of maintenance
    for hit in sure_hits(words):
        within = places[bisect_left(starts, hit.start) : bisect_left(starts, hit.end)] or places[-1:]
        for lexeme in lexemes_of_hit(hit):
            for place in within:
                vector.add(lexeme, f"{place}D")


def _remember(surface: str, key: str, parts: Iterable[str], vector: Vector) -> None:
    word = folded(surface)
    if word and len(surface) <= LONGEST and len(key) <= LONGEST and len(word) <= LONGEST:
        # Of several spellings the first in the alphabet, so that the order of the texts does not matter.
        known, always = vector.words.get((word, key), (surface, frozenset(parts)))
        vector.words[word, key] = min(known, surface), always & frozenset(parts)


def sure_hits(words: list) -> Iterator[Hit]:
    """Yield what `words` (of the analyser) say, without guesses: "Pflege" may be maintenance, but also care. A word of
    many senses says a concept only where it is the name of it."""
    word_at = {word.start: word for word in words}
    for hit in resources().term_index.find(words):
        word = word_at[hit.start]
        if hit.end > word.end or any(is_sure(key, hit.concept) for key in (word.key, *word.parts)):
            yield hit


def is_sure(key: str, label: str) -> bool:
    """Whether the word with this key says what `label` (a concept or a topic) stands for, as far as one word can."""
    return label in _senses(key, resources().lexicon_version)


@lru_cache(maxsize=50_000)
def _senses(key: str, _lexicon_version: str) -> frozenset[str]:
    found = {label: weight for label, weight in resources().term_index.labels(key) if weight >= SURE}
    concepts = {label for label in found if not label.startswith(TOPIC)}
    if len(concepts) > MOST_SENSES:
        concepts = {concept for concept in concepts if key in _names(concept, resources().lexicon_version)}
    topics = {
        label
        for label, weight in found.items()
        if label.startswith(TOPIC) and (weight >= SURE_OF_TOPIC or concepts & _pointing_to(label))
    }
    return frozenset(concepts | topics)


def _pointing_to(topic: str) -> frozenset[str]:
    return frozenset(concepts_of_topics().get(topic.removeprefix(TOPIC), ()))


@lru_cache(maxsize=20_000)
def _names(concept: str, _lexicon_version: str) -> frozenset[str]:
    """Return the keys of the first German and the first English term of `concept`, by which it is called, and of their
    parts: "Lagerhaltung" is about the Lager."""
    entry, analyser = resources().concepts[concept], resources().analyser
    terms = [("de", entry.german[:1]), ("en", entry.english[:1])]
    named = [analyser.words(term, language) for language, first in terms for term in first]
    return frozenset(key for words in named if len(words) == 1 for key in (words[0].key, *words[0].parts))


def lexemes_of_hit(hit: Hit) -> frozenset[str]:
    """Return the lexemes of one hit of the lexicon, which the text surely speaks of: concepts, those that contain them,
    topics; none where it is not sure, or nothing the portal speaks of."""
    sure = SURE_OF_TOPIC if hit.concept.startswith(TOPIC) else SURE
    return _lexemes_of(hit.concept, resources().lexicon_version) if hit.weight >= sure else frozenset()


@lru_cache(maxsize=20_000)
def _lexemes_of(label: str, _lexicon_version: str) -> frozenset[str]:
    if label.startswith(TOPIC):
        return frozenset([OF_TOPIC + label.removeprefix(TOPIC)])
    if label.startswith(EVERYDAY):
        return frozenset()
    keys = resources().key_maker.concept_keys(label, 1.0)
    concepts = {key[1:] for key, _weight in keys if key[0] == CONCEPT} & telling_concepts()
    return frozenset(OF_CONCEPT + concept for concept in concepts)


def lexicon_words() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return (folded, lexeme, as written, parts) of the single words of lexicon and topics: known before anybody uses
    them."""
    return _lexicon_words(resources().lexicon_version)


@lru_cache(maxsize=_VERSIONS)
def _lexicon_words(_lexicon_version: str) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    used = resources()
    telling = sorted(telling_concepts() & used.concepts.keys())  # staff may have switched one off
    entries = (*used.topics.values(), *(used.concepts[name] for name in telling))
    return tuple(word for entry in entries for word in _words_of(entry))


def _words_of(entry: Any) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for language, terms in (("de", entry.german), ("en", entry.english)):
        for term in terms:
            for word in resources().analyser.words(term, language):
                surface = term[word.start : word.end]
                if SHORTEST <= len(surface) <= LONGEST and len(word.key) <= LONGEST:
                    yield folded(surface), word.key, surface, word.parts
