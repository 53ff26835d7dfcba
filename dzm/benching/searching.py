"""Many invented documents and queries, to measure the search with."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.urls import reverse

from matchmaking.bench.collection import read_gold
from matchmaking.bench.generator import Generator
from search.models import Document
from search.registry import Content, Source, register, sources, unregister
from search.services import rebuild

_KINDS = ("entry", "offer", "event")  # as the rooms call them: the page counts no others
_TITLE_WORDS = 6
_WORD = re.compile(r"[^\W\d_]{5,}")
# What the issue names, and words that very many things have.
_KNOWN = (
    *("Wartung", "Instandhaltung", "vorausschauende Wartung", "Lager", "Lagerverwaltung", "Verwaltung", "E-Rechnung"),
    *("KI", "BDE", "Maschinen", "Daten", "predictive maintenance", "warehouse", "Qualitätskontrolle", "Mueller"),
)


def fill(number: int, gold: Path) -> None:
    """Index `number` invented documents in a database that is thrown away; the words are those of the gold set in the
    folder `gold` and of a large vocabulary."""
    texts = Generator(read_gold(gold)).texts("offers", number)
    known = dict(sources())
    for kind in known:
        unregister(kind)
    try:
        for place, kind in enumerate(_KINDS):
            register(Source(kind, kind, lambda place=place, kind=kind: _contents(texts, place, kind)))
        rebuild()
    finally:
        for kind in _KINDS:
            unregister(kind)
        for source in known.values():
            register(source)


def _contents(texts: list, place: int, kind: str) -> Iterator[Content]:
    for number in range(place, len(texts), len(_KINDS)):
        text = texts[number]
        title = " ".join(text.text.split()[:_TITLE_WORDS])
        yield Content(kind, number, f"/{kind}/{number}/", {text.language: title}, {text.language: text.text})


def addresses(drawn: random.Random, number: int) -> Iterator[str]:
    """Return the search page for `number` queries, of seven kinds in turn. Words are drawn from documents, so as often
    as they occur."""
    return (f"{reverse('search:page')}?q={quote(query)}" for query in _queries(drawn, number))


def _queries(drawn: random.Random, number: int) -> Iterator[str]:
    first, last = Document.objects.earliest("pk").pk, Document.objects.latest("pk").pk
    pks = [drawn.randint(first, last) for _number in range(4 * number)]
    bodies = Document.objects.filter(pk__in=pks).order_by("pk").values_list("body_de", "body_en")
    words = [found for body in bodies if len(found := _WORD.findall("".join(body))) > 4]

    def word(shortest: int = 5) -> str:
        fitting: list[str] = []
        while not fitting:
            fitting = [each for each in drawn.choice(words) if len(each) >= shortest]
        return drawn.choice(fitting)

    kinds = (
        lambda: drawn.choice(_KNOWN),
        word,
        lambda: word(12),
        lambda: _misspelt(word(7), drawn),
        lambda: word(8)[:5],
        lambda: " ".join(drawn.sample(drawn.choice(words), 2)),
        lambda: f"{word()} {_misspelt(word(7), drawn)}",
    )
    return (kinds[place % len(kinds)]() for place in range(number))


def _misspelt(word: str, drawn: random.Random) -> str:
    """Two letters in the wrong order, or one missing."""
    place = drawn.randrange(1, len(word) - 2)
    if drawn.random() < 0.5:
        return word[:place] + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
