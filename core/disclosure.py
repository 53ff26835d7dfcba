"""Disclosure control: tables with their contributors in, the cells to hide out.

A cell is shown when nobody contributes to it, or at least `FEWEST` organisations do and none of them makes up more than
`LARGEST_SHARE` of it. Whoever reads several cells can add and subtract: places make the county, classes make the total,
months make the quarter. So `protect` hides further cells until what follows from the shown ones is as safe as a cell
that is shown (secondary suppression):

1. what a line leaves over (its whole without the parts that are shown) is safe like a cell;
2. no hidden cell follows from all lines together, also where it takes several of them (linear algebra over the lines);
3. no hidden cell has one possible value only, since counts are whole and not negative (linear programming, as in
   Fischetti & Salazar, 2001).

Decision 0042 has the reasons. Public figures, reports and the radar all ask this one module.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from django.conf import settings
from scipy.optimize import linprog

FEWEST = settings.SMALLEST_SHOWN_COUNT  # distinct organisations
LARGEST_SHARE = 0.8  # of one organisation
_EXACT = 1e-7
_LOOKS_IN_VAIN = 3  # after so many looks that free no cell more, each that is left is asked about by itself

Side = Mapping[Hashable, float]  # organisation -> what it contributes
Sides = tuple[Side, ...]  # one, or the two sides of an introduction
Line = tuple[Hashable, tuple[Hashable, ...]]  # whole = sum of parts


def is_safe(*sides: Side) -> bool:
    """Return whether a sum of these contributions points to nobody: nothing at all does not, and otherwise each side
    has at least FEWEST organisations of which none holds more than LARGEST_SHARE."""
    return all(_is_safe(side) for side in sides)


def _is_safe(side: Side) -> bool:
    held = [abs(number) for number in side.values() if number]
    return not held or (len(held) >= FEWEST and max(held) <= LARGEST_SHARE * sum(held))


def protect(
    cells: Mapping[Hashable, Sides],
    lines: Iterable[Line],
    *,
    hidden: Iterable[Hashable] = (),
    fixed: Iterable[Hashable] = (),
    cost: Callable[[Hashable, float], tuple] | None = None,
) -> frozenset:
    """Return which of `cells` to hide.

    `cells` holds the contributions behind each cell, `lines` say which cell is the sum of which others, all of them in
    `cells`. Cells in `fixed` have been published or hidden before, `hidden` among them: that does not change any
    more. `cost(key, value)` orders what readers lose least by; by default small values are hidden first, and a whole
    only where no part is left. The value of a cell is the sum of its first side.

    Where what was published before leaves no way out, all that can still be hidden beside it is.
    """
    lines = [(whole, tuple(parts)) for whole, parts in lines]
    table = _Table(cells, lines, frozenset(fixed), cost or (lambda key, value: (value,)))
    table.hidden = set(hidden) | {key for key, sides in cells.items() if key not in table.fixed and not is_safe(*sides)}
    while table.hide_leftovers() or table.hide_what_follows() or table.hide_what_is_certain():
        pass
    return frozenset(table.hidden)


@dataclass
class _Table:
    """Cells, lines and what is hidden so far. Each `hide_...` hides more where something is betrayed, and says so."""

    cells: Mapping[Hashable, Sides]
    lines: Sequence[Line]
    fixed: frozenset
    cost: Callable[[Hashable, float], tuple]

    def __post_init__(self):
        self.hidden: set = set()
        self.value = {key: sum(sides[0].values()) if sides else 0 for key, sides in self.cells.items()}
        self.lines_of = defaultdict(list)
        for number, (whole, parts) in enumerate(self.lines):
            for key in (whole, *parts):
                self.lines_of[key].append(number)
        self._given_up: set = set()

    # --- What a line leaves over -----------------------------------------------------------------

    def hide_leftovers(self) -> bool:
        found = False
        for number, (whole, parts) in enumerate(self.lines):
            while whole not in self.hidden and not self._leaves_safe(parts):
                if not self._hide_on(number):
                    break
                found = True
        return found

    def _leaves_safe(self, parts: Sequence) -> bool:
        left = [key for key in parts if key in self.hidden]
        if not left:
            return True
        sides = [_sum(side) for side in zip(*(self.cells[key] for key in left), strict=True)]
        number = sum(1 for key in left if self.value[key])
        # As many as there are cells would be one each, unless one of them may be zero.
        return is_safe(*sides) and (number < len(left) or sum(self.value[key] for key in left) > number)

    def _hide_on(self, number: int) -> bool:
        """Hide one cell of a line: the part whose loss is smallest; a zero only where no part is left, and before the
        whole only where its other lines do not tell that it is zero."""
        whole, parts = self.lines[number]
        worth = [key for key in parts if self.value[key]]
        for pool in (worth, [key for key in parts if self._hides_as_zero(key, number)], (whole,), parts):
            open_ = [key for key in pool if key not in self.hidden and key not in self.fixed]
            if open_:
                self.hidden.add(min(open_, key=lambda key: (*self.cost(key, self.value[key]), str(key))))
                return True
        return False

    def _hides_as_zero(self, key: Hashable, beside: int) -> bool:
        wholes = [self.lines[number][0] for number in self.lines_of[key] if number != beside]
        return all(whole in self.hidden or self.value[whole] or whole == key for whole in wholes)

    # --- What follows ----------------------------------------------------------------------------

    def _systems(self) -> Iterator["_System"]:
        """Yield what the lines say of hidden cells, apart for cells that no line connects. Those that were fixed before
        with all that stands beside them have been looked at then."""
        left = {key for key in sorted(self.hidden, key=str) if self.lines_of[key]}
        for start in sorted(left, key=str):
            if start not in left:
                continue
            numbers = self._around(start)
            keys = sorted({start, *(key for n in numbers for key in self.line(n) if key in self.hidden)}, key=str)
            left.difference_update(keys)
            if any(key not in self.fixed for number in numbers for key in self.line(number)):
                yield _System(self, keys, sorted(numbers))

    def hide_what_follows(self) -> bool:
        found = False
        for system in list(self._systems()):
            found |= self._hide_beside(system.what_follows())
        return found

    def is_secret(self, key: Hashable) -> bool:
        return not is_safe(*self.cells[key])

    def _hide_beside(self, betrayed: Mapping[Hashable, Sequence[int]]) -> bool:
        """Hide one cell for each secret that is betrayed, on the first of its lines that still has one to hide."""
        found = False
        for key, numbers in betrayed.items():
            if key in self._given_up or not self.is_secret(key):
                continue
            if any(self._hide_on(number) for number in numbers):
                found = True
            else:
                self._given_up.add(key)  # everything around it is hidden or was published before
        return found

    def _around(self, start: Hashable) -> list[int]:
        """Return the lines that hidden cells connect with `start`, the nearest first."""
        numbers: dict[int, None] = {}
        seen, wave = {start}, [start]
        while wave:
            reached = [number for key in wave for number in self.lines_of[key] if number not in numbers]
            numbers |= dict.fromkeys(reached)
            wave = [key for number in reached for key in self.line(number) if key in self.hidden and key not in seen]
            seen.update(wave)
        return list(numbers)

    # --- What can only be one number -------------------------------------------------------------

    def hide_what_is_certain(self) -> bool:
        found = False
        for system in list(self._systems()):
            certain = system.what_is_certain(self._given_up)
            found |= self._hide_beside({key: self._around(key) for key in certain})
        return found

    def line(self, number: int) -> tuple:
        whole, parts = self.lines[number]
        return (whole, *parts)


class _System:
    """Hidden cells that lines connect, and what these lines say of them: a row per line, a column per cell."""

    def __init__(self, table: _Table, keys: list, numbers: list[int]):
        self.table, self.keys, self.numbers = table, keys, numbers
        column = {key: index for index, key in enumerate(keys)}
        self.matrix = np.zeros((len(numbers), len(keys)))
        for row, number in enumerate(numbers):
            whole, parts = table.lines[number]
            for key, sign in ((whole, -1.0), *((part, 1.0) for part in parts)):
                if key in column:
                    self.matrix[row, column[key]] += sign

    def what_follows(self) -> dict[Hashable, list[int]]:
        """Return the cells that the lines determine, each with the lines it takes, the weightiest first."""
        left, sizes, right = np.linalg.svd(self.matrix, full_matrices=False)
        real = sizes > _EXACT * max(1.0, sizes.max(initial=0))
        left, sizes, right = left[:, real], sizes[real], right[real]
        betrayed = {}
        for index in np.flatnonzero((right**2).sum(axis=0) > 1 - _EXACT):
            shares = left @ (right[:, index] / sizes)  # what each line adds to the cell
            rows = [row for row in np.argsort(-np.abs(shares)) if abs(shares[row]) > _EXACT]
            betrayed[self.keys[index]] = [self.numbers[row] for row in rows]
        return betrayed

    def what_is_certain(self, given_up: set) -> list:
        """Return the secrets that can have one value only: counts are whole, not below zero, and those of a cell that
        is hidden for itself not zero either."""
        table, keys = self.table, self.keys
        secret = [index for index, key in enumerate(keys) if table.is_secret(key) and key not in given_up]
        truth = np.array([table.value[key] for key in keys], float)
        if not secret or (truth < 0).any():  # where more was taken back than counted, nobody knows a lower bound
            return []
        near = {key for gone in keys if not table.value[gone] for n in table.lines_of[gone] for key in table.line(n)}
        least = np.array([0.0 if key in near else 1.0 for key in keys])
        limits = np.column_stack([least, np.full(len(keys), 2 * truth.max(initial=0) + 10)])
        rest = self.matrix @ truth
        low, high = truth.copy(), truth.copy()

        def look(weights: np.ndarray) -> None:
            found = linprog(-weights, A_eq=self.matrix, b_eq=rest, bounds=limits, method="highs")
            if found.success:
                np.minimum(low, found.x, out=low)
                np.maximum(high, found.x, out=high)

        def certain() -> list[int]:
            return [index for index in secret if floor(high[index] + 1e-6) - ceil(low[index] - 1e-6) < 1]

        chance = np.random.default_rng(0)
        vain = 0
        while (left := certain()) and vain < _LOOKS_IN_VAIN:
            weights = np.zeros(len(keys))
            weights[left] = chance.choice([-1.0, 1.0], size=len(left))
            look(weights)
            vain = vain + 1 if len(certain()) == len(left) else 0
        for index in certain():
            for sign in (1.0, -1.0):
                weights = np.zeros(len(keys))
                weights[index] = sign
                look(weights)
        return [keys[index] for index in certain()]


def _sum(sides: Iterable[Side]) -> Counter:
    total: Counter = Counter()
    for side in sides:
        for who, number in side.items():
            total[who] += number
    return total
