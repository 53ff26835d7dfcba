"""What the start page shows to everybody, from the rooms that publish it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from board.models import Posting
from board.selectors import newest
from events.announcements import Announcement, upcoming
from landscape.selectors import NewOffer, WholeMap, newest_offers, offers_on_show, whole_map
from reporting.selectors import county_figure

NEWEST = 3
EVENTS = 3
# measure of reporting.measures, what the page calls it
PROTECTED = (
    ("needs", _("registered needs")),
    ("introductions", _("introductions made")),
)


@dataclass(frozen=True)
class PublicFigure:
    """One number with what it counts and the day up to which it does."""

    value: int
    label: Any
    as_of: date


def public_figures() -> list[PublicFigure]:
    """Return the figures that everybody may read: what is public anyway, counted now, and what could point to single
    firms, from the last edition of the figures (decision 0030). A protected figure is left out."""
    today = timezone.localdate()
    live = [
        PublicFigure(whole_map().entries, _("organisations in the landscape"), today),
        PublicFigure(offers_on_show().count(), _("published offers"), today),
    ]
    protected = [(county_figure(slug), label) for slug, label in PROTECTED]
    return live + [PublicFigure(figure.value, label, figure.as_of) for figure, label in protected if figure]


@dataclass(frozen=True)
class StartPage:
    """Everything below the fold of the start page."""

    figures: Sequence[PublicFigure]
    map: WholeMap
    needs: Sequence[Posting]
    offers: Sequence[NewOffer]
    events: Sequence[Announcement]


def start_page() -> StartPage:
    return StartPage(public_figures(), whole_map(), newest(NEWEST), newest_offers(NEWEST), upcoming(EVENTS))
