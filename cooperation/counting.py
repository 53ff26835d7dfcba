"""From what the database added up to the numbers of a page. Pure: rows in, counts out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cooperation.facts import Flow
from cooperation.periods import Month, Period

K = TypeVar("K", bound=Hashable)  # a cell
P = TypeVar("P", bound=Hashable)  # a part, which months divide into cells


@dataclass
class Count:
    """How many introductions, and how many of them each organisation took part in, on either side."""

    number: int = 0
    companies: Counter = field(default_factory=Counter)
    providers: Counter = field(default_factory=Counter)

    @property
    def sides(self) -> tuple[Counter, Counter]:
        return self.companies, self.providers


def tally(flows: Iterable[Flow], cells_of: Callable[[Flow], Iterable[K]]) -> dict[K, Count]:
    """Return the count of every cell that `cells_of` puts a row into. Rows that tell organisations apart come twice,
    once per side, so the number is that of the companies' rows."""
    counts: dict[K, Count] = defaultdict(Count)
    for flow in flows:
        for cell in cells_of(flow):
            count = counts[cell]
            if flow.side != "provider":
                count.number += flow.number
            if flow.side:
                side = count.companies if flow.side == "company" else count.providers
                side[flow.organisation or 0] += flow.number
    return counts


class Numbers(Generic[P]):
    """Numbers of parts by month, to be asked for periods."""

    def __init__(self, counts: Mapping[tuple[P, Month], Count]):
        self._months: dict[P, list[tuple[Month, int]]] = defaultdict(list)
        for (part, month), count in counts.items():
            self._months[part].append((month, count.number))

    def __call__(self, part: P, period: Period) -> int:
        return sum(number for month, number in self._months.get(part, ()) if month in period)
