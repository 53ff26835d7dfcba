"""How the search of the portal, search engines, calendars and those who share a link find an event."""

from collections.abc import Iterator
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.cards import Card, register_card
from core.findable import absolute, register_section
from events.announcements import Announcement, announce
from events.enums import EventState, Format
from events.models import Event, EventDate
from events.words import description_of, organiser_of, summary_of, time_of, title_of
from search.registry import Content, Source
from search.registry import register as register_source
from search.services import drop, index

CARD = KIND = "event"
_MODES = {Format.ON_SITE: "Offline", Format.ONLINE: "Online", Format.HYBRID: "Mixed"}


def follow(*events: Event) -> None:
    """Make the search equal to what is published of `events`."""
    for event in events:
        if event.is_public and event.state != EventState.CANCELLED:
            index(_content(event))
        else:
            drop(KIND, event.pk)


def _content(event: Event) -> Content:
    return Content(
        kind=KIND,
        object_id=event.pk,
        url=event.get_absolute_url(),
        title=_both(event.title, event.title_en),
        body=_both(f"{event.summary}\n{event.description}", f"{event.summary_en}\n{event.description_en}"),
        topics=tuple(sorted(topic.slug for topic in event.topics.all())),
        keywords=dict.fromkeys(("de", "en"), event.place),
        changed_at=event.changed_at,
    )


def _both(german: str, english: str) -> dict[str, str]:
    return {language: text for language, text in (("de", german), ("en", english)) if text.strip()}


def _rows() -> Iterator[Content]:
    yield from map(_content, Event.objects.public().exclude(state=EventState.CANCELLED).for_list())


def _card(code: str) -> Card:
    event = get_object_or_404(Event.objects.public().for_list(), code=code)
    row = event.next_date
    return Card(
        str(event.get_kind_display()), str(title_of(event)), f"{time_of(row.starts_at, row.ends_at)} · {event.place}"
    )


def machine_readable(event: Event) -> list[dict[str, Any]]:
    """Return each date of `event` as schema.org describes events, for search engines."""
    return [_as_thing(event, row) for row in event.planned_dates]


def _as_thing(event: Event, row: EventDate) -> dict[str, Any]:
    is_cancelled = event.state == EventState.CANCELLED or row.is_cancelled
    return {
        "@type": "Event",
        "name": str(title_of(event)),
        "description": str(description_of(event)) or str(summary_of(event)),
        "startDate": row.starts_at.isoformat(),
        "endDate": row.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_MODES[event.format]}EventAttendanceMode",
        "location": _location(event),
        "organizer": {"@type": "Organization", "name": organiser_of(event), "url": absolute("/")},
        "url": absolute(event.get_absolute_url()),
        "inLanguage": event.language,
        "isAccessibleForFree": True,
        "image": absolute(reverse("card", args=[CARD, event.code])),
    }


def _location(event: Event) -> dict[str, Any] | list[dict[str, Any]]:
    online = {"@type": "VirtualLocation", "url": absolute(event.get_absolute_url())}
    if event.venue is None or event.format == Format.ONLINE:
        return online
    venue = event.venue
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.street,
        "postalCode": venue.postcode,
        "addressLocality": venue.city,
        "addressCountry": "DE",
    }
    place = {"@type": "Place", "name": venue.name, "address": address}
    return [place, online] if event.format == Format.HYBRID else place


def _announcements(limit: int) -> Iterator[Announcement]:
    for event in Event.objects.upcoming().for_list()[:limit]:
        yield Announcement(str(title_of(event)), event.next_at, event.place, event.get_absolute_url())


class Lists(Sitemap):
    def items(self) -> list[str]:
        return ["events:list", "events:month_now"]

    def location(self, item: str) -> str:
        return reverse(item)


class Events(Sitemap):
    """Every event that is to come or has been."""

    def items(self):
        return Event.objects.public().exclude(state=EventState.CANCELLED).order_by("-published_at", "-pk")

    def location(self, item: Event) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: Event):
        return item.changed_at


def register() -> None:
    register_source(Source(KIND, gettext_lazy("Events"), _rows, order=40))
    register_card(CARD, _card)
    register_section("event_lists", Lists)
    register_section("events", Events)
    announce(_announcements)
