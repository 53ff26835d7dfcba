"""Trying the lexicon on a text: which words are recognised as what, and which ones nobody knows. Nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaking.engine import Document
from matchmaking.engine.features import vote_language
from matchmaking.engine.lexicon import TOPIC
from matchmaking.engine.resources import Resources
from matchmaking.explanation import Piece

CONCEPTS_SHOWN = 8  # per place; more only by words inside longer terms


@dataclass(frozen=True)
class Place:
    """A marked place: its number, its words, and what they are recognised as, the surest first.

    A concept that is only heard in a part of a word is `weak`.
    """

    number: int
    words: str
    concepts: Sequence[tuple[str, bool]]
    topics: Sequence[str]


@dataclass(frozen=True)
class Reading:
    """A text as the engine reads it.

    pieces    the text with its marks
    places    what the numbers beside the marks stand for
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
    hits = resources.term_index.find(words)
    spans: list[list[int]] = []
    for hit in hits:  # in the order of the text
        if spans and hit.start < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], hit.end)
        else:
            spans.append([hit.start, hit.end])
    pieces, places, end = [], [], 0
    for number, (start, stop) in enumerate(spans, 1):
        if start > end:
            pieces.append(Piece(text[end:start]))
        pieces.append(Piece(text[start:stop], number))
        inside = [hit for hit in hits if start <= hit.start < stop]
        places.append(_place(number, text[start:stop], inside))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    unknown = {
        word.key: text[word.start : word.end]
        for word in reversed(words)
        if word.key not in resources.analyser.weak_keys and not any(start <= word.start < stop for start, stop in spans)
    }
    return Reading(language, pieces, places, list(unknown.values())[::-1])


def _place(number: int, words: str, hits) -> Place:
    best: dict[str, float] = {}
    for hit in hits:
        best[hit.concept] = max(hit.weight, best.get(hit.concept, 0.0))
    ordered = sorted(best, key=lambda label: (-best[label], label))
    concepts = [(label, best[label] < 1.0) for label in ordered if not label.startswith(TOPIC)]
    topics = [label.removeprefix(TOPIC) for label in ordered if label.startswith(TOPIC)]
    return Place(number, words, concepts[:CONCEPTS_SHOWN], topics)
