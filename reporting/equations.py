"""Disclosure control of small numbers: dimension tables in, protected tables out.

A figure below the smallest number that may be shown could point to a single firm, so it is hidden. Whoever reads
several figures can add and subtract: parts make a total, municipalities make the county, years make the time since
the start, and last quarter's edition still lies in a drawer. So `protect` hides further figures until no hidden one
follows from anything that was ever published, including the rules the numbers obey (nothing is negative, a part is
no larger than its whole).

Whether a hidden figure follows is a question of linear programming: a second set of numbers that fits everything
published, but has another value there, proves that it does not (Fischetti & Salazar, 2001). Decision 0018 has the
reasons.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import count
from math import ceil, floor
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

TOTAL = ""  # the series that a breakdown divides
WHOLE = ""  # the place that all places make up
_LOOKS_IN_VAIN = 4  # after so many looks that free no figure more, the others count as determined
_EXACT = 1e-6


class Kind(StrEnum):
    """How the series of a breakdown relate to the total."""

    PARTS = "parts"  # they add up to it
    OVERLAPPING = "overlapping"  # each is a part of it, and together they cover it at least once
    STEPS = "steps"  # each was reached by some of those counted so far


class Period(StrEnum):
    YEAR = "year"  # the year of the edition, up to its day
    BEFORE = "before"  # the year before
    ALL = "all"  # since the start


@dataclass(frozen=True)
class Breakdown:
    """One dimension of a table with all its categories, also those nobody falls into."""

    slug: str
    categories: tuple[str, ...]
    kind: Kind

    def series(self, category: str) -> str:
        return f"{self.slug}/{category}"


@dataclass(frozen=True)
class Shape:
    """What is counted: places that make up the whole, and breakdowns of one total. `rest` names a place that no
    table shows, e.g. what nobody could assign."""

    places: tuple[str, ...]
    breakdowns: tuple[Breakdown, ...]
    rest: str = "unknown"

    @cached_property
    def all_places(self) -> tuple[str, ...]:
        return (*self.places, self.rest)

    @cached_property
    def all_series(self) -> tuple[str, ...]:
        return (TOTAL, *(b.series(category) for b in self.breakdowns for category in b.categories))


class Figure(NamedTuple):
    """The address of one number: place (or WHOLE), series (or TOTAL), period."""

    place: str
    series: str
    period: str


Count = tuple[str, str, int]  # place, series, year


@dataclass
class Edition:
    """What was counted up to a day: `counts` by place, series and year; what of it was `shown`."""

    year: int
    counts: Mapping[Count, int]
    shown: dict[Figure, int] = field(default_factory=dict)

    def figures(self, shape: Shape) -> dict[Figure, int]:
        """Return every figure of this edition with its true value."""
        values: Counter[Figure] = Counter()
        for (place, series, year), number in self.counts.items():
            for period in self._periods(year):
                values[Figure(place, series, period)] += number
                values[Figure(WHOLE, series, period)] += number
        places = (*shape.places, WHOLE)
        return {
            figure: values[figure]
            for place in places
            for series in shape.all_series
            for figure in (Figure(place, series, period) for period in Period)
        }

    def _periods(self, year: int) -> Iterator[str]:
        yield Period.ALL
        if year == self.year:
            yield Period.YEAR
        elif year == self.year - 1:
            yield Period.BEFORE

    def span(self, figure: Figure) -> tuple[str, str, int | str]:
        """Return what a figure stands for whatever the edition: this year's "before" is last year's "year"."""
        years = {Period.YEAR: self.year, Period.BEFORE: self.year - 1}
        return figure.place, figure.series, years.get(Period(figure.period), Period.ALL)

    def covers(self, period: str, year: int) -> bool:
        return period in self._periods(year)


def protect(
    shape: Shape, counts: Mapping[Count, int], *, year: int, smallest: int, earlier: Sequence[Edition] = ()
) -> Edition:
    """Return the Edition of `year` with what of `counts` may be shown.

    Every figure below `smallest` is hidden, zero among them, also one that has grown by less since it was last shown:
    the difference would point to the firm that is new. So are as many others as it takes. `earlier` are all
    editions published before, oldest first: what they show cannot be taken back. Hidden figures all look the same;
    that one was hidden for the sake of another is not to be told.
    """
    edition = Edition(year, counts)
    values = edition.figures(shape)
    known = _last_shown(earlier)
    edition.shown = {
        figure: value
        for figure, value in values.items()
        if value >= smallest and not 0 < value - known.get(edition.span(figure), value) < smallest
    }
    while found := _System(shape, [*earlier, edition]).determined(smallest):
        chosen = {_cheapest(shape, figure, edition.shown) for figure in found} - {None}
        if not chosen:
            break  # nothing of this edition is shown any more; it adds nothing to what was known
        for figure in chosen:
            del edition.shown[figure]
    return edition


def _last_shown(editions: Sequence[Edition]) -> dict[tuple, int]:
    """Return the latest shown value of each place, series and span of time."""
    return {edition.span(figure): value for edition in editions for figure, value in edition.shown.items()}


def _price(figure: Figure, value: int) -> tuple:
    """What it costs readers to lose a figure: the county's and the totals are what they look for first."""
    return (figure.place == WHOLE, figure.series == TOTAL, figure.period == Period.ALL, value, figure)


def _cheapest(shape: Shape, hidden: Figure, shown: Mapping[Figure, int]) -> Figure | None:
    """Return the shown figure whose loss protects `hidden` at the lowest price: one on a line with it, if any. What is
    shown itself betrays what was added to it."""
    if hidden in shown:
        return hidden
    near = [figure for figure in shown if sum(a == b for a, b in zip(figure, hidden, strict=True)) == 2]
    same = [figure for figure in near if _same_table(figure, hidden)]
    pool = same or near or list(shown)
    return min(pool, key=lambda figure: _price(figure, shown[figure]), default=None)


def _same_table(one: Figure, other: Figure) -> bool:
    tables = {series.partition("/")[0] for series in (one.series, other.series)} - {TOTAL}
    return len(tables) <= 1


class _System:
    """All that is known to whoever has read every edition, as linear equations and inequalities.

    The unknowns are the smallest counts: what came to a place, a series and a year from one edition to the next.
    Years before those that any edition shows on their own are one year.
    """

    def __init__(self, shape: Shape, editions: Sequence[Edition]):
        self.shape, self.editions = shape, editions
        first = min(edition.year for edition in editions) - 1
        last = max(edition.year for edition in editions)
        self._years = [first - 1, *range(first, last + 1)]
        self._series = {series: index for index, series in enumerate(shape.all_series)}
        self._places = {place: index for index, place in enumerate(shape.all_places)}
        self._truth = self._increments()
        self._first_of_last = self._truth.size // len(editions) * (len(editions) - 1)
        self._equal = _Rows(self._truth.size)
        self._at_most = _Rows(self._truth.size)
        self._state_rules()
        self._state_published()

    def _number(self, edition: int, place: str, series: str, year: int) -> int:
        row = (edition * len(self._places) + self._places[place]) * len(self._series) + self._series[series]
        return row * len(self._years) + self._years.index(max(year, self._years[0]))

    def _increments(self) -> np.ndarray:
        size = len(self.editions) * len(self._places) * len(self._series) * len(self._years)
        truth = np.zeros(size)
        before: Mapping[Count, int] = {}
        for index, edition in enumerate(self.editions):
            for key in edition.counts.keys() | before.keys():
                place, series, year = key
                truth[self._number(index, place, series, year)] += edition.counts.get(key, 0) - before.get(key, 0)
            before = edition.counts
        return truth

    def _state_rules(self) -> None:
        for index in range(len(self.editions)):
            for place in self._places:
                for breakdown in self.shape.breakdowns:
                    for year in self._years:
                        self._state_rule(breakdown, index, place, year)

    def _state_rule(self, breakdown: Breakdown, index: int, place: str, year: int) -> None:
        total = self._number(index, place, TOTAL, year)
        each = [self._number(index, place, breakdown.series(c), year) for c in breakdown.categories]
        if breakdown.kind == Kind.PARTS:
            self._equal.add([*each, total], [*(1 for _ in each), -1], 0)
        elif breakdown.kind == Kind.OVERLAPPING:
            for part in each:
                self._at_most.add([part, total], [1, -1], 0)
            self._at_most.add([*each, total], [*(-1 for _ in each), 1], 0)
        elif year == self._years[0]:  # steps are compared since the start
            totals = self._atoms(index, Figure(place, TOTAL, Period.ALL))
            for category in breakdown.categories:
                reached = self._atoms(index, Figure(place, breakdown.series(category), Period.ALL))
                self._at_most.add([*reached, *totals], [*(1 for _ in reached), *(-1 for _ in totals)], 0)

    def _atoms(self, index: int, figure: Figure) -> list[int]:
        places = self._places if figure.place == WHOLE else [figure.place]
        years = [year for year in self._years if self.editions[index].covers(figure.period, year)]
        return [
            self._number(earlier, place, figure.series, year)
            for earlier in range(index + 1)
            for place in places
            for year in years
        ]

    def _state_published(self) -> None:
        for index, edition in enumerate(self.editions):
            for figure, value in edition.shown.items():
                atoms = self._atoms(index, figure)
                self._equal.add(atoms, [1] * len(atoms), value)

    def determined(self, smallest: int) -> list[Figure]:
        """Return the small figures, of whatever edition, that follow from what is known."""
        targets = self._targets(smallest)
        if not targets:
            return []
        rows = _Rows(self._truth.size)
        for atoms in targets:
            rows.add(atoms, [1] * len(atoms), 0)
        matrix = rows.matrix()
        low = matrix @ self._truth
        high = low.copy()
        open_targets = np.ones(len(targets), bool)
        chance = np.random.default_rng(0)
        in_vain = 0
        for look in count():
            if not open_targets.any() or in_vain == _LOOKS_IN_VAIN:
                break
            before = open_targets.sum()
            weights = chance.normal(size=len(targets)) if look > 1 else np.full(len(targets), 1.0 if look else -1.0)
            self._look(matrix, weights * open_targets, low, high, open_targets)
            in_vain = in_vain + 1 if open_targets.sum() == before else 0
        figures = list(targets.values())
        return [figures[index] for index in np.flatnonzero(open_targets)]

    def _targets(self, smallest: int) -> dict[tuple[int, ...], Figure]:
        """Return what nobody may learn, as the unknowns that add up to it: small figures, and small additions since the
        edition before. That there is nobody may be learnt: it points to nobody."""
        targets: dict[tuple[int, ...], Figure] = {}
        last = len(self.editions) - 1
        for index in range(last, -1, -1):
            edition = self.editions[index]
            for figure, value in edition.figures(self.shape).items():
                atoms = tuple(self._atoms(index, figure))
                if figure not in edition.shown and 0 < value < smallest:
                    targets.setdefault(atoms, figure)
                if index == last > 0:
                    added = tuple(atom for atom in atoms if atom >= self._first_of_last)
                    if 0 < self._truth[list(added)].sum() < smallest:
                        targets.setdefault(added, figure)
        targets.pop((), None)
        return targets

    def _look(self, matrix, weights, low, high, open_targets) -> None:
        """Find the numbers that fit everything known and make the weighted targets largest; note what they say."""
        found = linprog(
            -(matrix.T @ weights),
            A_eq=self._equal.matrix(),
            b_eq=self._equal.bounds,
            A_ub=self._at_most.matrix(),
            b_ub=self._at_most.bounds,
            bounds=self._limits,
            method="highs",
        )
        if not found.success:
            return  # counted as determined, so that more is hidden, never less
        values = matrix @ found.x
        np.minimum(low, values, out=low)
        np.maximum(high, values, out=high)
        for index in np.flatnonzero(open_targets):
            open_targets[index] = floor(high[index] + _EXACT) - ceil(low[index] - _EXACT) < 1

    @cached_property
    def _limits(self) -> np.ndarray:
        """Counts do not fall, but for what was taken back; and nobody believes that they are very large."""
        largest = max(self._truth.max(initial=0), 1) * 2 + 10
        return np.column_stack([np.minimum(self._truth, 0), np.full(self._truth.size, largest)])


class _Rows:
    """A sparse matrix in the making, with one bound per row."""

    def __init__(self, width: int):
        self._width = width
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []
        self.bounds: list[float] = []
        self._matrix = None

    def add(self, columns: Sequence[int], values: Sequence[float], bound: float) -> None:
        self._row += [len(self.bounds)] * len(columns)
        self._column += columns
        self._value += values
        self.bounds.append(bound)

    def matrix(self):
        if self._matrix is None:
            shape = (len(self.bounds), self._width)
            self._matrix = coo_array((self._value, (self._row, self._column)), shape=shape).tocsr()
        return self._matrix
