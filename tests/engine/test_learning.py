"""What the engine learns from the decisions of leads, and what it does not let itself be told."""

import json
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine import Document, load_resources, rank
from matchmaking.engine.learning import (
    CALIBRATED_FROM,
    ENOUGH_FROZEN,
    GROUPS,
    Decision,
    Shares,
    apply,
    calibrate,
    choose_explored,
    compare,
    counts_of,
    default_propensity,
    fit,
    is_frozen,
    observe_propensity,
    weights_digest,
)
from matchmaking.engine.learning.model import _Scorer
from matchmaking.engine.learning_simulation import ATTACKS, PLANTED, PlantedMarket, Setting
from tests.engine.gold import GRADES, NEEDS, OFFERS

WEIGHTS = load_resources().weights
ONES = dict.fromkeys(GROUPS, 1.0)
multipliers = st.fixed_dictionaries({name: st.floats(0.5, 2.0) for name in GROUPS})


@pytest.fixture(scope="module")
def market():
    return PlantedMarket(NEEDS, OFFERS, GRADES, load_resources())


def _pairs(market, count=300):
    return [pair.contributions for pair in market._pairs[:count]]


def _decision(contributions, label, *, need="n1", by="lead", place=1, **fields):
    return Decision(contributions, WEIGHTS, place, label, need, by, **fields)


def _named(contributions, **points):
    return dict.fromkeys(contributions, 0.0) | points


# --- Multipliers become weights ----------------------------------------------------------------------------


def test_multipliers_of_one_are_the_fixed_weights():
    assert apply(WEIGHTS, ONES) == WEIGHTS
    assert apply(WEIGHTS, {}) == WEIGHTS
    assert weights_digest(apply(WEIGHTS, ONES)) == weights_digest(WEIGHTS)
    assert weights_digest(apply(WEIGHTS, {"sector": 1.1})) != weights_digest(WEIGHTS)


@given(multipliers)
def test_the_highest_score_stays_100_and_the_parts_of_the_text_stay_one(chosen):
    learnt = apply(WEIGHTS, chosen)
    for points in learnt["points"].values():
        assert sum(round(value * 1e6) for value in points.values()) == 100_000_000
        assert min(points.values()) >= 0
    for mix in learnt["mix"].values():
        assert sum(round(value * 1e6) for value in mix.values()) == 1_000_000
        assert min(mix.values()) > 0
    assert {name: learnt[name] for name in learnt if name not in ("points", "mix")} == {
        name: WEIGHTS[name] for name in WEIGHTS if name not in ("points", "mix")
    }


@pytest.mark.parametrize("wrong", [{"sector": 2.1}, {"sector": -1.0}, {"sector": float("nan")}, {"charm": 1.0}])
def test_multipliers_out_of_bounds_are_refused(wrong):
    with pytest.raises(ValueError, match="out of bounds"):
        apply(WEIGHTS, wrong)


def test_the_engine_takes_learnt_weights_and_its_contributions_add_up(market):
    learnt = apply(WEIGHTS, PLANTED)
    resources = replace(load_resources(), weights=learnt)
    again = rank(market.needs[:20], market.offers, top=len(market.offers), resources=resources)
    again = {(pair.need_id, pair.offer_id): pair for ranking in again for pair in ranking.pairs}
    first = rank(market.needs[:20], market.offers, top=len(market.offers), resources=load_resources())
    first = [pair for ranking in first for pair in ranking.pairs]
    assert {(pair.need_id, pair.offer_id) for pair in first} == set(again)  # what may be proposed is not learnt
    shares = Shares.of([pair.contributions for pair in first], WEIGHTS)
    for pair, points in zip(first, shares.points(learnt), strict=True):
        engine = again[pair.need_id, pair.offer_id]
        assert round(engine.score * 1e6) == sum(round(value * 1e6) for value in engine.contributions.values())
        assert list(engine.contributions.values()) == pytest.approx(points, abs=1e-4)


def test_equal_texts_with_equal_facts_reach_at_most_100_under_any_weights():
    text = "Rechnungen und Lieferscheine automatisch aus dem ERP-System verschicken"
    facts = {"sectors": ("C25",), "ags": "05974004", "need_kind": "pilot", "language": "de", "topics": ("t-erp",)}
    needs = [Document("n", text, budget_eur=9_000, **facts)]
    offers = [Document("o", text, budget_eur=5_000, **facts), Document("p", "Nudeln", language="de")]
    for group in GROUPS:
        learnt = replace(load_resources(), weights=apply(WEIGHTS, {group: 2.0}))
        assert 0 < next(rank(needs, offers, resources=learnt)).pairs[0].score <= 100.00001


def test_shares_give_back_the_points_they_were_read_from(market):
    rows = _pairs(market)
    points = Shares.of(rows, WEIGHTS).points(WEIGHTS)
    assert points == pytest.approx(np.array([list(row.values()) for row in rows]), abs=1e-6)


def test_shares_do_not_depend_on_the_weights_of_the_time(market):
    rows = _pairs(market, 40)
    former = apply(WEIGHTS, PLANTED)
    shares = Shares.of(rows, WEIGHTS)
    names = list(rows[0])
    then = [dict(zip(names, points.tolist(), strict=True)) for points in shares.points(former)]
    mixed = Shares.of(rows[:20] + then[20:], [WEIGHTS] * 20 + [former] * 20)
    assert mixed.values == pytest.approx(shares.values, abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(chosen=multipliers)
def test_the_model_sees_the_score_of_the_engine_and_its_slopes(market, chosen):
    shares = Shares.of(_pairs(market, 30), WEIGHTS)
    scorer = _Scorer(shares, WEIGHTS)
    logs = np.log([chosen[name] for name in GROUPS])
    scores, slopes = scorer(logs)
    assert scores == pytest.approx(shares.points(apply(WEIGHTS, chosen)).sum(axis=1), abs=1e-3)
    for column in range(len(GROUPS)):
        step = np.zeros(len(GROUPS))
        step[column] = 1e-5
        estimate = (scorer(logs + step)[0] - scorer(logs - step)[0]) / 2e-5
        assert slopes[:, column] == pytest.approx(estimate, abs=1e-4)


@given(chosen=multipliers, column=st.integers(0, 11), more=st.floats(0.0, 0.2))
def test_more_evidence_never_lowers_a_score(chosen, column, more):
    values = np.full((2, 12), 0.1)
    values[1, column] += more
    low, high = Shares(values, np.array([True, True])).scores(apply(WEIGHTS, chosen))
    assert high >= low - 1e-9


# --- Fitting -----------------------------------------------------------------------------------------------


def test_without_decisions_the_fixed_weights_stay(market):
    model, learnt = market.learn([])
    assert model.multipliers == ONES
    assert learnt == WEIGHTS


def test_few_decisions_move_little(market):
    honest, _bad = market.decide(Setting(decisions=5))
    model, _learnt = market.learn(honest)
    assert all(abs(np.log(factor)) < 0.15 for factor in model.multipliers.values())


def test_the_order_of_decisions_does_not_matter(market):
    honest, _bad = market.decide(Setting(decisions=80))
    assert fit(honest, WEIGHTS) == fit(honest[::-1], WEIGHTS)


def test_a_planted_preference_is_learnt_from_300_noisy_decisions(market):
    before, learnt = market.measure(WEIGHTS), []
    for seed in range(4):
        honest, _bad = market.decide(Setting(decisions=300, seed=seed))
        assert len(honest) == 300
        model, weights = market.learn(honest)
        learnt.append(market.measure(weights))
        assert model.multipliers["sector"] > 1.1
    gained = [(after["planted"] - before["planted"]) / (1.0 - before["planted"]) for after in learnt]
    assert np.mean(gained) >= 0.4, gained
    assert min(after["gold"] for after in learnt) >= before["gold"] - 0.005


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
@pytest.mark.parametrize("seed", [0, 1])
def test_20_malicious_decisions_cost_at_most_a_hundredth_on_the_gold_set(market, seed, attack):
    honest, bad = market.decide(Setting(seed=seed, attack=attack))
    assert len(bad) == 20
    clean, spoilt = (market.measure(market.learn(decisions)[1]) for decisions in (honest, honest + bad))
    assert spoilt["gold"] >= clean["gold"] - 0.01


def test_who_decides_the_contrary_of_all_others_is_not_believed(market):
    honest, bad = market.decide(Setting())
    model, _learnt = market.learn(honest + bad)
    assert model.trust["stranger"] < 0.1
    assert min(model.trust[person] for person in model.trust if person != "stranger") > 0.5


def test_a_person_with_thousands_of_decisions_does_not_outweigh_everybody(market):
    honest, _bad = market.decide(Setting(decisions=200))
    mine = [replace(each, decided_by="one") for each in honest]
    many = fit(mine * 50, WEIGHTS).multipliers
    assert fit(mine * 2, WEIGHTS).multipliers == pytest.approx(many, abs=0.05)


def test_labels_that_speak_against_the_score_teach_nothing(market):
    honest, _bad = market.decide(Setting(decisions=150))
    turned = [replace(each, label=1.0 - each.label) for each in honest]
    assert fit(turned, WEIGHTS).multipliers == pytest.approx(ONES, abs=0.05)


# --- What was shown first is decided on more often ---------------------------------------------------------


def test_low_ranks_count_more_but_not_without_limit():
    row = _named(("words", "language"), words=10.0)
    first, low, lowest = counts_of([_decision(row, 1.0, place=place) for place in (1, 4, 900)])
    assert first < low < lowest <= 3 * first + 1e-9
    assert np.mean([first, low, lowest]) == pytest.approx(1.0)
    assert counts_of([_decision(row, 1.0, place=place) for place in (1, 9)], None).tolist() == [1.0, 1.0]


def test_the_propensity_is_read_from_what_leads_did():
    curve = observe_propensity([1000, 1000, 1000, 1000], [900, 450, 500, 300])
    assert curve(1) == 1.0
    assert curve(2) == pytest.approx(curve(3))  # never rises
    assert curve([2, 4]) == pytest.approx([0.53, 0.34], abs=0.02)
    assert curve(40) == curve(4)


def test_without_observations_the_propensity_is_the_usual_one():
    assert observe_propensity([0, 0], [0, 0])(2) == pytest.approx(default_propensity(2))
    assert observe_propensity([], [])(2) == default_propensity(2)


def test_exploration_shows_the_same_few_to_a_need_and_others_to_the_next():
    offers = [f"o{number}" for number in range(24)]
    chosen = choose_explored("n1", offers, 2)
    assert len(chosen) == 2
    assert chosen == sorted(chosen, key=offers.index) == choose_explored("n1", offers, 2)
    seen = {offer for need in range(200) for offer in choose_explored(f"n{need}", offers, 2)}
    assert seen == set(offers)
    assert choose_explored("n1", offers, 2, salt="2027-01") != chosen
    assert choose_explored("n1", [], 2) == []
    assert choose_explored("n1", offers, 0) == []


# --- Going live --------------------------------------------------------------------------------------------


def test_one_need_in_four_is_frozen_for_ever():
    frozen = [need for need in range(2000) if is_frozen(str(need))]
    assert 430 < len(frozen) < 570
    assert frozen[:5] == [6, 7, 11, 14, 16]  # changing it would judge models by what they learnt from


def test_what_was_learnt_goes_live_and_the_contrary_does_not(market):
    contrary = apply(WEIGHTS, {"sector": 0.5, "region": 0.5, "spelling": 2.0, "topics": 0.5, "text": 2.0})
    live = 0
    for seed in range(4):
        honest, _bad = market.decide(Setting(seed=seed))
        model, learnt = market.learn(honest)
        verdict = compare(WEIGHTS, learnt, honest, market.gold, trust=model.trust)
        live += verdict.not_worse
        assert verdict.decisions >= ENOUGH_FROZEN
        assert verdict.low <= verdict.order_new - verdict.order_old <= verdict.high
        assert not compare(learnt, contrary, honest, market.gold).not_worse
    assert live >= 2


def test_nothing_is_worse_than_itself(market):
    honest, _bad = market.decide(Setting())
    verdict = compare(WEIGHTS, WEIGHTS, honest, market.gold)
    assert verdict.not_worse
    assert (verdict.low, verdict.high) == (0.0, 0.0)
    assert verdict.order_old == verdict.order_new
    assert verdict.gold_old == verdict.gold_new


def test_what_spoils_the_gold_set_does_not_go_live(market):
    honest, _bad = market.decide(Setting())
    harmful = apply(WEIGHTS, {"text": 0.5, "topics": 2.0, "focus": 0.5, "spelling": 2.0, "language": 2.0})
    assert "gold_worse" in compare(WEIGHTS, harmful, honest, market.gold).objections


def test_without_evidence_nothing_goes_live(market):
    honest, _bad = market.decide(Setting(decisions=20))
    assert compare(WEIGHTS, WEIGHTS, honest, None).objections == ("few_decisions", "no_gold")
    assert compare(WEIGHTS, WEIGHTS, [], market.gold).objections == ("few_decisions",)


# --- The chance that a lead accepts ------------------------------------------------------------------------


def test_there_is_no_probability_below_200_decisions(market):
    honest, _bad = market.decide(Setting(decisions=CALIBRATED_FROM))
    assert calibrate(honest[:-1], WEIGHTS) is None
    assert calibrate([], WEIGHTS) is None
    assert calibrate(honest, WEIGHTS) is not None
    assert calibrate(honest, WEIGHTS, trust={honest[0].decided_by: 0.0}) is None


def test_the_probability_never_falls_with_the_score_and_is_calibrated(market):
    honest, _bad = market.decide(Setting(decisions=300, noise=0.0))
    curve = calibrate(honest, WEIGHTS, propensity=None)
    chances = curve.probability(np.linspace(0, 100, 1001))
    assert (np.diff(chances) >= 0).all()
    assert 0.02 <= chances.min() < 0.35 < 0.6 < chances.max() <= 0.98
    scores = Shares.of([each.contributions for each in honest], WEIGHTS).scores(WEIGHTS)
    accepted = np.array([each.accepted for each in honest])
    assert curve.probability(scores).mean() == pytest.approx(accepted.mean(), abs=0.03)


def test_a_calibration_of_one_opinion_stays_within_bounds():
    row = _named(("words", "language"), words=10.0)
    curve = calibrate([_decision(row, 1.0) for _each in range(CALIBRATED_FROM)], WEIGHTS)
    assert curve.probability(50.0) == 0.98


# --- The command -------------------------------------------------------------------------------------------


def test_the_command_prints_a_table_and_writes_figures(tmp_path):
    printed, file = StringIO(), tmp_path / "figures.json"
    call_command("simulate_learning", seeds=1, decisions=120, json=str(file), stdout=printed)
    found = json.loads(file.read_text())
    assert found["cold start"] == found["fixed"]
    assert found["planted"]["planted"] == pytest.approx(1.0)
    assert list(found["variants"]) == [
        "robust",
        "not robust",
        "robust, without propensity",
        "not robust, without propensity",
    ]
    for line in ("fixed", "cold start", "robust", "attacked: topics, under other names", "multipliers"):
        assert line in printed.getvalue()


@pytest.mark.parametrize("wrong", [{"seeds": 0}, {"malicious": -1}, {"noise": 2.0}, {"gold": "/nowhere"}])
def test_unusable_input_is_told(wrong):
    with pytest.raises(CommandError) as told:
        call_command("simulate_learning", **wrong)
    assert told.value.returncode == 2
