"""What municipalities read tells nobody what is protected, whichever way it is added up."""

import random
from collections import Counter

import pytest
from django.utils import timezone

from core.disclosure import is_safe
from radar.protection import ALL, Cell, Row, contributions, hidden_cells, lines_of
from radar.services import freeze_month
from tests.radar.steps import company, compared, planted

TOPICS, PLACES = ["a", "b", "c"], ["1", "2", "3", "4"]


def _region(seed: int, needs: int) -> list[Row]:
    """Return needs of a few companies, some with two topics."""
    chance = random.Random(seed)
    rows = []
    for need in range(needs):
        organisation, place = chance.randrange(9), chance.choice(PLACES)
        for topic in chance.sample(TOPICS, chance.choice((1, 1, 2))):
            rows.append(Row(need, organisation, topic, place))
    return rows


def _shown(sides, hidden) -> dict[Cell, int]:
    return {cell: sum(side.values()) for cell, (side,) in sides.items() if cell not in hidden}


@pytest.mark.parametrize("seed", range(12))
def test_no_protected_number_follows_by_adding_and_subtracting(seed):
    sides = contributions(_region(seed, 14), TOPICS, PLACES)
    hidden = hidden_cells(sides)
    assert all(is_safe(*sides[cell]) for cell in _shown(sides, hidden))
    assert _learnt(sides, hidden) == []


def _learnt(sides, hidden) -> list[Cell]:
    """Return the protected numbers that point to somebody and follow from those that are shown."""
    shown = _shown(sides, hidden)
    progress = True
    while progress:  # what a reader with paper and pencil does
        progress = False
        for whole, parts in lines_of(sides):
            open_ = [cell for cell in (whole, *parts) if cell not in shown]
            if len(open_) == 1:
                (cell,) = open_
                rest = sum(shown[each] for each in parts if each in shown)
                shown[cell] = shown[whole] - rest if cell != whole else rest
                progress = True
        for cell in [cell for cell in sides if cell not in shown and cell.topic != ALL]:
            low, high = _by_totals(cell, shown)
            if low == high:
                shown[cell] = low
                progress = True
    return [cell for cell in shown if not is_safe(*sides[cell])]


def _by_totals(cell: Cell, shown: dict[Cell, int]) -> tuple[float, float]:
    """Return between what a number lies, by the number of needs of its place."""
    total = shown.get(Cell(ALL, cell.place))
    others = [Cell(topic, cell.place) for topic in TOPICS if topic != cell.topic]
    if total is None:
        return 0, float("inf")
    unknown = any(each not in shown for each in others)
    low = 0 if unknown else total - sum(shown[each] for each in others)
    return max(0, low), total


def test_a_total_that_says_what_the_only_topic_holds_is_protected_too(monkeypatch):
    """One company seeks topic a in town 2, so the number of town 1 is protected as well. All that town 1 seeks is topic
    a: the number of its needs would be that number, and the county's less it the one company's."""
    rows = [Row(number, number, "a", "1") for number in range(4)]
    rows += [Row(10 + number, 10 + number, "b", "2") for number in range(5)]
    rows += [Row(20, 20, "a", "2")]
    sides = contributions(rows, TOPICS, PLACES)
    hidden = hidden_cells(sides)
    assert {Cell("a", "1"), Cell("a", "2"), Cell(ALL, "1")} <= hidden
    assert is_safe(*sides[Cell(ALL, "1")])
    assert _learnt(sides, hidden) == []
    monkeypatch.setattr("radar.protection._betraying_totals", lambda *given: frozenset())
    assert Cell("a", "2") in _learnt(sides, hidden_cells(sides)), "the second look is what protects it"


def test_a_need_with_two_topics_counts_once_in_its_place():
    sides = contributions([Row(1, 7, "a", "1"), Row(1, 7, "b", "1"), Row(2, 7, "a", "1")], TOPICS, PLACES)
    assert sides[Cell(ALL, "1")] == (Counter({7: 2}),)
    assert sides[Cell("a", "1")] == (Counter({7: 2}),)
    assert sides[Cell("b", ALL)] == (Counter({7: 1}),)


@pytest.mark.django_db
def test_the_stored_month_holds_no_protected_number(people):
    for number in range(4):
        organisation, contact = company(people, f"Betrieb {number}")
        planted(people, topic="erp", town="Werl", organisation=organisation, contact=contact)
    single = planted(people, topic="iiot", town="Lippstadt")
    planted(people, topic="iiot", town="Soest", organisation=people.other_company, contact=people.dora.contact)
    planted(people, topic="iiot", town="Lippstadt")
    organisation, contact = company(people, "Dritter Betrieb")
    planted(people, topic="iiot", town="Geseke", organisation=organisation, contact=contact)
    compared()
    month = freeze_month(timezone.localdate())
    werl = next(key for key, value in month.cells.items() if value == 4 and key.startswith("erp/0"))
    assert month.totals[werl.removeprefix("erp/")] == 4
    assert month.cells[f"iiot/{single.municipality.ags}"] is None
    assert month.totals[single.municipality.ags] is None
    assert month.cells[f"erp/{single.municipality.ags}"] == 0
