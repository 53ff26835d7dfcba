import random

import pytest

from matchmaking.bench.bootstrap import paired_difference


def test_equal_values_differ_by_nothing():
    assert paired_difference([0.3, 0.7], [0.3, 0.7], resamples=50) == (0.0, 0.0, 0.0)


def test_a_constant_difference_has_no_spread():
    assert paired_difference([0.5, 0.9], [0.25, 0.65], resamples=50) == pytest.approx((0.25, 0.25, 0.25))


def test_the_interval_is_that_of_the_normal_law_where_that_holds():
    drawn = random.Random(1)
    values = [drawn.gauss(0.1, 0.2) for _need in range(400)]
    mean, low, high = paired_difference(values, [0.0] * 400)
    assert mean == pytest.approx(sum(values) / 400)
    assert (low, high) == pytest.approx((mean - 1.96 * 0.01, mean + 1.96 * 0.01), abs=0.002)


def test_a_seed_gives_the_same_interval_again():
    drawn = random.Random(2)
    ours, theirs = ([drawn.random() for _need in range(50)] for _side in range(2))
    assert paired_difference(ours, theirs, 500, 3) == paired_difference(ours, theirs, 500, 3)
    assert paired_difference(ours, theirs, 500, 3) != paired_difference(ours, theirs, 500, 4)


def test_no_needs_give_no_difference():
    assert paired_difference([], []) == (0.0, 0.0, 0.0)
