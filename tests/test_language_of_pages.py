"""A German page holds German only, an English page English only: in its text and in what screen readers are told.

What is in another language says so by its `lang`. Texts of the tests' cases are German.
"""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.utils import translation

from tests.test_access import addresses

__all__ = ["addresses"]  # the fixture

READERS = (None, "anna", "clara", "lead", "partner", "operator")
# Words that nearly every sentence of the one language has some of, and no sentence of the other.
ENGLISH = r"\b(?:the|and|with|your|you|from|this|that|are|have|has|been|which|please|they|their|should|cannot)\b"
GERMAN = r"\b(?:der|das|und|mit|nicht|sie|ihr|ihre|ihnen|wir|eine|einen|wird|werden|für|auf|von|ist|sind|diese|keine)\b"
SPOKEN = ("title", "aria-label", "alt", "placeholder", "value", "data-label")
VOID = {"input", "meta", "link", "br", "hr", "img", "rect", "circle", "path", "polygon", "line"}


class _Texts(HTMLParser):
    """Collects what a page says in its own language."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []  # tag, whether what is inside counts
        self._language = ""

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "html":
            self._language = said["lang"]
        counts = self._counts and tag not in ("script", "style") and said.get("lang", self._language) == self._language
        if counts and not (tag == "input" and said.get("type") in ("hidden", "text", "email", "url", "search")):
            self.texts += [said[name] for name in SPOKEN if said.get(name)]
        if tag not in VOID:
            self._open.append((tag, counts))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._counts and data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def _counts(self) -> bool:
        return self._open[-1][1] if self._open else True


def foreign(html: str, words: str) -> list[str]:
    """Return the texts of a page in which one of `words` occurs."""
    parser = _Texts()
    parser.feed(html)
    return [text for text in parser.texts if re.search(words, text, re.IGNORECASE)]


def test_foreign_words_are_found_but_where_the_page_says_so():
    html = (
        '<html lang="de"><p>Ihr Fall</p><p lang="en">Your case</p><p>Your case <b>and more</b></p><img alt="the car">'
    )
    assert foreign(html, ENGLISH) == ["Your case", "and more", "the car"]


@pytest.mark.django_db
@pytest.mark.parametrize("person", READERS)
def test_no_english_is_left_on_a_german_page(person, addresses, sign_in):
    assert _found(sign_in(person), addresses, ENGLISH) == {}


def _found(client, addresses: dict[str, str], words: str) -> dict[str, list[str]]:
    pages = {name: client.get(url) for name, url in addresses.items()}
    found = {
        name: foreign(answer.content.decode(), words)
        for name, answer in pages.items()
        if not answer.streaming and answer.content.lstrip().startswith(b"<!doctype html")
    }
    return {name: texts for name, texts in found.items() if texts}


FAILURES = ("400", "403", "403_csrf", "404", "413", "429", "500", "503")


@pytest.mark.django_db
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize(("language", "others"), [("de", ENGLISH), ("en", GERMAN)])
def test_the_page_of_a_failure_speaks_the_language_of_its_reader(rf, failure, language, others):
    request = rf.get("/somewhere/")
    request.user, request.resolver_match = AnonymousUser(), None
    with translation.override(language):
        html = render(request, f"{failure}.html", {"exception": "", "limit": settings.UPLOAD_MAX_MB}).content.decode()
    assert f'<html lang="{language}">' in html
    assert foreign(html, others) == []
