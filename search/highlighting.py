"""Showing why something was found: words marked in a text, and the piece of a long text around them."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import NamedTuple

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from search.analysis import MOST_CHARACTERS, PLACES, lexemes_of_hit, reading, resources, sure_hits
from search.models import Document
from search.understanding import Understood, understand

WORDS = 30  # of an excerpt
_BEFORE = 6  # words that it shows before the first hit
_PIECE = re.compile(r"\S+")


class Span(NamedTuple):
    """A place of a text to be marked."""

    start: int
    end: int


def marked(text: str, query: str | Understood, *, language: str = "de") -> SafeString:
    """Return `text` as HTML with <mark> around what made it a hit: other forms and spellings, compounds, synonyms."""
    return _with_marks(text, _spans(text, query, language), 0, len(text))


def excerpt(text: str, query: str | Understood, *, language: str = "de", words: int = WORDS) -> SafeString:
    """Return some `words` of `text` around the first place that says a word of the query, marked like `marked`; the
    beginning where nothing is to be marked."""
    return _excerpt(text, _spans(text, query, language), words)


class Shown(NamedTuple):
    """What a list shows of a document: title and excerpt as HTML, and their language."""

    language: str
    title: SafeString
    excerpt: SafeString


def shown(documents: Sequence[Document], understood: Understood) -> dict[int, Shown]:
    """Return by id what `marked` and `excerpt` would make of title and text of `documents`, in one query and without
    reading the texts: the index knows which of their words made the hit."""
    if understood.used is None:
        return {}
    places, analyser = _places([document.pk for document in documents], understood), understood.used.analyser
    found = {}
    for document in documents:
        language, title, body = document.told()
        in_title, in_body = (
            _at(PLACES[name, language], *places[document.pk], partial(analyser.spans, text))
            for name, text in (("title", title), ("body", body[:MOST_CHARACTERS]))
        )
        found[document.pk] = Shown(
            language, _with_marks(title, in_title, 0, len(title)), _excerpt(body, in_body, WORDS)
        )
    return found


def _places(ids: list[int], understood: Understood) -> dict[int, tuple[set[int], set[int]]]:
    """Return for each document the positions that say a word of the query, and those that mean the same."""
    found: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    meant = understood.meant
    with connection.cursor() as cursor:
        # The lexemes of the query get a weight that no other has; to filter is faster than to list all of them.
        cursor.execute(
            "SELECT id, lexeme, positions FROM search_document,"
            " unnest(ts_filter(setweight(setweight(vector, 'D'), 'A', %s::text[]), '{a}')) WHERE id = ANY(%s)",
            [sorted(understood.lexemes | meant), ids],
        )
        for pk, lexeme, positions in cursor.fetchall():
            found[pk][lexeme in meant].update(positions)
    return found


def _at(places: range, said: set[int], meant: set[int], read: Callable[[], list[tuple[int, int]]]) -> list[Span]:
    """Return what is to be marked in the text that has `places` and the words that `read` returns: those that say a
    word of the query, in a text without any those that mean the same, where neighbours are one mark."""
    if numbers := _numbers(places, said):
        words = read()
        return [Span(*words[number]) for number in numbers if number < len(words)]
    if not (numbers := _numbers(places, meant)):
        return []
    words = read()
    spans: list[Span] = []
    last = None
    for number in numbers:
        if number >= len(words):
            break
        begun = spans.pop().start if number - 1 == last else words[number][0]
        spans.append(Span(begun, words[number][1]))
        last = number
    return spans


def _numbers(places: range, positions: set[int]) -> list[int]:
    return sorted(position - places.start for position in positions if position in places)


def _excerpt(text: str, spans: list[Span], words: int) -> SafeString:
    begun = spans[0].start if spans else 0
    pieces: list[tuple[int, int]] = []
    place = None  # of the piece with the first hit
    for match in _PIECE.finditer(text):
        pieces.append(match.span())
        if place is None and match.end() > begun:
            place = len(pieces) - 1
        if place is not None and len(pieces) > max(place - _BEFORE, 0) + words:
            break  # the text is longer than what is shown
    if not pieces:
        return SafeString("")
    first = max(0, min((place or 0) - _BEFORE, len(pieces) - words))
    last = min(first + words, len(pieces)) - 1
    shown = _with_marks(text, spans, pieces[first][0], pieces[last][1])
    before, after = "… " if first else "", " …" if last + 1 < len(pieces) else ""
    return mark_safe(f"{before}{shown}{after}")  # signs of our own around what is escaped


def _spans(text: str, query: str | Understood, language: str) -> list[Span]:
    """Return the places that say a word of the query, in a text without any those that mean the same; in their order,
    none overlaps another."""
    understood = understand(query) if isinstance(query, str) else query
    if understood.used is None:
        return []
    with reading(understood.used):
        return _found(text, understood, language)


def _found(text: str, understood: Understood, language: str) -> list[Span]:
    found = resources().analyser.words(text[:MOST_CHARACTERS], language)
    lexemes, meant = understood.lexemes, understood.meant
    spans = [Span(word.start, word.end) for word in found if lexemes & {word.key, *word.parts}]
    if meant and not spans:  # what says the word itself needs no further explanation
        spans += [Span(hit.start, hit.end) for hit in sure_hits(found) if meant & lexemes_of_hit(hit)]
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return kept


def _with_marks(text: str, spans: list[Span], start: int, end: int) -> SafeString:
    pieces, place = [], start
    for span in spans:
        if span.start >= start and span.end <= end:
            pieces += [escape(text[place : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>"]
            place = span.end
    return mark_safe("".join([*pieces, escape(text[place:end])]))  # each piece of the text is escaped
