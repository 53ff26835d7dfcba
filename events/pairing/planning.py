"""The plan of a matchmaking day, and the plan after a change that moves as little as possible.

Method. Which pairs meet is decided first, by a small program whose value no plan can exceed; then they are put into
slots one after the other. Mostly all go in, and the plan is proven to be the best. What is left over is repaired: the
meetings of a few slots are taken out and put in anew together with everything else that would fit. Small days are
solved in one piece. Equal questions have equal answers.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from .day import DROPPED, Day, Meeting, Pair, Plan, Reason, Step, Unplaced, Wish
from .program import ROUGH, Cell, Room, choose, place, spread

# Up to so many (pair, slot) cells everything is one program.
AT_ONCE = 600
# Repairing takes so many slots out together, until no more than this share of the value can be missing.
_TOGETHER = 2
_ENOUGH = 1e-3

Slots = dict[Pair, int]
Tell = Callable[[Step], None]


def _nobody(step: Step) -> None:
    """Nobody wants to know how far it is."""


def plan(day: Day, *, at_once: int = AT_ONCE, tell: Tell = _nobody) -> Plan:
    """Return the Plan of highest value; pinned meetings that the rules allow are in it.

    at_once   up to how many cells the day is solved in one piece
    tell      is called with each Step that begins

    Raises PairingError where the solver fails.
    """
    fixed = {meeting.pair: meeting.slot for meeting in _valid(day, day.pinned)}
    return _finished(day, fixed, day.pinned, at_once, tell)


def replan(day: Day, present: Iterable[Meeting], *, at_once: int = AT_ONCE, tell: Tell = _nobody) -> Plan:
    """Return the Plan that differs least from the present one and keeps the rules, and of those the best.

    A dropped meeting counts `DROPPED` moved ones; what is new counts nothing. In days of more than `at_once` cells the
    best is looked for among the plans that leave the same meetings where they are. `tell` as for `plan`.
    """
    tell(Step.CHOOSING)
    present = list(present)
    pinned = _valid(day, day.pinned)
    fixed = {meeting.pair: meeting.slot for meeting in pinned}
    before = {meeting.pair: meeting.slot for meeting in present if meeting.pair not in fixed}
    room = _room(day, fixed)
    movable = [pair for pair in sorted(before) if pair not in fixed and _may_meet(day, pair)]
    cells = room.cells(movable)
    kept = [_kept(before, cell) for cell in cells]
    least = _sum(kept, cells, place(cells, kept, room, is_fair=False)[0])
    everything = room.cells(pair for pair in _wanted(day) if pair not in fixed and pair not in before)
    if len(cells) + len(everything) <= at_once:
        cells += everything
        kept = [_kept(before, cell) for cell in cells]
    tell(Step.PLACING)
    gains = [day.worth(pair) for pair, _slot in cells]
    fixed |= place(cells, gains, room, keep=(kept, least))[0]
    return _finished(day, fixed, [*day.pinned, *present], at_once, _nobody)


def _kept(before: Slots, cell: Cell) -> float:
    """Return how much less it disturbs to have this cell than to drop its pair."""
    pair, slot = cell
    if pair not in before:
        return 0.0
    return float(DROPPED if before[pair] == slot else DROPPED - 1)


def _sum(weights: Sequence[float], cells: Sequence[Cell], chosen: Slots) -> float:
    # Half a step below, so that rounding forbids nothing.
    return sum(w for w, (pair, slot) in zip(weights, cells, strict=True) if chosen.get(pair) == slot) - 0.5


def _may_meet(day: Day, pair: Pair) -> bool:
    return any(day.allows(Meeting(slot, 0, *pair)) for slot in range(day.slots))


def _wanted(day: Day) -> list[Pair]:
    return [pair for pair in day.pairs() if day.worth(pair) > 0]


def _valid(day: Day, meetings: Iterable[Meeting]) -> list[Meeting]:
    """Return the meetings that can stay together: allowed, and nobody twice."""
    valid, seats, pairs = [], set(), set()
    for meeting in sorted(meetings):
        seated = {(person, meeting.slot) for person in meeting.pair}
        if day.allows(meeting) and meeting.pair not in pairs and not seats & seated:
            valid.append(meeting)
            seats |= seated
            pairs.add(meeting.pair)
    return valid


def _room(day: Day, fixed: Slots) -> Room:
    taken, slots = defaultdict(set), Counter(fixed.values())
    for pair, slot in fixed.items():
        for person in pair:
            taken[person].add(slot)
    return Room(
        free={key: person.present - taken[key] for key, person in day.people.items()},
        most={key: max(0, person.most - len(taken[key])) for key, person in day.people.items()},
        has={key: len(taken[key]) for key in day.people},
        tables={slot: max(0, day.most_per_slot - slots[slot]) for slot in range(day.slots)},
    )


def _finished(day: Day, fixed: Slots, before: Iterable[Meeting], at_once: int, tell: Tell) -> Plan:
    chosen, bound = _filled(day, fixed, at_once, tell)
    meetings = seated(day, chosen, before)
    value = day.value(meetings)
    return Plan(meetings, _unplaced(day, chosen), value, max(value, bound))


def _filled(day: Day, fixed: Slots, at_once: int, tell: Tell) -> tuple[Slots, float]:
    """Return the fixed meetings with the best others, and the bound of the value."""
    tell(Step.CHOOSING)
    room, worth = _room(day, fixed), {pair: day.worth(pair) for pair in _wanted(day)}
    pairs = [pair for pair in worth if pair not in fixed and room.slots(pair)]
    base = _value(day, fixed)
    cells = room.cells(pairs)
    if len(cells) <= at_once:
        tell(Step.PLACING)
        chosen, bound = place(cells, [worth[pair] for pair, _slot in cells], room)
        return fixed | chosen, base + bound
    chosen, bound = choose(pairs, worth, room)
    tell(Step.PLACING)
    best = fixed | spread(chosen, worth, room)
    return _repaired(day, best, fixed, base + bound), base + bound


def _repaired(day: Day, best: Slots, fixed: Slots, bound: float) -> Slots:
    """Return a plan of at least the same value, by putting in anew the meetings of a few slots at a time."""
    value, wanted = _value(day, best), _wanted(day)
    for start in range(0, day.slots, _TOGETHER):
        if value >= bound * (1 - _ENOUGH):
            return best
        slots = range(start, start + _TOGETHER)
        base = {pair: slot for pair, slot in best.items() if pair in fixed or slot not in slots}
        room = _room(day, base)
        cells = [cell for cell in room.cells(pair for pair in wanted if pair not in base) if cell[1] in slots]
        chosen, _bound = place(cells, [day.worth(pair) for pair, _slot in cells], room, gap=ROUGH / 10, nodes=1)
        tried = base | chosen
        if (reached := _value(day, tried)) > value:
            best, value = tried, reached
    return best


def _value(day: Day, chosen: Slots) -> float:
    return day.value(Meeting(slot, 0, *pair) for pair, slot in chosen.items())


def seated(day: Day, chosen: Slots, before: Iterable[Meeting] = ()) -> tuple[Meeting, ...]:
    """Return the meetings with tables: the one they had in that slot, else where one of the two sat last, else the
    first that is free."""
    had = {(meeting.pair, meeting.slot): meeting.table for meeting in before}
    last: dict[int, int] = {}
    meetings = []
    for slot in range(day.slots):
        pairs = sorted(pair for pair, at in chosen.items() if at == slot)
        tables: dict[Pair, int] = {}
        free = list(range(_tables_of(day, pairs, [had.get((pair, slot), 0) for pair in pairs])))
        for pair in sorted(pairs, key=lambda pair: ((pair, slot) not in had, pair)):
            liked = [had.get((pair, slot)), *(last.get(person) for person in pair)]
            table = next((table for table in liked if table in free), free[0])
            free.remove(table)
            tables[pair] = table
        last |= {person: table for pair, table in tables.items() for person in pair}
        meetings += [Meeting(slot, table, *pair) for pair, table in tables.items()]
    return tuple(sorted(meetings))


def _tables_of(day: Day, pairs: Sequence[Pair], known: Sequence[int]) -> int:
    """Return how many tables there are: enough for those that are in use, where nobody has counted them."""
    return max(len(pairs), 1 + max(known, default=0)) if day.tables is None else max(day.tables, len(pairs))


def _unplaced(day: Day, chosen: Slots) -> tuple[Unplaced, ...]:
    """Return what somebody wished and nobody gets, the most wanted first."""
    room = _room(day, chosen)
    rows = [pair for pair in day.pairs() if pair not in chosen and {*day.wishes_in(pair)} & {Wish.MUST, Wish.GLADLY}]
    return tuple(
        Unplaced(pair, _reason(day, pair, room)) for pair in sorted(rows, key=lambda pair: (-day.worth(pair), pair))
    )


def _reason(day: Day, pair: Pair, room: Room) -> Reason:
    first, second = pair
    if day.is_refused(pair):
        return Reason.REFUSED
    if not day.together(pair):
        return Reason.NEVER_TOGETHER
    if room.most[first] < 1 or room.most[second] < 1:
        return Reason.FULL
    if not room.free[first] & room.free[second]:
        return Reason.NO_COMMON_TIME
    return Reason.NO_TABLE
