"""What municipalities may read: numbers of needs by topic and place, of which nobody learns a small one.

A need with two topics stands in two rows, so the rows do not add up to the number of needs. Over the places they do:
these are the lines that `core.disclosure.protect` is told. The number of needs of a place is bounded by its topics all
the same (no topic has more, together they have at least as many), so a second look takes a number of needs away where
it would say what a protected topic holds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from core.disclosure import is_safe, protect

ALL = ""  # all places, or all topics
_EXACT = 1e-6


class Cell(NamedTuple):
    """The address of one number: the topic's slug, the place's ags; ALL for the sum."""

    topic: str
    place: str


class Row(NamedTuple):
    """One need of one topic as it is counted; `need` and `organisation` are keys."""

    need: int
    organisation: int
    topic: str
    place: str


Sides = dict[Cell, tuple[Counter]]


def contributions(rows: Iterable[Row], topics: Iterable[str], places: Iterable[str]) -> Sides:
    """Return who contributes how many needs to each number, also to those that are zero."""
    places, topics = [*places], [*topics]
    counted = {Cell(topic, place): Counter() for topic in (*topics, ALL) for place in (*places, ALL)}
    needs: dict[Cell, set[tuple[int, int]]] = defaultdict(set)
    for row in rows:
        for place in (row.place, ALL):
            needs[Cell(row.topic, place)].add((row.need, row.organisation))
            needs[Cell(ALL, place)].add((row.need, row.organisation))
    for cell, found in needs.items():
        counted[cell] = Counter(organisation for _need, organisation in found)
    return {cell: (side,) for cell, side in counted.items()}


def lines_of(cells: Iterable[Cell]) -> list[tuple[Cell, tuple[Cell, ...]]]:
    """Return which numbers are the sum of which: all places of each topic, and of all needs."""
    parts = defaultdict(list)
    for cell in cells:
        if cell.place != ALL:
            parts[cell.topic].append(cell)
    return [(Cell(topic, ALL), tuple(each)) for topic, each in parts.items()]


def hidden_cells(sides: Sides) -> frozenset[Cell]:
    """Return the numbers that nobody outside the hub may read. The one place that asks `core.disclosure`."""
    lines = lines_of(sides)
    hidden = protect(sides, lines)
    while betraying := _betraying_totals(sides, lines, hidden):
        hidden = protect(sides, lines, hidden=hidden | betraying)
    return hidden


def _betraying_totals(sides: Sides, lines, hidden: frozenset[Cell]) -> frozenset[Cell]:
    """Return shown numbers of needs that, with the topics of their place, leave one value only to a number that points
    to somebody."""
    targets = [cell for cell in hidden if not is_safe(*sides[cell])]
    if not targets:
        return frozenset()
    limits = _Limits(sides, lines, hidden)
    found = set()
    for cell in targets:
        low, high = limits.range_of(cell)
        if high - low < 1 - _EXACT:
            found |= {Cell(ALL, cell.place), Cell(ALL, ALL)} - hidden
    return frozenset(found)


class _Limits:
    """All that whoever reads the shown numbers knows of the hidden ones, as a linear program."""

    def __init__(self, sides: Sides, lines, hidden: frozenset[Cell]):
        self._column = {cell: number for number, cell in enumerate(sorted(hidden))}
        self._value = {cell: sum(side.values()) for cell, (side,) in sides.items()}
        equal = [({whole: -1.0, **dict.fromkeys(parts, 1.0)}, 0.0) for whole, parts in lines]
        topics_of = defaultdict(list)
        for cell in sides:
            if cell.topic != ALL:
                topics_of[cell.place].append(cell)
        bounded = []
        for place, cells in topics_of.items():
            total = Cell(ALL, place)
            bounded += [({cell: 1.0, total: -1.0}, 0.0) for cell in cells]
            bounded.append(({total: 1.0, **dict.fromkeys(cells, -1.0)}, 0.0))
        self._equal, self._bounded = self._matrix(equal), self._matrix(bounded)

    def _matrix(self, rows: list[tuple[Mapping[Cell, float], float]]) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows that say something about hidden numbers; what is shown goes to the other side."""
        matrix, sides = [], []
        for factors, side in rows:
            known = sum(factor * self._value[cell] for cell, factor in factors.items() if cell not in self._column)
            row = np.zeros(len(self._column))
            for cell, factor in factors.items():
                if cell in self._column:
                    row[self._column[cell]] = factor
            if row.any():
                matrix.append(row)
                sides.append(side - known)
        return np.array(matrix).reshape(-1, len(self._column)), np.array(sides)

    def range_of(self, cell: Cell) -> tuple[float, float]:
        """Return the least and the largest value that fits; the same one twice where no answer is found, so that more
        is hidden, never less."""
        goal = np.zeros(len(self._column))
        goal[self._column[cell]] = 1.0
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * goal,
                A_eq=self._equal[0] if len(self._equal[1]) else None,
                b_eq=self._equal[1] if len(self._equal[1]) else None,
                A_ub=self._bounded[0] if len(self._bounded[1]) else None,
                b_ub=self._bounded[1] if len(self._bounded[1]) else None,
                bounds=(0, None),
                method="highs",
            )
            if found.status == 3:  # unbounded
                ends.append(np.inf)
            elif not found.success:
                return 0.0, 0.0
            else:
                ends.append(sign * found.fun)
        return ends[0], ends[1]
