"""Finding and counting by bits says the same as looking at every entry."""

import random

import pytest

from landscape.index import build

VALUES = {"topic": "abcdefg", "kind": "xyz", "place": "12345"}


def _rows(drawn: random.Random, number: int) -> list[tuple[int, dict[str, list[str]]]]:
    return [
        (pk * 7, {facet: drawn.sample(values, drawn.randrange(0, 3)) for facet, values in VALUES.items()})
        for pk in range(number)
    ]


def _chosen(drawn: random.Random) -> dict[str, list[str]]:
    return {facet: drawn.sample(values, drawn.randrange(0, 3)) for facet, values in VALUES.items()}


def _fits(row: dict, chosen: dict) -> bool:
    return all(not values or set(values) & set(row[facet]) for facet, values in chosen.items())


@pytest.mark.parametrize("seed", range(20))
def test_what_is_found_fits_every_facet_and_keeps_its_order(seed):
    drawn = random.Random(seed)
    rows, chosen = _rows(drawn, 90), _chosen(drawn)
    found = build(rows).find(chosen)
    wanted = [pk for pk, row in rows if _fits(row, chosen)]
    assert len(found) == len(wanted)
    assert found[0:1000] == wanted
    assert found[3:8] == wanted[3:8]


@pytest.mark.parametrize("seed", range(20))
def test_a_number_says_what_choosing_that_value_alone_would_find(seed):
    drawn = random.Random(seed)
    rows, chosen = _rows(drawn, 90), _chosen(drawn)
    found = build(rows).find(chosen)
    for facet in VALUES:
        for value, number in found.counts(facet).items():
            assert number == sum(_fits(row, chosen | {facet: [value]}) for _pk, row in rows)
        for value, number in found.totals(facet).items():
            assert number == sum(_fits(row, chosen) and value in row[facet] for _pk, row in rows)


def test_a_search_narrows_what_the_filters_find():
    index = build([(pk, {"topic": ["a"] if pk % 2 else ["b"]}) for pk in range(1, 11)])
    found = index.find({"topic": ["a"]}, index.only([2, 3, 5, 99]))
    assert found[0:10] == [3, 5]
    assert found.counts("topic") == {"a": 2, "b": 1}


def test_an_empty_landscape_finds_nothing():
    found = build([]).find({"topic": ["a"]})
    assert (len(found), found[0:20], found.counts("topic")) == (0, [], {})
