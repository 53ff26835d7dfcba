"""Whoever reads every number of every month, adds and subtracts, learns none that was hidden.

The attack is written without the code that protects: it knows what was shown, and that counts are not negative.
"""

import datetime
import random
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import linprog

from cooperation.counting import Count
from cooperation.disclosure import published
from cooperation.periods import ALL, months, of, parse, whole
from core.spans import SpanKind

FIRST, LAST = datetime.date(2024, 3, 1), datetime.date(2026, 5, 1)
LOCAL, OTHERS, EVERY = "local", "others", "every"


def counted(companies: int, providers: int, each: int = 1) -> Count:
    """Return a count of so many organisations on either side."""
    number = max(companies, providers) * each
    sides = []
    for who in (companies, providers):
        side = Counter(dict.fromkeys(range(who), number // who))
        side[0] += number - side.total()
        sides.append(side)
    return Count(number, *sides)


def added(*counts: Count) -> Count:
    total = Count()
    for count in counts:
        total.number += count.number
        total.companies.update(count.companies)
        total.providers.update(count.providers)
    return total


def invented(seed: int) -> dict:
    """Return two and a half years of a quiet hub: many months with one or two firms, some with a crowd."""
    chance = random.Random(seed)
    counts = {}
    for month in months(FIRST, LAST):
        for part in (LOCAL, OTHERS):
            size = chance.choice([0, 0, 1, 2, 2, 3, 4, 6, 9])
            if size:
                counts[part, month] = counted(size, chance.randint(1, size), chance.randint(1, 2))
        counts[EVERY, month] = added(*(counts[p, month] for p in (LOCAL, OTHERS) if (p, month) in counts))
    return counts


def months_of(key: str, last: datetime.date) -> list:
    period = whole(FIRST, last) if key == ALL else parse(key)
    return [month for month in months(period.first, period.last) if month >= FIRST]


def betrayed(counts: dict, shown: dict, parts=(LOCAL, OTHERS)) -> list:
    """Return the small numbers that a reader of everything shown can work out, of whatever period there is."""
    cells = [(part, month) for part in parts for month in months(FIRST, LAST)]
    unknown = {cell: index for index, cell in enumerate(cells)}

    def row(part, inside):
        weights = np.zeros(len(unknown))
        for each in parts if part == EVERY else (part,):
            for month in inside:
                weights[unknown[each, month]] = 1
        return weights

    known = [(row(part, months_of(key, last)), value) for (part, key, last), value in shown.items()]
    matrix, values = np.array([weights for weights, _v in known]), [value for _w, value in known]
    found = []
    for part in (*parts, EVERY):
        for kind in SpanKind:
            for period in {of(month, kind) for month in months(FIRST, LAST) if of(month, kind).last <= LAST}:
                inside = [month for month in months(period.first, period.last) if month >= FIRST]
                count = added(*(counts[part, month] for month in inside if (part, month) in counts))
                if all(
                    not side or (len(side) >= 3 and max(side.values()) <= 0.8 * side.total()) for side in count.sides
                ):
                    continue
                aim = row(part, inside)
                low, high = (
                    linprog(sign * aim, A_eq=matrix, b_eq=values, bounds=(0, 10_000), method="highs")
                    for sign in (1, -1)
                )
                assert low.success
                assert high.success
                if -high.fun - low.fun < 0.5:
                    found.append((part, period.key))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_no_small_number_follows_from_all_that_was_ever_shown(seed):
    counts = invented(seed)
    shown = published(counts, [EVERY, LOCAL, OTHERS], FIRST, LAST, sums=[(EVERY, (LOCAL, OTHERS))]).shown
    assert len(shown) > 20
    assert betrayed(counts, shown) == []
    truth = {(p, k, m): sum(counts[p, e].number for e in months_of(k, m) if (p, e) in counts) for p, k, m in shown}
    assert shown == truth


def test_the_attack_finds_what_hiding_small_numbers_alone_would_betray():
    counts = invented(1)
    everything = published({}, [EVERY, LOCAL, OTHERS], FIRST, LAST).shown
    naive = {}
    for part, key, last in everything:
        count = added(*(counts[part, month] for month in months_of(key, last) if (part, month) in counts))
        if all(len(side) >= 3 for side in count.sides):
            naive[part, key, last] = count.number
    assert betrayed(counts, naive)


def test_what_was_shown_one_month_is_shown_the_next_and_what_was_hidden_stays_so():
    counts = invented(2)
    parts, sums = [EVERY, LOCAL, OTHERS], [(EVERY, (LOCAL, OTHERS))]
    later = published(counts, parts, FIRST, LAST, sums=sums).shown
    for last in (datetime.date(2024, 9, 1), datetime.date(2025, 2, 1), datetime.date(2026, 4, 1)):
        earlier = published(counts, parts, FIRST, last, sums=sums).shown
        assert earlier == {cell: value for cell, value in later.items() if cell[2] <= last}


def test_two_companies_or_two_providers_or_one_with_nearly_all_are_hidden():
    month = datetime.date(2025, 1, 1)
    period = of(month, SpanKind.MONTH)

    def shows(count: Count) -> int | None:
        return published({("x", month): count}, ["x"], month, month).number("x", period)

    assert shows(counted(3, 3)) == 3
    assert shows(counted(2, 5)) is None
    assert shows(counted(5, 2)) is None
    assert shows(Count(10, Counter({1: 9, 2: 1, 3: 0}), Counter({1: 4, 2: 3, 3: 3}))) is None
    assert shows(Count(12, Counter({1: 10, 2: 1, 3: 1}), Counter({1: 4, 2: 4, 3: 4}))) is None
    assert shows(Count()) == 0


def test_the_whole_time_is_told_up_to_the_last_day_on_which_it_may_be():
    first, second = datetime.date(2025, 1, 1), datetime.date(2025, 2, 1)
    found = published({("x", first): counted(4, 4), ("x", second): counted(1, 1)}, ["x"], first, second)
    assert found.number("x", whole(first, second)) is None
    latest = found.latest(["x"], whole(first, second))
    assert (latest.end, found.number("x", latest)) == (datetime.date(2025, 1, 31), 4)
