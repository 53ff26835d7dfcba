"""Whoever has every edition of every table and a computer learns no figure that was hidden.

The attack is written without the protection's own code: it knows only what is printed, and what anybody knows about
counts. It asks for each hidden figure how small and how large it could be; one answer is one betrayed figure.
"""

from collections import Counter
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reporting.equations import TOTAL, WHOLE, Breakdown, Figure, Kind, Period, Shape, protect

SMALLEST = 3
SIZE = Breakdown("size", ("small", "large"), Kind.PARTS)
TOPIC = Breakdown("topic", ("data", "law"), Kind.OVERLAPPING)
STEP = Breakdown("step", ("met",), Kind.STEPS)
SHAPE = Shape(("a", "b", "c"), (SIZE, TOPIC, STEP))


def attack(shape: Shape, editions) -> list[tuple[int, Figure]]:
    """Return every hidden figure of the printed tables that could point to a firm and has only one possible value."""
    years = sorted({y for e in editions for y in (e.year, e.year - 1)})
    years = [years[0] - 1, *years]
    columns = {
        key: index
        for index, key in enumerate(
            (number, place, series, year)
            for number in range(len(editions))
            for place in shape.all_places
            for series in shape.all_series
            for year in years
        )
    }

    def line(number, places, series, chosen, sign=1.0):
        row = np.zeros(len(columns))
        for earlier in range(number + 1):
            for place in places:
                for year in chosen:
                    row[columns[earlier, place, series, year]] += sign
        return row

    def printed(number, figure):
        year = editions[number].year
        chosen = {Period.YEAR: [year], Period.BEFORE: [year - 1], Period.ALL: years}[figure.period]
        return line(number, shape.all_places if figure.place == WHOLE else [figure.place], figure.series, chosen)

    equal, values, less = [], [], []
    for number, edition in enumerate(editions):
        for figure, value in edition.shown.items():
            equal.append(printed(number, figure))
            values.append(value)
        for place in shape.all_places:
            for breakdown in shape.breakdowns:
                each = [breakdown.series(category) for category in breakdown.categories]
                if breakdown.kind == Kind.STEPS:
                    less += [line(number, [place], s, years) - line(number, [place], TOTAL, years) for s in each]
                    continue
                for year in years:
                    total = line(number, [place], TOTAL, [year])
                    parts = [line(number, [place], series, [year]) for series in each]
                    if breakdown.kind == Kind.PARTS:
                        equal.append(sum(parts) - total)
                        values.append(0)
                    else:
                        less += [*(part - total for part in parts), total - sum(parts)]
    betrayed = []
    for number, edition in enumerate(editions):
        for figure, value in edition.figures(shape).items():
            if figure in edition.shown or not 0 < value < SMALLEST:
                continue
            ends = []
            for sign in (1, -1):
                found = linprog(
                    sign * printed(number, figure),
                    A_eq=np.array(equal),
                    b_eq=values,
                    A_ub=np.array(less),
                    b_ub=np.zeros(len(less)),
                    bounds=(0, 10_000),
                )
                assert found.success
                ends.append(sign * found.fun)
            if floor(ends[1] + 1e-6) - ceil(ends[0] - 1e-6) < 1:
                betrayed.append((number, figure))
    return betrayed


def counted(things, before=()) -> Counter:
    """Count things of (place, year, size, topics, met) on top of what was counted before."""
    counts = Counter(before)
    for place, year, size, topics, met in things:
        for series in (TOTAL, f"size/{size}", *(f"topic/{topic}" for topic in topics), *(["step/met"] if met else [])):
            counts[place, series, year] += 1
    return counts


def published(*quarters) -> list:
    """Return the editions of several quarters, each (year, what came); protected one after the other."""
    editions, counts = [], Counter()
    for year, things in quarters:
        counts = counted(things, counts)
        editions.append(protect(SHAPE, counts, year=year, smallest=SMALLEST, earlier=editions))
    return editions


def things(years):
    return st.lists(
        st.tuples(
            st.sampled_from(("a", "a", "a", "b", "b", "c", "unknown")),
            st.sampled_from(years),
            st.sampled_from(SIZE.categories),
            st.sets(st.sampled_from(TOPIC.categories), min_size=1),
            st.booleans(),
        ),
        max_size=25,
    )


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things((2024, 2025, 2026)), things((2026,)), things((2026, 2027)))
def test_no_hidden_figure_follows_from_all_editions_together(first, second, third):
    editions = published((2026, first), (2026, second), (2027, third))
    assert attack(SHAPE, editions) == []
    assert all(value >= SMALLEST for edition in editions for value in edition.shown.values())


def test_every_figure_that_is_shown_is_true():
    (edition,) = published((2026, MANY))
    truth = edition.figures(SHAPE)
    assert edition.shown
    assert all(truth[figure] == value for figure, value in edition.shown.items())


# Three municipalities with enough of everything.
MANY = [
    (place, year, size, {topic}, True)
    for place in ("a", "b", "c")
    for year in (2025, 2026)
    for size in SIZE.categories
    for topic in TOPIC.categories
    for _ in range(SMALLEST)
]


def test_where_nothing_is_small_everything_is_shown():
    (edition,) = published((2026, MANY))
    small = {figure for figure, value in edition.figures(SHAPE).items() if value < SMALLEST}
    assert edition.figures(SHAPE).keys() - edition.shown.keys() == small == set()


def test_hiding_only_the_small_would_betray_it():
    """The attack finds what simple hiding betrays, so it would find a hole in ours."""
    lonely = [("a", 2026, "small", {"data"}, False)] * 5 + [("a", 2026, "large", {"law"}, False)]
    (edition,) = published((2026, lonely))
    edition.shown = {f: v for f, v in edition.figures(SHAPE).items() if v >= SMALLEST}
    assert (0, Figure("a", "size/large", Period.YEAR)) in attack(SHAPE, [edition])


@pytest.mark.parametrize("place", ["a", WHOLE])
def test_one_more_since_the_last_edition_is_not_to_be_seen(place):
    first, second = published((2026, MANY), (2026, [("a", 2026, "small", {"data"}, True)]))
    grown = {
        figure
        for figure in first.shown.keys() & second.shown.keys()
        if figure.place == place and second.shown[figure] - first.shown[figure] in range(1, SMALLEST)
    }
    assert grown == set()


def test_what_one_edition_showed_does_not_change_by_a_later_one():
    first, _second = published((2026, MANY), (2026, MANY))
    again, *_rest = published((2026, MANY))
    assert first.shown == again.shown


def test_a_fact_that_was_taken_back_does_not_break_the_next_edition():
    (first,) = published((2026, MANY))
    fewer = counted(MANY)
    fewer["a", TOTAL, 2026] -= 1
    fewer["a", "size/small", 2026] -= 1
    second = protect(SHAPE, fewer, year=2026, smallest=SMALLEST, earlier=[first])
    assert second.shown[WHOLE, TOTAL, Period.BEFORE] == first.shown[WHOLE, TOTAL, Period.BEFORE]
