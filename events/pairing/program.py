"""The mixed integer programs of a matchmaking day, for HiGHS in scipy: which pairs, and which of them in which slot.

`choose` looks at pairs only: few variables, and its value bounds every plan. `place` puts pairs into slots, `spread`
does so slot by slot. All know the same `Room`: how many more meetings everybody takes, and what the next one adds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from .day import Pair, gain

# A clock would make equal questions end with unequal answers: the search is limited by its steps instead.
NODES = 300
ROUGH = 1e-3
_EXACT = 1e-9
# How much more a meeting presses for every slot it can no longer wait.
_PRESSURE, _PRESSED = 4.0, 1_000.0

Cell = tuple[Pair, int]


class PairingError(RuntimeError):
    """The solver gave no usable answer; the message says which."""


@dataclass(frozen=True)
class Room:
    """What is left when the fixed meetings are taken off.

    free    person -> slots without a meeting
    most    person -> further meetings
    has     person -> meetings so far
    tables  slot -> further meetings
    """

    free: Mapping[int, frozenset[int]]
    most: Mapping[int, int]
    has: Mapping[int, int]
    tables: Mapping[int, int]

    def slots(self, pair: Pair) -> list[int]:
        """Return the slots in which the two could still meet."""
        first, second = pair
        if self.most[first] < 1 or self.most[second] < 1:
            return []
        return sorted(slot for slot in self.free[first] & self.free[second] if self.tables[slot] > 0)

    def cells(self, pairs: Iterable[Pair]) -> list[Cell]:
        return [(pair, slot) for pair in pairs for slot in self.slots(pair)]


class _Program:
    """Rows of the form `sum of the columns <= limit`, over columns from 0 to 1."""

    def __init__(self, gains: Iterable[float]):
        self.gains = list(gains)
        self.whole = len(self.gains)
        self._columns, self._rows, self._signs, self._limits = [], [], [], []

    def at_most(self, columns: Sequence[int], limit: float, *, minus: Sequence[int] = ()) -> None:
        """Demand that the sum of `columns`, less that of `minus`, is not above `limit`."""
        if minus or len(columns) > limit:
            self._row([*columns, *minus], [1.0] * len(columns) + [-1.0] * len(minus), limit)

    def at_least(self, weights: Sequence[float], limit: float) -> None:
        """Demand that the weights of the chosen whole columns sum up to `limit` or more."""
        self._row(range(len(weights)), [-weight for weight in weights], -limit)

    def _row(self, columns: Iterable[int], signs: Sequence[float], limit: float) -> None:
        self._columns += columns
        self._rows += [len(self._limits)] * len(signs)
        self._signs += signs
        self._limits.append(limit)

    def prefer_few(self, columns_of: Mapping[int, list[int]], room: Room) -> None:
        """Limit everybody's meetings, and add what each next one adds: falling gains fill their columns in order."""
        for person, columns in sorted(columns_of.items()):
            most = min(room.most[person], len(room.free[person]))
            self.at_most(columns, most)
            steps = [gain(room.has[person] + number) for number in range(min(most, len(columns)))]
            first = len(self.gains)
            self.gains += steps
            self.at_most(range(first, len(self.gains)), 0, minus=columns)

    def solve(self, gap: float, nodes: int = NODES) -> tuple[list[int], float]:
        """Return (numbers of the chosen whole columns, bound of the value).

        gap     share of the value that may be missing to the optimum

        Raises PairingError where there is no answer.
        """
        if not self.whole:
            return [], 0.0
        shape = (len(self._limits), len(self.gains))
        matrix = sparse.csr_array((self._signs, (self._rows, self._columns)), shape=shape)
        result = milp(
            -np.array(self.gains),
            integrality=np.r_[np.ones(self.whole), np.zeros(len(self.gains) - self.whole)],
            bounds=Bounds(0.0, 1.0),
            constraints=LinearConstraint(matrix, ub=np.array(self._limits)) if self._limits else None,
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        if result.x is None:
            raise PairingError(result.message)
        return np.flatnonzero(result.x[: self.whole] > 0.5).tolist(), float(-result.mip_dual_bound)


def choose(pairs: Sequence[Pair], worth: Mapping[Pair, float], room: Room) -> tuple[list[Pair], float]:
    """Return the pairs of the highest value that might fit into the slots, and a bound of the value of every plan.

    A group of slots holds only so many meetings of one person, and so many tables: this is asked for every group of
    slots in which some pair has all its chances.
    """
    program = _Program(worth[pair] for pair in pairs)
    columns_of, windows = defaultdict(list), defaultdict(set)
    chances = [frozenset(room.slots(pair)) for pair in pairs]
    for number, pair in enumerate(pairs):
        for person in pair:
            columns_of[person].append(number)
            windows[person].add(chances[number])
    program.prefer_few(columns_of, room)
    for person, sets in sorted(windows.items()):
        for window in sorted(sets, key=sorted):
            program.at_most([n for n in columns_of[person] if chances[n] <= window], len(window))
    for window in sorted({*chances, frozenset().union(*chances)}, key=sorted):
        inside = [number for number, slots in enumerate(chances) if slots <= window]
        program.at_most(inside, sum(room.tables[slot] for slot in window))
    chosen, bound = program.solve(_EXACT)
    return [pairs[number] for number in chosen], bound


def place(
    cells: Sequence[Cell],
    gains: Sequence[float],
    room: Room,
    *,
    is_fair: bool = True,
    keep: tuple[Sequence[float], float] | None = None,
    gap: float = _EXACT,
    nodes: int = NODES,
) -> tuple[dict[Pair, int], float]:
    """Return pair -> slot of the cells that together bring most, and a bound of that.

    gains    what each cell brings
    is_fair  whether somebody's first meetings bring more than the later ones
    keep     (weight of each cell, least sum of the chosen ones)
    """
    program = _Program(gains)
    of_pair, of_person, of_seat, of_slot = (defaultdict(list) for _ in range(4))
    for number, (pair, slot) in enumerate(cells):
        of_pair[pair].append(number)
        of_slot[slot].append(number)
        for person in pair:
            of_person[person].append(number)
            of_seat[person, slot].append(number)
    for columns in [*of_pair.values(), *of_seat.values()]:
        program.at_most(columns, 1)
    for slot, columns in of_slot.items():
        program.at_most(columns, room.tables[slot])
    if is_fair:
        program.prefer_few(of_person, room)
    else:
        for person, columns in of_person.items():
            program.at_most(columns, room.most[person])
    if keep is not None:
        program.at_least(*keep)
    chosen, bound = program.solve(gap, nodes)
    return dict(cells[number] for number in chosen), bound


def spread(pairs: Iterable[Pair], worth: Mapping[Pair, float], room: Room) -> dict[Pair, int]:
    """Return pair -> slot for as many of the chosen pairs as go in slot by slot.

    Every slot takes a matching in which those come first who can wait least: their remaining meetings fill their
    remaining slots. Without absences and with two sides such a matching always exists (Kőnig), and all pairs find
    their slot; else few are left over.
    """
    waiting, placed = sorted(pairs), {}
    free = {person: set(slots) for person, slots in room.free.items()}
    highest = max(worth.values(), default=1.0) or 1.0
    for slot in sorted(room.tables, key=lambda slot: (sum(slot in slots for slots in free.values()), slot)):
        here = [pair for pair in waiting if all(slot in free[person] for person in pair)]
        left = Counter(person for pair in waiting for person in pair)
        slack = {person: max(0, len(free[person]) - number) for person, number in left.items()}
        pressure = [
            sum(_pressure(slack[person]) + left[person] / len(free[person]) for person in pair)
            + _pressure(len(free[pair[0]] & free[pair[1]]) - 1)
            + worth[pair] / highest
            for pair in here
        ]
        program, of_person = _Program(pressure), defaultdict(list)
        for number, pair in enumerate(here):
            for person in pair:
                of_person[person].append(number)
        for columns in of_person.values():
            program.at_most(columns, 1)
        program.at_most(range(len(here)), room.tables[slot])
        chosen, _bound = program.solve(ROUGH)
        placed |= {here[number]: slot for number in chosen}
        waiting = [pair for pair in waiting if pair not in placed]
        for slots in free.values():
            slots.discard(slot)
    return placed


def _pressure(slack: int) -> float:
    return _PRESSED * _PRESSURE**-slack
