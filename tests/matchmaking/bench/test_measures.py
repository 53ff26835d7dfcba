import math

import numpy as np
import pytest

from matchmaking.bench.measures import growth, ndcg, overlap, recall, reciprocal_rank, score_kept


@pytest.mark.parametrize(
    ("ranked", "value"),
    [
        (["a", "b"], 1.0),
        (["b", "a"], (1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3))),
        (["x", "a"], (7 / math.log2(3)) / (7 + 1 / math.log2(3))),
        (["x"] * 10 + ["a"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg_has_a_gain_of_two_to_the_grade_and_ends_at_ten(ranked, value):
    assert ndcg(ranked, {"a": 3, "b": 1, "c": 0}) == pytest.approx(value)


def test_nothing_to_be_found_counts_nothing():
    assert ndcg(["a"], {"a": 0}) == recall(["a"], {}) == reciprocal_rank(["a"], {}) == 0.0


def test_recall_and_reciprocal_rank_count_any_grade_above_zero():
    grades = {"a": 1, "b": 2, "c": 0}
    assert recall(["c", "a"], grades) == 0.5
    assert reciprocal_rank(["c", "a"], grades) == 0.5


def test_overlap_is_the_share_of_the_exact_list_that_was_found():
    exact = np.array([[1, 2, 3, -1], [-1, -1, -1, -1]])
    found = np.array([[3, 9, 1, 2], [4, 5, 6, 7]])
    assert overlap(found, exact, 3) == pytest.approx((2 / 3 + 1) / 2)


def test_the_kept_score_is_a_share_of_the_best_possible():
    assert score_kept(np.array([[4.0, 3.0, 9.0]]), np.array([[6.0, 4.0]]), 2) == pytest.approx(0.7)
    assert score_kept(np.zeros((1, 2)), np.zeros((1, 2))) == 1.0


def test_growth_is_the_slope_on_logarithmic_scales():
    assert growth([10, 100, 1000], [1, 100, 10_000]) == pytest.approx(2)
    assert growth([10, 100], [1, 10**1.3]) == pytest.approx(1.3)
    assert growth([10], [1]) is None
