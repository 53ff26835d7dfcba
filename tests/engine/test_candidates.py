"""The loops that find candidates: the same as a plain sum over the lists, for any size of pool."""

import numpy as np
import pytest

from matchmaking.engine import candidate_kernels
from matchmaking.engine.candidate_kernels import candidates, shorten

ROOM = 10**6  # entries: enough for every list


def lists_of(said):
    """Return the lists of offers: a row per offer, a column per key, in one language."""
    owners, columns = np.nonzero(said)
    return shorten(columns, owners, said[owners, columns].astype(np.float32), said.shape[1], said.shape[0])


def found(said, terms, rest, *, most, budget=ROOM):
    """Return the candidates of one need. Its terms are lists of groups, a group lists (key, strength); `rest` is what
    else it asks for."""
    groups = [group for term in terms for group in term]
    entries = [entry for group in groups for entry in group]
    return candidates(
        *lists_of(said),
        np.array([0, len(terms)]),
        np.cumsum([0, *map(len, terms)]),
        np.cumsum([0, *map(len, groups)]),
        np.array([key for key, _strength in entries], np.int32),
        np.array([strength for _key, strength in entries]),
        np.array([0, len(rest)]),
        np.array([key for key, _value in rest], np.int32),
        np.array([value for _key, value in rest], np.float64),
        np.ones(len(rest), np.int8),
        np.ones((1, 1, 2)),
        budget,
        budget,
        said.shape[0],
        most,
    )[0].tolist()


def sums(said, terms, rest):
    """Return the same sums in plain words: each offer answers a word, or each of its parts, by the first key it has."""
    total = np.zeros(said.shape[0])
    for offer, row in enumerate(said):
        for whole, *parts in terms:
            answers = [
                next((strength * row[key] for key, strength in group if row[key]), 0.0) for group in (whole, *parts)
            ]
            total[offer] += answers[0] or sum(answers[1:])
        total[offer] += sum(value * row[key] for key, value in rest)
    return total


def need_and_offers(seed, n_offers, n_keys, n_terms):
    rng = np.random.default_rng(seed)
    said = np.where(rng.random((n_offers, n_keys)) < 0.2, rng.random((n_offers, n_keys)) + 0.1, 0.0)

    def group():
        return [(int(key), float(rng.random()) + 0.1) for key in rng.choice(n_keys, 3, replace=False)]

    terms = [[group() for _group in range(rng.integers(1, 4))] for _term in range(n_terms)]
    rest = [(int(key), float(rng.random())) for key in rng.choice(n_keys, 8, replace=False)]
    return said, terms, rest


@pytest.mark.parametrize("n_offers", [50, 700, 5000])
@pytest.mark.parametrize("seed", range(3))
def test_the_best_are_those_with_the_highest_sums(seed, n_offers):
    said, terms, rest = need_and_offers(seed, n_offers, 60, 12)
    total = sums(said, terms, rest)
    here = found(said, terms, rest, most=10)
    assert len(set(here)) == 10
    # Lists hold an impact in 255 steps.
    assert total[here].min() >= np.sort(total)[-10] * 0.98


def test_a_need_of_more_words_than_marks_is_added_up_alike():
    said, terms, rest = need_and_offers(7, 900, 60, 400)
    total = sums(said, terms, rest)
    here = found(said, terms, rest, most=10)
    assert total[here].min() >= np.sort(total)[-10] * 0.98


@pytest.mark.parametrize(("n_terms", "n_rest"), [(1, 0), (0, 1), (40, 20), (300, 300)])
def test_an_offer_that_answers_everything_fully_is_the_first_and_no_sum_flows_over(n_terms, n_rest):
    said = np.full((700, 300), 0.9)
    said[123] = 1.0
    terms = [[[(key, 1.0)]] for key in range(n_terms)]
    assert found(said, terms, [(key, 1.0) for key in range(n_rest)], most=1) == [123]


def test_of_equal_offers_the_first_ones_are_taken():
    said = np.ones((4000, 3))
    assert sorted(found(said, [[[(0, 1.0)]]], [(1, 0.5)], most=5)) == [0, 1, 2, 3, 4]


def test_offers_that_answer_nothing_are_no_candidates():
    said = np.zeros((4000, 3))
    said[[7, 3999], 0] = 1.0
    assert sorted(found(said, [[[(0, 1.0), (1, 1.0)]]], [(2, 1.0)], most=4)) == [-1, -1, 7, 3999]
    assert found(said, [], [], most=2) == [-1, -1]


def test_the_lists_that_can_give_most_are_read_first():
    said = np.zeros((300, 2))
    said[:200, 0], said[200:, 1] = 1.0, 1.0
    terms = [[[(0, 0.1)]], [[(1, 0.9)]]]
    assert set(found(said, terms, [], most=300, budget=150)) == {-1, *range(200, 300)}


@pytest.mark.parametrize("depth", [1, 3, 32])
def test_the_highest_cells_are_found_in_a_grid_of_any_depth(depth):
    rng = np.random.default_rng(depth)
    grid = rng.integers(0, 40, (depth, 200)).astype(np.uint32) * 256 + rng.integers(0, 256, (depth, 200), np.uint32)
    here = np.full(25, -1, np.int32)
    candidate_kernels._take_highest(grid, np.empty(grid.size, np.uint64), here)
    values = grid.ravel() >> 8
    wanted = sorted(range(grid.size), key=lambda cell: (-int(values[cell]), cell))[:25]
    assert sorted(here.tolist()) == sorted(cell if values[cell] else -1 for cell in wanted)
