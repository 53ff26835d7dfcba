"""Made-up matchmaking days for tests and the bench, and the plan a queue would make."""

import random
from dataclasses import dataclass

from .day import Day, Meeting, Pair, Participant, Wish
from .planning import Slots, seated

# Few are wished by many: how fast popularity falls from one person to the next.
_FALL = 0.8
_SCORED = 0.3  # of all pairs have a score


@dataclass(frozen=True)
class Shape:
    """What a made-up day looks like.

    per_side     people on each side
    most         meetings at most per person
    part_time    share of people who come later or leave earlier
    musts, gladly, noes   wishes per person
    """

    per_side: int = 60
    slots: int = 12
    most: int = 8
    tables: int | None = None
    everybody: bool = False
    part_time: float = 0.3
    musts: int = 4
    gladly: int = 9
    noes: int = 3


def make_day(shape: Shape, seed: int) -> Day:
    """Return a Day; equal seeds give equal days."""
    lot = random.Random(seed)
    people = tuple(Participant(key, _presence(lot, shape), shape.most, key % 2) for key in range(2 * shape.per_side))
    popular = {person.key: (1 + lot.randrange(shape.per_side)) ** -_FALL for person in people}
    wishes: dict[Pair, Wish] = {}
    for person in people:
        others = [o.key for o in people if o.key != person.key and (shape.everybody or o.side != person.side)]
        for kind, number in ((Wish.MUST, shape.musts), (Wish.GLADLY, shape.gladly), (Wish.NO, shape.noes)):
            for _ in range(min(number, len(others))):
                other = lot.choices(others, [popular[key] for key in others])[0]
                others.remove(other)
                wishes[person.key, other] = kind
    day = Day(people, shape.slots, wishes, {}, shape.tables, shape.everybody)
    scores = {pair: lot.random() for pair in day.pairs() if lot.random() < _SCORED}
    return Day(people, shape.slots, wishes, scores, shape.tables, shape.everybody)


def _presence(lot: random.Random, shape: Shape) -> frozenset[int]:
    slots = range(shape.slots)
    if lot.random() >= shape.part_time:
        return frozenset(slots)
    missed = lot.randint(1, max(1, shape.slots // 2))
    return frozenset(slots[missed:] if lot.random() < 0.5 else slots[: shape.slots - missed])


def by_queue(day: Day) -> tuple[Meeting, ...]:
    """Return what comes out when one after the other books the next best that is still free, once per round."""
    chosen: Slots = {}
    taken, counts, tables = set(), dict.fromkeys(day.people, 0), dict.fromkeys(range(day.slots), 0)
    order = {Wish.MUST: 2, Wish.GLADLY: 1}

    def book(person: int) -> bool:
        others = sorted(
            (pair for pair in day.pairs() if person in pair and day.worth(pair) > 0 and pair not in chosen),
            key=lambda pair: (-order.get(day.wishes.get((person, sum(pair) - person)), 0), -day.worth(pair), pair),
        )
        for pair in others:
            if any(counts[key] >= day.people[key].most for key in pair):
                continue
            for slot in sorted(day.together(pair)):
                if tables[slot] < day.most_per_slot and not any((key, slot) in taken for key in pair):
                    chosen[pair] = slot
                    taken.update((key, slot) for key in pair)
                    tables[slot] += 1
                    for key in pair:
                        counts[key] += 1
                    return True
        return False

    waiting = list(day.people)
    while waiting:
        waiting = [person for person in waiting if book(person)]
    return seated(day, chosen)
