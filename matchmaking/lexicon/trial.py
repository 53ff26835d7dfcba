"""Trying the lexicon on a text: which words are recognised as what, and which ones nobody knows. Nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.engine import Document
from matchmaking.engine.features import vote_language
from matchmaking.engine.lexicon import TOPIC, term_patterns
from matchmaking.engine.resources import Resources
from matchmaking.engine.words import Word
from matchmaking.explanation import Piece

CONCEPTS_SHOWN = 8  # per word


@dataclass(frozen=True)
class Place:
    """A marked word: its number, the word, and what it is recognised as, the surest first.

    concepts   (id, whether it is heard only in a part of the word)
    topics     ids
    """

    number: int
    word: str
    concepts: Sequence[tuple[str, bool]]
    topics: Sequence[str]


@dataclass(frozen=True)
class Reading:
    """A text as the engine reads it.

    pieces    the text with its marks
    places    what the numbers beside the marks stand for; a word that is repeated keeps its number
    unknown   words that no concept has, each once; words that only tell a story are left out
    """

    language: str
    pieces: Sequence[Piece]
    places: Sequence[Place]
    unknown: Sequence[str]


def read(text: str, language: str, resources: Resources) -> Reading:
    """Return the Reading of a text in "de" or "en"; with "" the language is found out."""
    language = language or vote_language(Document("-", text), resources)
    words = resources.analyser.words(text, language)
    heard = _listen(words, resources)
    numbers: dict[str, int] = {}
    pieces, places, unknown, end = [], [], {}, 0
    for word, labels in zip(words, heard, strict=True):
        surface = text[word.start : word.end]
        if not labels:
            if word.key not in resources.analyser.weak_keys:
                unknown.setdefault(word.key, surface)
            continue
        if word.key not in numbers:
            numbers[word.key] = len(numbers) + 1
            whole = {label for label, _weight in resources.term_index.labels(word.key)}
            places.append(_place(numbers[word.key], surface, labels, whole))
        if word.start > end:
            pieces.append(Piece(text[end : word.start]))
        pieces.append(Piece(surface, numbers[word.key]))
        end = word.end
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return Reading(language, pieces, places, list(unknown.values()))


def _listen(words: Sequence[Word], resources: Resources) -> list[dict[str, float]]:
    """Return for each word the concepts and topics it is recognised as, with their weights.

    A term of several words belongs to those of them that it consists of, not to what stands between.
    """
    heard: list[dict[str, float]] = [{} for _word in words]
    for hit in resources.term_index.find(words):
        inside = [place for place, word in enumerate(words) if hit.start <= word.start and word.end <= hit.end]
        own = _keys(hit.concept, resources) if len(inside) > 2 else frozenset()
        for place in inside:
            if place in (inside[0], inside[-1]) or own & {words[place].key, *words[place].parts}:
                heard[place][hit.concept] = max(hit.weight, heard[place].get(hit.concept, 0.0))
    return heard


def _keys(label: str, resources: Resources) -> frozenset[str]:
    """Return the keys of all words in the terms of a concept or topic."""
    entries = resources.topics if label.startswith(TOPIC) else resources.concepts
    entry = entries[label.removeprefix(TOPIC)]
    return frozenset(
        key
        for language, terms in (("de", entry.german), ("en", entry.english))
        for term in terms
        for keys, _weight in term_patterns(term, language, resources.analyser)
        for key in keys
    )


def _place(number: int, word: str, labels: dict[str, float], whole: set[str]) -> Place:
    weak = {label for label, weight in labels.items() if weight < 1.0 and label not in whole}
    ordered = sorted(labels, key=lambda label: (label in weak, -labels[label], label))
    concepts = [(label, label in weak) for label in ordered if not label.startswith(TOPIC)]
    topics = [label.removeprefix(TOPIC) for label in ordered if label.startswith(TOPIC)]
    return Place(number, word, concepts[:CONCEPTS_SHOWN], topics)
