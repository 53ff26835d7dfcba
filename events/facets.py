"""By what the list of events is narrowed."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from events.enums import Format, Kind
from events.findable import KIND
from events.models import Event
from events.words import title_of
from regions.models import Municipality, Region
from search.facets import Facet, FacetedList
from search.highlighting import marked
from taxonomy.models import Topic

FACETS = (
    Facet(
        "kind", _("Kind"), "kind", lambda kinds: {kind.value: kind.label for kind in Kind if kind.value in set(kinds)}
    ),
    Facet(
        "topic",
        _("Topic"),
        "topics__slug",
        lambda slugs: {topic.slug: topic.label for topic in Topic.objects.filter(slug__in=slugs)},
    ),
    Facet(
        "place",
        _("Where"),
        "venue__municipality__ags",
        lambda keys: {row.ags: row.name for row in Municipality.objects.filter(ags__in=[key for key in keys if key])},
    ),
    Facet(
        "format",
        _("How"),
        "format",
        lambda values: {each.value: each.label for each in Format if each.value in set(values)},
    ),
    Facet(
        "region",
        _("Partner region"),
        "region__slug",
        lambda slugs: {region.slug: str(region) for region in Region.objects.filter(slug__in=[s for s in slugs if s])},
    ),
)


class EventSearch(FacetedList):
    """The events to come, or those that are over, as the query of the address narrows them."""

    def __init__(self, asked: QueryDict, *, past: bool = False):
        rows = Event.objects.past() if past else Event.objects.upcoming()
        super().__init__(asked, Event.objects.filter(pk__in=rows.order_by().values("pk")), facets=FACETS, kind=KIND)
        self._rows = rows

    @property
    def results(self) -> QuerySet[Event]:
        return self._rows.filter(pk__in=self.narrowed().values("pk")).for_list()

    def mark(self, events: Iterable[Event]) -> None:
        """Give each of `events` its `marked_title`, with what made it a hit marked."""
        for event in events:
            title = title_of(event)
            event.shown_title = title
            event.marked_title = marked(title.text, self.understood or "", language=title.language)
