"""Narrowing a public list: facets with counts, each alone and combined with all others, carried by the address.

Only what the list shows can be asked for; so a filter tells nothing that the list does not tell.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import QueryDict

from search.selectors import matching_ids
from search.understanding import understand

LONGEST_SEARCH = 100
SHOWN_FIRST = 8  # options of a facet; the others are folded away


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list: its name in the address, the column it asks for, and how its values are called."""

    name: str
    legend: Any
    column: str
    labels: Callable[[Iterable], dict]


@dataclass(frozen=True)
class Option:
    """A value one can choose, with how many rows it leaves. `without` is the address without it."""

    value: str
    label: Any
    number: int
    is_chosen: bool
    without: str = ""


class FacetedList:
    """`rows` as `asked` (the query of the address) narrows them: by words, where the rows are found by the search as
    `kind`, and by `facets`. What nobody offers is ignored."""

    def __init__(self, asked: QueryDict, rows: QuerySet, *, facets: Sequence[Facet], kind: str):
        self.q = asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        self._facets = facets
        self._asked = {
            facet.name: [value.replace("\x00", "") for value in asked.getlist(facet.name)] for facet in facets
        }
        self.understood = understand(self.q) if self.q else None
        if self.understood is not None:
            rows = rows.filter(pk__in=matching_ids(self.understood, kind).values("object_id"))
        self._found = rows

    def narrowed(self, *, but: str = "") -> QuerySet:
        """Return what all facets leave, without the one named `but`."""
        rows = self._found
        for facet in self._facets:
            values = self._asked[facet.name]
            if values and facet.name != but:
                matching = rows.model._base_manager.filter(**{f"{facet.column}__in": values})
                rows = rows.filter(pk__in=matching.values("pk"))
        return rows

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or any(self._asked.values()))

    @cached_property
    def facets(self) -> list[tuple[Facet, list[Option], list[Option]]]:
        """Return each facet that offers a choice, with the options shown first and the further ones."""
        found = ((facet, self._options(facet)) for facet in self._facets)
        return [(facet, options[:SHOWN_FIRST], options[SHOWN_FIRST:]) for facet, options in found if options]

    @property
    def chosen(self) -> list[Option]:
        """Return what narrows the list at present, each with the address that takes it away."""
        options = [option for _facet, first, further in self.facets for option in (*first, *further)]
        words = [Option("", f"„{self.q}“", 0, True, self.address(without=("q", self.q)))] if self.q else []
        return words + [option for option in options if option.is_chosen]

    def _options(self, facet: Facet) -> list[Option]:
        """Chosen ones first, then by number."""
        asked = self._asked[facet.name]
        rows = self.narrowed(but=facet.name).order_by().values(facet.column).annotate(number=Count("pk", distinct=True))
        numbers = {row[facet.column]: row["number"] for row in rows if row[facet.column]}
        labels = facet.labels([*numbers, *asked])
        options = [
            Option(value, label, numbers.get(value, 0), value in asked, self.address(without=(facet.name, value)))
            for value, label in labels.items()
        ]
        return sorted(options, key=lambda option: (not option.is_chosen, -option.number, str(option.label)))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        if self.q:
            yield "q", self.q
        for name, values in self._asked.items():
            yield from ((name, value) for value in values)

    def address(self, *, without: tuple[str, str] = ("", "")) -> str:
        """Return the query of the address, without one pair of name and value."""
        return "?" + urlencode([pair for pair in self._pairs() if pair != without])
