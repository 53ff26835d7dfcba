"""Whoever adds and subtracts what a table shows learns no cell that was hidden.

The attack is written without the protection's own code. It knows what is printed, and that counts are whole numbers
from zero up; it asks for each hidden cell how small and how large it could be. One answer is one betrayed firm.
"""

from collections import Counter
from itertools import product
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from core.disclosure import is_safe, protect

PLACES = ("a", "b", "c", "d")
MONTHS = (1, 2, 3, 4, 5, 6)
SPANS = {"q1": (1, 2, 3), "q2": (4, 5, 6), "h1": ("q1", "q2")}
COUNTY = "county"


def attack(values: dict, lines: list, hidden) -> set:
    """Return the hidden cells that have one possible value only, given all others."""
    keys = sorted(hidden, key=str)
    column = {key: index for index, key in enumerate(keys)}
    equal, known = [], []
    for whole, parts in lines:
        row, rest = np.zeros(len(keys)), 0.0
        for key, sign in ((whole, -1.0), *((part, 1.0) for part in parts)):
            if key in column:
                row[column[key]] += sign
            else:
                rest -= sign * values[key]
        equal.append(row)
        known.append(rest)
    betrayed = set()
    for key in keys:
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(keys))
            aim[column[key]] = sign
            found = linprog(aim, A_eq=np.array(equal), b_eq=known, bounds=(0, 10_000), method="highs")
            assert found.success
            ends.append(sign * found.fun)
        if floor(ends[1] + 1e-6) - ceil(ends[0] - 1e-6) < 1:
            betrayed.add(key)
    return betrayed


def summed(contributions: dict, lines: list) -> dict:
    """Return cells with the wholes added, in the order of the lines."""
    cells = dict(contributions)
    for whole, parts in lines:
        cells[whole] = sum((Counter(cells[part]) for part in parts), Counter())
    return cells


def grid() -> list:
    """Return the lines of places by time: months make quarters, quarters the half-year, places the county."""
    lines = [
        ((place, span), tuple((place, part) for part in parts)) for span, parts in SPANS.items() for place in PLACES
    ]
    lines += [((COUNTY, time), tuple((place, time) for place in PLACES)) for time in (*MONTHS, *SPANS)]
    return lines


def atoms():
    """Return a strategy: which firm contributes how much where and when; few firms, so that much has to be hidden."""
    one = st.tuples(
        st.sampled_from(("a", "a", "a", "b", "b", "c", "d")),
        st.sampled_from(MONTHS),
        st.integers(1, 7),
        st.sampled_from((1, 1, 1, 2, 9)),
    )
    return st.lists(one, max_size=40)


def table(things) -> tuple[dict, dict, list]:
    contributions = {key: Counter() for key in product(PLACES, MONTHS)}
    for place, month, firm, number in things:
        contributions[place, month][f"{place}{firm}"] += number
    lines = grid()
    cells = summed(contributions, lines)
    return cells, {key: sum(cell.values()) for key, cell in cells.items()}, lines


@settings(max_examples=40, deadline=None)
@given(atoms())
def test_no_hidden_cell_follows_from_places_and_periods(things):
    cells, values, lines = table(things)
    hidden = protect({key: (cell,) for key, cell in cells.items()}, lines)
    unsafe = {key for key, cell in cells.items() if not is_safe(cell)}
    assert unsafe <= hidden
    assert attack(values, lines, hidden) & unsafe == set()


@settings(max_examples=40, deadline=None)
@given(atoms())
def test_what_a_line_leaves_over_points_to_nobody(things):
    cells, _values, lines = table(things)
    hidden = protect({key: (cell,) for key, cell in cells.items()}, lines)
    for whole, parts in lines:
        if whole not in hidden:
            assert is_safe(sum((cells[part] for part in parts if part in hidden), Counter()))


def test_hiding_only_the_unsafe_would_betray_it():
    """The attack finds what simple hiding betrays, so it would find a hole in ours."""
    cells, values, lines = table([("a", 1, 1, 1), *(("b", 1, firm, 1) for firm in range(1, 6))])
    simple = {key for key, cell in cells.items() if not is_safe(cell)}
    assert ("a", 1) in attack(values, lines, simple)


def test_where_nothing_is_small_all_is_shown():
    cells, _values, lines = table(
        [(place, month, firm, 1) for place in PLACES for month in MONTHS for firm in (1, 2, 3)]
    )
    assert protect({key: (cell,) for key, cell in cells.items()}, lines) == frozenset()


def test_zero_is_shown():
    cells, _values, lines = table([("a", 1, firm, 1) for firm in (1, 2, 3)])
    assert protect({key: (cell,) for key, cell in cells.items()}, lines) == frozenset()


@pytest.mark.parametrize(
    ("side", "safe"),
    [
        ({}, True),
        ({"x": 0}, True),
        ({"x": 5, "y": 5}, False),
        ({"x": 1, "y": 1, "z": 1}, True),
        ({"x": 8, "y": 1, "z": 1}, True),
        ({"x": 81, "y": 10, "z": 9}, False),
    ],
)
def test_three_organisations_and_none_of_them_nearly_everything(side, safe):
    assert is_safe(side) is safe


def test_both_sides_count():
    """Four firms that all went to the same provider: the provider could read its own figure, and who it is."""
    firms, provider = {"f1": 1, "f2": 1, "f3": 1, "f4": 1}, {"p": 4}
    assert protect({"x": (firms, provider)}, []) == {"x"}


def test_two_of_one_each_are_not_hidden_behind_a_sum_of_three():
    """Three cells of one each make three: hidden or not, everybody knows each of them. Something else has to go."""
    lines = [("all", ("x", "y", "z", "w"))]
    cells = {"x": {"1": 1}, "y": {"2": 1}, "z": {"3": 1}, "w": {str(n): 1 for n in range(4, 9)}}
    cells["all"] = {who: 1 for part in list(cells.values()) for who in part}
    hidden = protect({key: (cell,) for key, cell in cells.items()}, lines)
    assert {"x", "y", "z"} < hidden


def test_what_was_published_stays_and_what_is_left_gives_way():
    """January was hidden, February and March are out: the quarter would betray January."""
    months = {1: {"x": 1}, 2: {"a": 1, "b": 1, "c": 1}, 3: {"d": 1, "e": 1, "f": 1}}
    cells = {**months, "q1": {who: 1 for month in months.values() for who in month}}
    protected = {key: (cell,) for key, cell in cells.items()}
    assert protect(protected, [("q1", (1, 2, 3))]) == {1, 2}
    assert protect(protected, [("q1", (1, 2, 3))], hidden={1}, fixed={1, 2, 3}) == {1, "q1"}


def test_the_partner_is_chosen_by_what_readers_lose_least_by():
    cells = {"x": {"1": 1}, "y": {str(n): 1 for n in range(2, 6)}, "z": {str(n): 1 for n in range(6, 9)}}
    cells["all"] = {who: 1 for part in list(cells.values()) for who in part}
    protected, lines = {key: (cell,) for key, cell in cells.items()}, [("all", ("x", "y", "z"))]
    assert protect(protected, lines) == {"x", "z"}
    assert protect(protected, lines, cost=lambda key, value: (key != "y", value)) == {"x", "y"}
