"""The kinds of places that give somebody away, and why each does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    OWN_NAME = "own_name", _("Name or address of the organisation")
    OTHER_NAME = "other_name", _("Name of another organisation")
    PERSON = "person", _("Name of a person")
    WEB = "web", _("Web address")
    REACHABLE = "reachable", _("E-mail address or phone number")
    PLACE = "place", _("Town or postcode")
    RARE_THERE = "rare_there", _("Rare word next to a town")
    BRAND = "brand", _("Name of a product or brand")
    SUPERLATIVE = "superlative", _("Only one fits this")
    FOUNDED = "founded", _("Year of founding")
    HEADCOUNT = "headcount", _("Exact number of staff")


WHY = {
    Kind.OWN_NAME: _("It belongs to the name, the address or the people of the organisation."),
    Kind.OTHER_NAME: _("Customers and suppliers lead to the organisation."),
    Kind.PERSON: _("A person can be looked up."),
    Kind.WEB: _("A web address can be opened."),
    Kind.REACHABLE: _("It reaches somebody directly."),
    Kind.PLACE: _("The town is not said in an anonymous text, only the region."),
    Kind.RARE_THERE: _("Few firms in one town do this."),
    Kind.BRAND: _("A product name can be looked up."),
    Kind.SUPERLATIVE: _("There is only one, and people in the region know which."),
    Kind.FOUNDED: _("Together with trade and region the year leads to one firm."),
    Kind.HEADCOUNT: _("An exact number stands in reports and directories. A rounded one does not tell."),
}


@dataclass(frozen=True)
class Telltale:
    """A place in a text: where it is, what it says, of which kind it is."""

    start: int
    end: int
    text: str
    kind: Kind

    @property
    def label(self) -> Any:
        return self.kind.label

    @property
    def why(self) -> Any:
        return WHY[self.kind]


@dataclass(frozen=True)
class Piece:
    """A part of a text for a page: plain, or marked with what it gives away."""

    text: str
    telltale: Telltale | None = None


def pieces_of(text: str, telltales: Iterable[Telltale]) -> Iterator[Piece]:
    """Cut `text` at its telltales, which do not overlap and are in order, for showing it with marks."""
    reached = 0
    for telltale in telltales:
        if telltale.start > reached:
            yield Piece(text[reached : telltale.start])
        yield Piece(text[telltale.start : telltale.end], telltale)
        reached = telltale.end
    if reached < len(text):
        yield Piece(text[reached:])
