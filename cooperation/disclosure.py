"""Which numbers may be read by others than project leads, on every day since the first.

Numbers are published when their period is over: a month, with it the quarter, the half-year, the year it ends, and the
whole time up to then. `published` plays all these days again, in order. What was shown on one of them is taken as
known on the next, so that no number follows from those of another day (`core.disclosure`, decision 0044).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import uuid4

from cooperation.counting import Count
from cooperation.periods import ALL, Month, Period, after, months, of, whole
from core.disclosure import protect
from core.spans import MONTHS, SpanKind

Part = Hashable
Cell = tuple[Part, str, Month]  # what is counted, key of the period, its last month
NOTHING = Count()


@dataclass
class Published:
    """The numbers that may be shown, by what is counted and period; all others are protected, or not over. `edition`
    names this set of numbers: what a page has made of it may be shown again as long as it is the same."""

    shown: dict[Cell, int] = field(default_factory=dict)
    edition: str = field(default_factory=lambda: uuid4().hex)

    def number(self, part: Part, period: Period) -> int | None:
        return self.shown.get((part, period.key, period.last))

    def latest(self, parts: Iterable[Part], period: Period) -> Period | None:
        """Return the longest whole time, no longer than `period`, for which all of `parts` may be shown together."""
        common = set.intersection(*(self._whole[part] for part in parts))
        last = max((month for month in common if month in period), default=None)
        return last and whole(period.first, last)

    @cached_property
    def _whole(self) -> dict[Part, set[Month]]:
        """The last months of the whole times that may be shown, by what is counted."""
        found: dict[Part, set[Month]] = defaultdict(set)
        for part, key, last in self.shown:
            if key == ALL:
                found[part].add(last)
        return found


def published(
    counts: Mapping[tuple[Part, Month], Count],
    parts: Iterable[Part],
    first: Month,
    last: Month,
    *,
    sums: Iterable[tuple[Part, tuple[Part, ...]]] = (),
    shortest: SpanKind = SpanKind.MONTH,
) -> Published:
    """Return what of `counts` may be shown up to the month `last`, which is over. `sums` say which part is always the
    sum of which others. Periods below `shortest` are never shown, so fewer numbers of longer ones need to be hidden."""
    parts, sums = list(parts), list(sums)
    cells: dict[Cell, Count] = {}
    hidden: set[Cell] = set()
    runs = {part: _Run() for part in parts}
    history: list[tuple[Month, list[Cell], list[tuple]]] = []
    kinds = [kind for kind in SpanKind if MONTHS[kind] >= MONTHS[shortest]]  # parts before what they make up
    for month in months(first, last):
        if of(month, shortest).last != month:
            continue
        periods = [period for kind in kinds if (period := of(month, kind)).last == month]
        new: list[Cell] = []
        lines: list[tuple] = []
        for part in parts:
            for period in periods:
                cell = (part, period.key, month)
                cells[cell] = _sum(counts.get((part, each), NOTHING) for each in months(period.first, period.last))
                new.append(cell)
                inside = tuple((part, each.key, each.last) for each in period.parts)
                if inside and period.kind != shortest:  # what lies before the first fact is empty, and no cell
                    lines.append((cell, tuple(each for each in inside if each in cells)))
            run = runs[part]
            run.since.append((part, of(month, shortest).key, month))
            total, pieces = (part, ALL, month), run.pieces
            cells[total] = _sum(cells[each] for each in pieces)
            new.append(total)
            lines.append((total, pieces))
        for period in (*periods, whole(first, month)):
            lines += [
                ((total, period.key, month), tuple((piece, period.key, month) for piece in pieces))
                for total, pieces in sums
            ]
        history.append((month, new, lines))
        hidden |= _protect(cells, history, hidden)
        for part, run in runs.items():
            run.show(part, month, hidden)
        # What still counts: this year, whose periods are not all over, and all that hangs on a hidden whole time.
        oldest = min([after(month), *(run.since[0][2] for run in runs.values() if run.since)]).replace(month=1)
        history = [entry for entry in history if entry[0] >= oldest]
    return Published({cell: count.number for cell, count in cells.items() if cell not in hidden})


class _Run:
    """The last whole time that was shown, and the shortest periods since then."""

    def __init__(self) -> None:
        self.shown: Cell | None = None
        self.since: list[Cell] = []

    @property
    def pieces(self) -> tuple[Cell, ...]:
        """What the whole time is made of now, for whoever has read the last one."""
        return (*([self.shown] if self.shown else []), *self.since)

    def show(self, part: Part, month: Month, hidden: set[Cell]) -> None:
        if (part, ALL, month) not in hidden:
            self.shown, self.since = (part, ALL, month), []


def _protect(
    cells: Mapping[Cell, Count], history: list[tuple[Month, list[Cell], list[tuple]]], hidden: set[Cell]
) -> set[Cell]:
    """Return what is to be hidden of the newest cells, beside what was shown or hidden before."""
    new = history[-1][1]
    if not any(cells[cell].number for cell in new):
        return set()  # nothing has ever happened
    lines = [line for _month, _cells, each in history for line in each]
    known = {cell for total, pieces in lines for cell in (total, *pieces)}.union(*(each for _m, each, _l in history))
    fixed = known.difference(new)
    found = protect({cell: cells[cell].sides for cell in known}, lines, hidden=fixed & hidden, fixed=fixed)
    return set(found).intersection(new)


def _sum(counts: Iterable[Count]) -> Count:
    total = Count()
    for count in counts:
        total.number += count.number
        total.companies.update(count.companies)
        total.providers.update(count.providers)
    return total
