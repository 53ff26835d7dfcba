"""The words of a matchmaking day: who is there when, what each wishes, what a meeting is worth, what a plan is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import combinations, product

# What a person's first meeting adds to its worth; each further one adds half of the one before, so that the one
# with the fewest meetings comes first.
FIRST_MEETING = 8.0
DIMINISHING = 0.5

# What wishes add. One person's "gladly" weighs more than any proposal of the engine (0 to 1). A "must" weighs more than
# the two meetings of a lower kind it can keep from happening, even where these were the first ones of all four people:
# 2 * (5 + 2 * 8) = 42 and 2 * (44 + 2 * 8) = 120.
GLADLY = 2.0
MUST_OF_ONE = 43.0
MUST_OF_BOTH = 122.0

# How many moved meetings are as bad as one that is dropped.
DROPPED = 4


class Wish(StrEnum):
    MUST = "must"
    GLADLY = "gladly"
    NO = "no"


class Step(StrEnum):
    """What a plan is made of, one after the other."""

    CHOOSING = "choosing"  # which pairs meet
    PLACING = "placing"  # when and where they do


class Reason(StrEnum):
    """Why a wished meeting is not in the plan."""

    REFUSED = "refused"  # one of the two said no
    NEVER_TOGETHER = "never_together"  # they are never there at the same time
    FULL = "full"  # one of the two has as many meetings as allowed
    NO_COMMON_TIME = "no_common_time"  # whenever one is free, the other has a meeting
    NO_TABLE = "no_table"  # where both are free, all tables are taken


Pair = tuple[int, int]


@dataclass(frozen=True)
class Participant:
    """key: any number of its own; present: numbers of the slots from 0; most: meetings at most; side: 0 or 1, without a
    meaning where everybody may meet everybody."""

    key: int
    present: frozenset[int]
    most: int
    side: int = 0


@dataclass(frozen=True, order=True)
class Meeting:
    """Two participants in a slot at a table, both counted from 0; the lower key of the two is `first`."""

    slot: int
    table: int
    first: int
    second: int

    @property
    def pair(self) -> Pair:
        return self.first, self.second


@dataclass(frozen=True)
class Day:
    """What is planned for.

    slots      how many meetings follow each other
    wishes     (from, to) -> Wish; who says nothing is missing
    scores     pair -> 0 to 1, what the engine thinks of it; pairs are (lower key, higher key)
    tables     how many meetings fit into one slot, None for any number
    everybody  whether all may meet all; otherwise one side meets the other
    pinned     meetings that stay whatever happens, as long as the rules allow them
    """

    participants: tuple[Participant, ...]
    slots: int
    wishes: Mapping[Pair, Wish] = field(default_factory=dict)
    scores: Mapping[Pair, float] = field(default_factory=dict)
    tables: int | None = None
    everybody: bool = False
    pinned: tuple[Meeting, ...] = ()

    @cached_property
    def people(self) -> dict[int, Participant]:
        return {person.key: person for person in sorted(self.participants, key=lambda person: person.key)}

    @cached_property
    def most_per_slot(self) -> int:
        """How many meetings one slot holds; two people are needed for each."""
        return len(self.participants) // 2 if self.tables is None else self.tables

    def pairs(self) -> Iterator[Pair]:
        """Yield who might meet whom, in order."""
        if self.everybody:
            yield from combinations(self.people, 2)
            return
        left, right = ([key for key, person in self.people.items() if person.side == side] for side in (0, 1))
        yield from sorted((min(a, b), max(a, b)) for a, b in product(left, right))

    def is_refused(self, pair: Pair) -> bool:
        return Wish.NO in self.wishes_in(pair)

    def wishes_in(self, pair: Pair) -> tuple[Wish | None, Wish | None]:
        first, second = pair
        return self.wishes.get((first, second)), self.wishes.get((second, first))

    def together(self, pair: Pair) -> frozenset[int]:
        """Return the slots in which both are there."""
        first, second = pair
        return self.people[first].present & self.people[second].present

    def worth(self, pair: Pair) -> float:
        """Return what a meeting is worth, without what it adds as somebody's first; 0 where nobody asks for it."""
        wishes = Counter(self.wishes_in(pair))
        if wishes[Wish.NO]:
            return 0.0
        worth = self.scores.get(pair, 0.0) + GLADLY * (wishes[Wish.GLADLY] + wishes[Wish.MUST])
        musts = {0: 0.0, 1: MUST_OF_ONE - GLADLY, 2: MUST_OF_BOTH - 2 * GLADLY}
        return worth + musts[wishes[Wish.MUST]]

    def allows(self, meeting: Meeting) -> bool:
        """Whether the two may meet then: nobody said no, both are there, and they are not of the same side."""
        pair = meeting.pair
        if not all(key in self.people for key in pair) or self.is_refused(pair):
            return False
        sides = {self.people[key].side for key in pair}
        return (self.everybody or len(sides) == 2) and meeting.slot in self.together(pair)

    def value(self, meetings: Iterable[Meeting]) -> float:
        """Return what a plan is worth: its meetings, and for each person the diminishing worth of having some."""
        meetings = list(meetings)
        counts = Counter(key for meeting in meetings for key in meeting.pair)
        return sum(self.worth(meeting.pair) for meeting in meetings) + sum(
            gain(number) for count in counts.values() for number in range(count)
        )


def gain(number: int) -> float:
    """Return what a meeting adds for somebody who has `number` others."""
    return FIRST_MEETING * DIMINISHING**number


@dataclass(frozen=True)
class Unplaced:
    """A wished meeting that is not in the plan."""

    pair: Pair
    reason: Reason


@dataclass(frozen=True)
class Plan:
    """meetings in order of slot and table; value: what they are worth; bound: no plan of these rules is worth more (for
    a new plan after a change: none that moves as little); is_proven: the value reaches it."""

    meetings: tuple[Meeting, ...]
    unplaced: tuple[Unplaced, ...]
    value: float
    bound: float

    @property
    def is_proven(self) -> bool:
        return self.value >= self.bound - 1e-6 * (1 + abs(self.bound))


@dataclass(frozen=True)
class Changes:
    """What differs between two plans: moved (same pair, other slot), dropped and added pairs, in order."""

    moved: tuple[Pair, ...]
    dropped: tuple[Pair, ...]
    added: tuple[Pair, ...]

    @property
    def disturbance(self) -> int:
        return len(self.moved) + DROPPED * len(self.dropped)


def compare(before: Iterable[Meeting], after: Iterable[Meeting]) -> Changes:
    """Return what changed from one plan to the other; another table in the same slot is no change."""
    old, new = ({meeting.pair: meeting.slot for meeting in meetings} for meetings in (before, after))
    return Changes(
        moved=tuple(sorted(pair for pair in old.keys() & new.keys() if old[pair] != new[pair])),
        dropped=tuple(sorted(old.keys() - new.keys())),
        added=tuple(sorted(new.keys() - old.keys())),
    )


def clashes(day: Day, meetings: Iterable[Meeting]) -> list[str]:
    """Return what is wrong with a plan, as words for programs; none for a plan that keeps all rules.

    `not_allowed` (a no, somebody absent, same side), `twice` (somebody twice in a slot), `pair_twice`, `most` (more
    meetings than somebody wants), `tables`, `table_twice`.
    """
    meetings = list(meetings)
    seats = Counter((key, meeting.slot) for meeting in meetings for key in meeting.pair)
    degrees = Counter(key for meeting in meetings for key in meeting.pair)
    by_slot = defaultdict(list)
    for meeting in meetings:
        by_slot[meeting.slot].append(meeting.table)
    found = {
        "not_allowed": any(not day.allows(meeting) for meeting in meetings),
        "twice": any(count > 1 for count in seats.values()),
        "pair_twice": any(count > 1 for count in Counter(meeting.pair for meeting in meetings).values()),
        "most": any(key in day.people and count > day.people[key].most for key, count in degrees.items()),
        "tables": any(len(tables) > day.most_per_slot for tables in by_slot.values()),
        "table_twice": any(len(set(tables)) < len(tables) for tables in by_slot.values()),
    }
    return [word for word, is_so in found.items() if is_so]
