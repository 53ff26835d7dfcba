"""The filters of the directory: what the address asks for, and what the page offers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from landscape.catalogue import Catalogue, Words
from landscape.index import Found

FACETS: dict[str, Any] = {  # in the order of the page: parameter of the address -> heading
    "place": gettext_lazy("Area"),
    "topic": gettext_lazy("Topic"),
    "kind": gettext_lazy("Kind of organisation"),
    "sector": gettext_lazy("Sector"),
    "language": gettext_lazy("Working language"),
    "references": gettext_lazy("References"),
    "open": gettext_lazy("Availability"),
}
SHOWN = 6  # options of a facet that stand there at once; the others are folded away
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Wish:
    """What an address asks for. Values that do not exist are left out: links grow old, and people edit addresses."""

    words: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, query: QueryDict, catalogue: Catalogue) -> "Wish":
        chosen = {}
        for facet in FACETS:
            known = catalogue.words_of(facet)
            chosen[facet] = [value for value in dict.fromkeys(query.getlist(facet)) if value in known]
        words = " ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
        return cls(words, {facet: values for facet, values in chosen.items() if values})

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.chosen)

    def without(self, facet: str, value: str) -> "Wish":
        kept = {name: [each for each in values if (name, each) != (facet, value)] for name, values in self._items()}
        return Wish(self.words, kept)

    def only(self, facet: str, value: str) -> "Wish":
        """Return the same wish with `value` as the one choice in `facet`."""
        return Wish(self.words, {**self.chosen, facet: [value]})

    def without_words(self) -> "Wish":
        return Wish("", self.chosen)

    @property
    def address(self) -> str:
        """The address of the wish, relative to the directory."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(facet, value) for facet, values in self._items() for value in values]
        return f"?{urlencode(pairs)}"

    def _items(self) -> Iterator[tuple[str, Sequence[str]]]:
        return iter(self.chosen.items())


class Option(NamedTuple):
    """One value that may be ticked, with the number of entries it would find. `is_part`: it is part of the last one
    that is none."""

    value: str
    label: str
    count: int
    is_chosen: bool
    is_part: bool = False


@dataclass(frozen=True)
class Facet:
    """One group of options: what stands there, and what is folded away under `more_label`."""

    name: str
    title: Any
    options: list[Option]
    more: list[Option]
    more_label: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the address of the page without it."""

    label: str
    address: str


def facets(wish: Wish, found: Found, catalogue: Catalogue) -> list[Facet]:
    """Return the groups in which there is something to choose, each option with its number. What no entry has at all
    is left out; what none of those found has stands there with a nought."""
    made = (_facet(name, wish, found, catalogue) for name in FACETS)
    return [each for each in made if _is_a_choice(each, found) or wish.chosen.get(each.name)]


def _is_a_choice(facet: Facet, found: Found) -> bool:
    """Whether choosing may make a difference: a single value that all of the found entries have does not."""
    return len(facet.options) + len(facet.more) > 1 or any(each.count < len(found) for each in facet.options)


def _facet(name: str, wish: Wish, found: Found, catalogue: Catalogue) -> Facet:
    words, chosen = catalogue.words_of(name), wish.chosen.get(name, ())
    counts = found.counts(name)
    options = [
        Option(value, label, counts.get(value, 0), value in chosen, _is_part(name, value, catalogue))
        for value, label in words.items()
        if value in counts or value in chosen
    ]
    if name == "place":
        return _split(name, options, [each for each in options if each.is_part], _("All towns of Kreis Soest"))
    if name == "sector":
        return _split(name, options, _behind_the_first(options, among=lambda each: not each.is_part), _all_of(options))
    return _split(name, options, _behind_the_first(options), _all_of(options))


def _is_part(name: str, value: str, catalogue: Catalogue) -> bool:
    return value in catalogue.towns if name == "place" else name == "sector" and len(value) > 1


def _all_of(options: list[Option]) -> str:
    return _("All %(number)s") % {"number": len(options)}


def _behind_the_first(options: list[Option], among=lambda each: True) -> list[Option]:
    """Return what is folded away: all but the largest and what is chosen."""
    if len(options) <= SHOWN + 1:
        return []
    largest = sorted(filter(among, options), key=lambda each: -each.count)[:SHOWN]
    kept = {each.value for each in largest}
    return [each for each in options if each.value not in kept]


def _split(name: str, options: list[Option], folded: list[Option], more_label: str) -> Facet:
    values = {each.value for each in folded}
    shown = [each for each in options if each.value not in values or each.is_chosen]
    return Facet(name, FACETS[name], shown, [each for each in folded if not each.is_chosen], more_label)


def chips(wish: Wish, catalogue: Catalogue) -> list[Chip]:
    """Return the filters that are set, each with the way to take it back."""
    made = [Chip(_("“%(words)s”") % {"words": wish.words}, wish.without_words().address)] if wish.words else []
    for facet, values in wish.chosen.items():
        words: Words = catalogue.words_of(facet)
        made += [Chip(words[value], wish.without(facet, value).address) for value in values]
    return made
