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
_LOOKS = 6  # at all numbers together, before each that is left is asked about by itself


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
    to somebody: those of the places where the same topic is protected; where these are gone already, all others."""
    targets = [cell for cell in hidden if not is_safe(*sides[cell])]
    certain = _Limits(sides, lines, hidden).certain(targets) if targets else []
    if not certain:
        return frozenset()
    topics = {cell.topic for cell in certain}
    near = {Cell(ALL, cell.place) for cell in hidden if cell.topic in topics} - hidden
    return frozenset(near or {cell for cell in sides if cell.topic == ALL} - hidden)


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

    def certain(self, targets: list[Cell]) -> list[Cell]:
        """Return those of `targets` that can have one value only, also where no answer is found, so that more is
        hidden, never less. Looks at all of them together in some directions first, then at each that is left."""
        columns = [self._column[cell] for cell in targets]
        low = np.array([self._value[cell] for cell in sorted(self._column)], float)
        high = low.copy()

        def left() -> list[int]:
            return [column for column in columns if high[column] - low[column] < 1 - _EXACT]

        chance = np.random.default_rng(0)
        for _look in range(_LOOKS):
            goal = np.zeros(len(self._column))
            goal[left()] = chance.choice([-1.0, 1.0], size=len(left()))
            self._look(goal, low, high)
        for column in left():
            for sign in (1.0, -1.0):
                goal = np.zeros(len(self._column))
                goal[column] = sign
                self._look(goal, low, high)
        open_ = set(left())
        return [cell for cell in targets if self._column[cell] in open_]

    def _look(self, goal: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Find numbers that fit and go furthest towards `goal`; widen what each may be by them."""
        found = linprog(
            -goal,
            A_eq=self._equal[0] if len(self._equal[1]) else None,
            b_eq=self._equal[1] if len(self._equal[1]) else None,
            A_ub=self._bounded[0] if len(self._bounded[1]) else None,
            b_ub=self._bounded[1] if len(self._bounded[1]) else None,
            bounds=(0, 2 * max(self._value.values()) + 10),  # nobody believes that they are larger
            method="highs",
        )
        if found.success:
            np.minimum(low, found.x, out=low)
            np.maximum(high, found.x, out=high)
