"""How the search of the portal, search engines, and those who share a link find a need on the board."""

from collections.abc import Iterable, Iterator

from django.contrib.sitemaps import Sitemap
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from board.models import Posting
from companies.models import Need
from core.cards import Card, register_card
from core.findable import register_section
from search.registry import Content, Source
from search.registry import register as register_source
from search.services import drop, index

CARD = "need"
KIND = "need"
LANGUAGES = ("de", "en")


def follow(needs: Iterable[Need] | Iterable[int]) -> None:
    """Make the search equal to what hangs on the board of `needs` now."""
    postings = Posting.objects.filter(need__in=needs)
    shown = list(postings.on_board().for_list())
    index(*map(_content, shown))
    drop(KIND, *postings.exclude(pk__in=[posting.pk for posting in shown]).values_list("pk", flat=True))


def _content(posting: Posting) -> Content:
    return Content(
        kind=KIND,
        object_id=posting.pk,
        url=posting.public_path,
        title={posting.need.language: posting.title},
        body={posting.need.language: posting.text},
        topics=tuple(sorted(topic.slug for topic in posting.need.topics.all())),
        keywords={language: _keywords(posting, language) for language in LANGUAGES},
        changed_at=posting.posted_at,
    )


def _keywords(posting: Posting, language: str) -> str:
    with override(language):
        return " ".join(str(part) for part in (posting.shown_sector, posting.shown_region) if part)


def _rows() -> Iterator[Content]:
    yield from map(_content, Posting.objects.on_board().for_list())


def _card(code: str) -> Card:
    posting = get_object_or_404(Posting.objects.on_board().for_list(), code=code)
    profile = [posting.shown_sector, posting.get_shown_size_display(), posting.shown_region]
    return Card(_("A need without a name"), posting.title, " · ".join(str(part) for part in profile if part))


class Board(Sitemap):
    def items(self) -> list[str]:
        return ["board:list"]

    def location(self, item: str) -> str:
        return reverse(item)


class Postings(Sitemap):
    """Every need that hangs there."""

    def items(self):
        return Posting.objects.on_board().order_by("-posted_at", "-pk")

    def location(self, item: Posting) -> str:
        return item.public_path

    def lastmod(self, item: Posting):
        return item.posted_at


def register() -> None:
    register_source(Source(KIND, gettext_lazy("Needs"), _rows, order=30))
    register_card(CARD, _card)
    register_section("board", Board)
    register_section("postings", Postings)
