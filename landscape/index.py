"""Which entries a choice of filters finds, and how many each further filter would find. Pure, no Django.

Each value of each facet is one whole number whose bit i says whether entry i has the value. Combining filters is then
"and" and "or" of whole numbers, counting is counting bits: 150 counts over 20,000 entries take less than a
millisecond, where the database would group some 200,000 rows for every page (decision record on the landscape).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

Chosen = Mapping[str, Sequence[str]]  # facet -> chosen values


@dataclass(frozen=True)
class Index:
    """All entries in the order in which they are listed. `bits[facet][value]` are the entries with that value."""

    pks: tuple[int, ...]
    bits: dict[str, dict[str, int]] = field(repr=False)

    @property
    def everything(self) -> int:
        return (1 << len(self.pks)) - 1

    def only(self, pks: Iterable[int]) -> int:
        """Return the bits of the entries with these ids; unknown ids are left out."""
        places = {pk: place for place, pk in enumerate(self.pks)}
        return reduce(or_, (1 << places[pk] for pk in pks if pk in places), 0)

    def find(self, chosen: Chosen, among: int | None = None) -> "Found":
        """Return what has at least one chosen value of each facet in which something is chosen."""
        matching = {facet: self._any_of(facet, values) for facet, values in chosen.items() if values}
        return Found(self, matching, self.everything if among is None else among)

    def _any_of(self, facet: str, values: Sequence[str]) -> int:
        known = self.bits.get(facet, {})
        return reduce(or_, (known.get(value, 0) for value in values), 0)


@dataclass(frozen=True)
class Found:
    """What a choice of filters has found."""

    index: Index
    matching: dict[str, int]
    among: int

    @property
    def bits(self) -> int:
        return reduce(and_, self.matching.values(), self.among)

    def __len__(self) -> int:
        return self.bits.bit_count()

    def counts(self, facet: str) -> dict[str, int]:
        """Return for each value how many entries would be found if it were the only one chosen in its facet, all
        other facets as they are. So a number stands for what a click on it adds to the list."""
        others = (bits for name, bits in self.matching.items() if name != facet)
        base = reduce(and_, others, self.among)
        return {value: (bits & base).bit_count() for value, bits in self.index.bits.get(facet, {}).items()}

    def totals(self, facet: str) -> dict[str, int]:
        """Return for each value how many of the found entries have it."""
        found = self.bits
        return {value: (bits & found).bit_count() for value, bits in self.index.bits.get(facet, {}).items()}

    def __getitem__(self, wanted: slice) -> list[int]:
        """Return the ids at these places of the list."""
        digits, pks, place = bin(self.bits)[:1:-1], [], -1
        for number in range(wanted.stop):
            place = digits.find("1", place + 1)
            if place < 0:
                break
            if number >= (wanted.start or 0):
                pks.append(self.index.pks[place])
        return pks


def build(rows: Iterable[tuple[int, Mapping[str, Iterable[str]]]]) -> Index:
    """Return the index of `rows`: (id, facet -> values) in the order in which they are listed."""
    pks, places = [], defaultdict(lambda: defaultdict(list))
    for place, (pk, facets) in enumerate(rows):
        pks.append(pk)
        for facet, values in facets.items():
            for value in values:
                places[facet][value].append(place)
    size = len(pks) // 8 + 1
    bits = {facet: {value: _number(where, size) for value, where in values.items()} for facet, values in places.items()}
    return Index(tuple(pks), bits)


def _number(places: list[int], size: int) -> int:
    array = bytearray(size)
    for place in places:
        array[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(array, "little")
