"""By what the board is narrowed, and what made a need a hit."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from board.findable import KIND
from board.models import Posting
from companies.enums import NeedKind
from regions.models import Region
from search.facets import Facet, FacetedList
from search.highlighting import excerpt, marked
from taxonomy.models import Sector, Topic

WORDS_SHOWN = 45

FACETS = (
    Facet(
        "topic",
        _("Topic"),
        "need__topics__slug",
        lambda slugs: {topic.slug: topic.label for topic in Topic.objects.filter(slug__in=slugs)},
    ),
    Facet(
        "region",
        _("Region"),
        "shown_region__slug",
        lambda slugs: {region.slug: str(region) for region in Region.objects.filter(slug__in=slugs)},
    ),
    Facet(
        "trade",
        _("Trade"),
        "shown_sector__code",
        lambda codes: {sector.code: sector.label for sector in Sector.objects.filter(code__in=codes, level="section")},
    ),
    Facet(
        "kind",
        _("What is wanted"),
        "need__need_kind",
        lambda kinds: {kind.value: kind.label for kind in NeedKind if kind.value in set(kinds)},
    ),
)


class BoardSearch(FacetedList):
    """The board as the query of the address narrows it."""

    def __init__(self, asked: QueryDict):
        super().__init__(asked, Posting.objects.on_board(), facets=FACETS, kind=KIND)

    @property
    def results(self) -> QuerySet[Posting]:
        return self.narrowed().for_list()

    def mark(self, postings: Iterable[Posting]) -> None:
        """Give each of `postings` its `marked_title` and `excerpt`, with what made it a hit marked."""
        for posting in postings:
            language = posting.need.language
            posting.marked_title = marked(posting.title, self.understood or "", language=language)
            posting.excerpt = excerpt(posting.text, self.understood or "", language=language, words=WORDS_SHOWN)
