"""The alignment of words: the compiled loops and the plain Python that explains them say the same."""

import math

import numpy as np
import pytest

from matchmaking.engine import Document, load_resources, rank
from matchmaking.engine.alignment import align, say
from matchmaking.engine.facts import FactTable
from matchmaking.engine.features import Vocabulary, extract_features
from matchmaking.engine.ranking import read_table
from matchmaking.engine.scoring import make_pool
from matchmaking.engine.statistics import Counts
from tests.engine.gold import NEEDS, OFFERS

KINDS = {"w": "words", "c": "concepts", "e": "everyday", "g": "glosses"}


@pytest.fixture(scope="module")
def run():
    resources = load_resources()
    vocabulary = Vocabulary()
    needs, offers = NEEDS[:12], OFFERS[:40]
    tables = [read_table(side, vocabulary, resources, text_only=True) for side in (needs, offers)]
    pool, side = make_pool(*tables, None, resources)
    _offers, shares = pool.index.shares(side, pool._reach, 20)
    return resources, needs, offers, pool, shares


def test_the_compiled_alignment_equals_the_one_that_explains(run):
    resources, needs, offers, pool, shares = run
    settings = resources.weights["text"]
    kinds = ("words", "concepts", "glosses", "everyday")
    compiled = sum(shares[kind] for kind in kinds)
    plain = np.zeros_like(compiled)
    for row, need in enumerate(needs):
        terms = extract_features(need, resources, text_only=True).terms
        for column, offer in enumerate(offers):
            said = say(extract_features(offer, resources, text_only=True), pool.statistics, settings)
            said = {key: float(np.float32(value)) for key, value in said.items()}
            plain[row, column] = min(1.0, math.fsum(link.gain for link in align(terms, said, pool.rarity, settings)))
    assert compiled.max() > 0.2
    np.testing.assert_allclose(compiled, plain, atol=1e-9)


def test_a_word_is_answered_once_however_many_concepts_it_has(run):
    resources, *_ = run
    terms = extract_features(Document("n", "Messe"), resources).terms
    assert len(terms[0].whole) > 2
    said = {key: 1.0 for key, _strength in terms[0].whole}
    (link,) = align(terms, said, lambda key: 1.0, resources.weights["text"])
    assert link.gain == pytest.approx(1.0)


def test_the_parts_of_a_compound_together_are_worth_less_than_the_compound(run):
    resources, *_ = run
    settings = resources.weights["text"]
    (term,) = extract_features(Document("n", "Ersatzteilkatalog"), resources).terms
    assert len(term.parts) >= 2
    parts = {part[0][0]: 1.0 for part in term.parts}
    (by_parts,) = align((term,), parts, lambda key: 1.0, settings)
    (by_one,) = align((term,), {term.parts[0][0][0]: 1.0}, lambda key: 1.0, settings)
    assert 0 < by_one.gain < by_parts.gain < 1


def test_looking_for_candidates_first_gives_nearly_the_same_order(monkeypatch):
    exact = {ranking.need_id: ranking.pairs for ranking in rank(NEEDS, OFFERS, top=5, profile="text")}
    monkeypatch.setattr("matchmaking.engine.index.EXACT_UP_TO", 0)
    kept, wanted = 0, 0
    for ranking in rank(NEEDS, OFFERS, top=5, profile="text"):
        scores = {pair.offer_id: pair.score for pair in exact[ranking.need_id]}
        wanted += len(scores)
        for pair in ranking.pairs:
            if pair.offer_id in scores:
                kept += 1
                assert pair.score == scores[pair.offer_id]
    assert kept >= 0.99 * wanted


def test_a_pair_scores_the_same_whatever_else_is_asked(run):
    resources, needs, offers, pool, _shares = run
    vocabulary = Vocabulary()
    backwards = [read_table(side[::-1], vocabulary, resources, text_only=True) for side in (needs, offers)]
    other, side = make_pool(*backwards, None, resources)
    scores = other.points(side, None, 20)
    total = sum(scores.points.values())[::-1, ::-1]
    table = read_table(needs, pool.vocabulary, resources, text_only=True)
    again = pool.points(pool.needs(Counts.of(table, resources)), None, 20)
    assert (total == sum(again.points.values())).all()


def test_facts_of_documents_are_compared_once_per_combination(run):
    resources, *_ = run
    table = FactTable([Document(str(i), "x", sectors=("C25",), ags="05974028") for i in range(50)], resources)
    assert len(table.sectors) == len(table.places) == len(table.kinds) == 1
