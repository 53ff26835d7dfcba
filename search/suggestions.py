"""What somebody may be about to type: topics, titles and words that occur."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from matchmaking.engine import load_resources
from search.folding import cleaned, folded, words_key
from search.models import Document, Word
from search.understanding import MOST_CHARACTERS
from taxonomy.models import Topic

SHORTEST, MOST = 2, 8  # letters of the beginning; suggestions
_TOPICS, _WORDS, _TITLES = 3, 4, 4
_SHORTEST_LOOKED_UP = 3  # letters that the database looks up; fewer would be most of what there is


@dataclass(frozen=True)
class Suggestion:
    """A query, and what it is: a topic, a title or a word."""

    text: str
    what: Any


def suggest(beginning: str, kinds: Iterable[str] | None = None, *, most: int = MOST) -> list[Suggestion]:
    """Return what may follow `beginning`: topics first, then words, then titles of `kinds` (of all)."""
    typed = cleaned(beginning, MOST_CHARACTERS)
    if len(folded(typed)) < SHORTEST:
        return []
    found: dict[str, Suggestion] = {}
    for each in (*_topics(typed), *_words(typed), *_titles(typed, kinds)):
        found.setdefault(folded(each.text), each)
    return list(found.values())[:most]


def _topics(typed: str) -> Iterator[Suggestion]:
    """Topics with a name that has a word beginning like this."""
    piece = words_key(typed)
    slugs = [
        topic.id
        for topic in load_resources(dictionary=None).topics.values()
        if piece in words_key(*topic.label.values(), *topic.german, *topic.english)
    ]
    topics = Topic.objects.active().filter(slug__in=slugs) if slugs else ()
    # Those whose label begins like this come first.
    yield from [
        Suggestion(topic.label, _("Topic"))
        for topic in sorted(topics, key=lambda topic: (piece not in words_key(topic.label), topic.position))
    ][:_TOPICS]


def _words(typed: str) -> Iterator[Suggestion]:
    """The last word completed."""
    *before, last = typed.split()
    piece = folded(last)
    if len(piece) < _SHORTEST_LOOKED_UP:
        return
    rows = Word.objects.filter(word__startswith=piece, documents__gt=0).order_by("-documents", "word", "lexeme")
    seen = set()
    for word, shown in rows.values_list("word", "shown")[: 2 * _WORDS]:
        if word not in seen and len(seen) < _WORDS:
            seen.add(word)
            yield Suggestion(" ".join([*before, shown]), _("Word"))


def _titles(typed: str, kinds: Iterable[str] | None) -> Iterator[Suggestion]:
    piece = words_key(typed)
    if len(piece) <= _SHORTEST_LOOKED_UP:
        return
    rows = Document.objects.filter(title_key__contains=piece).only("title_de", "title_en").order_by("pk")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    yield from (Suggestion(str(document), _("Title")) for document in rows[:_TITLES])
