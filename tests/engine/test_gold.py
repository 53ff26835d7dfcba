"""What the engine is worth on texts that it was not tuned on; `bench_matching` prints the figures."""

import statistics

import pytest

from matchmaking.engine import rank
from tests.engine.gold import GRADES, NEEDS, NO_FIT, OFFERS, SPLIT, ndcg


@pytest.fixture(scope="module")
def rankings():
    return {
        ranking.need_id: [pair.offer_id for pair in ranking.pairs] for ranking in rank(NEEDS, OFFERS, profile="text")
    }


@pytest.mark.parametrize("split", ["tune", "held"])
def test_the_order_of_offers_is_good(rankings, split):
    found = [ndcg(rankings[need], GRADES[need]) for need, part in SPLIT.items() if part == split]
    assert len(found) == 45
    assert statistics.mean(found) >= 0.6


def test_offers_in_the_other_language_are_found(rankings):
    languages = {document.id: document.language for document in [*NEEDS, *OFFERS]}
    seen = wanted = 0
    for need, grades in GRADES.items():
        other = [offer for offer, grade in grades.items() if grade == 3 and languages[offer] != languages[need]]
        wanted += len(other)
        seen += sum(offer in rankings[need][:5] for offer in other)
    assert wanted >= 20
    assert seen >= 0.75 * wanted


def test_nothing_fits_is_recognised():
    # The statistics of the pool come from the gold needs, as in the portal; the strange texts come one by one.
    answered = {ranking.need_id: bool(ranking.pairs) for ranking in rank([*NEEDS, *NO_FIT], OFFERS)}
    false_alarms = sum(not answered[need.id] for need in NEEDS)
    recognised = sum(not answered[need.id] for need in NO_FIT)
    assert false_alarms <= 0.05 * len(NEEDS)
    assert recognised >= 0.7 * len(NO_FIT)


def test_a_need_that_nothing_fits_hears_what_is_missing():
    hints = {ranking.need_id: ranking.hints for ranking in rank([*NEEDS, *NO_FIT], OFFERS)}
    codes = {hint.code for found in hints.values() for hint in found}
    assert codes <= {"too_short", "topic_without_offers", "nothing_close", "closest_lacks"}
    assert {"too_short", "nothing_close"} <= codes
    assert all(hint.polarity == "hint" for found in hints.values() for hint in found)
