"""Atom feeds for people who follow what is new: offers, needs on the board, events."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from board.selectors import newest
from core.public_pages import public_page
from events.announcements import Announcement, upcoming
from landscape.selectors import NewOffer, newest_offers

ENTRIES = 30


class _Atom(Feed):
    feed_type = Atom1Feed
    author_name = "Digitales Zentrum Mittelstand"

    def item_link(self, item: Any) -> str:
        return item.address

    def item_title(self, item: Any) -> str:
        return str(item.title)


class NewOffers(_Atom):
    title = gettext_lazy("New offers")
    subtitle = gettext_lazy("What providers of Kreis Soest and the partner regions have published last")

    def link(self) -> str:
        return reverse("landscape:directory")

    def items(self) -> list[NewOffer]:
        return newest_offers(ENTRIES)

    def item_description(self, item: NewOffer) -> str:
        return f"{item.offer.organisation.name}, {item.offer.organisation.place}"

    def item_pubdate(self, item: NewOffer) -> datetime:
        return item.offer.published_at

    def item_updateddate(self, item: NewOffer) -> datetime:
        return item.offer.published_at


class NewNeeds(_Atom):
    title = gettext_lazy("New needs")
    subtitle = gettext_lazy("What firms are looking for, without their names")

    def link(self) -> str:
        return reverse("board:list")

    def items(self):
        return newest(ENTRIES)

    def item_link(self, item) -> str:
        return item.public_path

    def item_description(self, item) -> str:
        return item.text

    def item_pubdate(self, item) -> datetime:
        return item.posted_at

    def item_updateddate(self, item) -> datetime:
        return item.posted_at


class NextEvents(_Atom):
    title = gettext_lazy("Next events")
    subtitle = gettext_lazy("Talks, round tables and trainings of the centre and its partners")

    def link(self) -> str:
        return reverse("events:list")

    def items(self) -> list[Announcement]:
        return upcoming(ENTRIES)

    def item_link(self, item: Announcement) -> str:
        return item.url

    def item_description(self, item: Announcement) -> str:
        return f"{date_format(localtime(item.starts_at), 'DATETIME_FORMAT')}, {item.place}"


@public_page("landscape", "regions")
def new_offers(request: HttpRequest) -> HttpResponse:
    return NewOffers()(request)


@public_page("board", "regions")
def new_needs(request: HttpRequest) -> HttpResponse:
    return NewNeeds()(request)


@public_page("events")
def next_events(request: HttpRequest) -> HttpResponse:
    return NextEvents()(request)
