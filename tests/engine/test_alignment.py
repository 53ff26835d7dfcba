"""The alignment of words: the compiled loops and the plain Python that explains them say the same."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from matchmaking.engine import Document, load_resources, rank
from matchmaking.engine.alignment import align, say
from matchmaking.engine.analysis import read_features
from matchmaking.engine.facts import FactTable
from matchmaking.engine.features import Features, extract_features
from matchmaking.engine.matcher import replay
from matchmaking.engine.ranking import prepare
from matchmaking.engine.statistics import Statistics
from tests.engine.gold import NEEDS, OFFERS


@pytest.fixture(scope="module")
def run():
    resources = load_resources()
    needs, offers = NEEDS[:12], OFFERS[:40]
    asked, matcher = prepare(needs, offers, resources, text_only=True)
    pool = matcher._pool
    _offers, shares = pool.index.shares(pool.needs(asked), pool._reach, 20)
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


def test_a_pair_scores_the_same_in_any_order_and_company(run):
    resources, needs, offers, *_ = run
    scores = {}
    for side in (1, -1):
        for ranking in rank(needs[::side], offers[::side], profile="text", resources=resources, top=99):
            for pair in ranking.pairs:
                scores.setdefault((pair.need_id, pair.offer_id), set()).add(pair.score)
    assert len(scores) == len(needs) * len(offers)
    assert all(len(found) == 1 for found in scores.values())


@pytest.mark.parametrize("number", range(4))
def test_a_pair_is_replayed_from_its_features_alone(run, number):
    resources, needs, offers, *_ = run
    asked, matcher = prepare(needs, offers, resources, text_only=False)
    rankings = list(matcher.rank(needs, asked, floor=0))
    need = needs[number]
    features = read_features(need, resources)
    statistics = Statistics.from_json(json.loads(json.dumps(matcher.statistics.as_json())))
    # Whatever happens to the lexicon afterwards: its answers are in the features.
    empty = replace(resources, term_index=None, key_maker=None, concepts={})
    for pair in rankings[number].pairs[:5]:
        offer = next(offer for offer in offers if offer.id == pair.offer_id)
        kept = [
            Features.from_json(json.loads(json.dumps(each.as_json())))
            for each in (features, read_features(offer, resources))
        ]
        again = replay((need, kept[0]), (offer, kept[1]), statistics, resources.weights, empty)
        assert again == pair.contributions


def test_facts_of_documents_are_compared_once_per_combination(run):
    resources, *_ = run
    table = FactTable([Document(str(i), "x", sectors=("C25",), ags="05974028") for i in range(50)], resources)
    assert len(table.sectors) == len(table.places) == len(table.kinds) == 1


def test_what_a_long_need_finds_does_not_depend_on_the_needs_before_it(monkeypatch):
    monkeypatch.setattr("matchmaking.engine.index.EXACT_UP_TO", 0)
    long = Document("long", " ".join(f"Halle{number} {each.text}" for number, each in enumerate(OFFERS[:60])))
    needs = [*NEEDS, long]
    asked, matcher = prepare(needs, OFFERS, load_resources(), text_only=True)
    behind, _points = matcher.best(needs, asked, top=10)
    alone, _points = matcher.best([long], asked.take(len(NEEDS), len(needs)), top=10)
    assert alone[0].min() >= 0
    assert behind[-1].tolist() == alone[0].tolist()
