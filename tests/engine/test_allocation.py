"""Allocation under capacities: against brute force, against the whole linear program, and as people call it."""

import itertools
import json
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine import Document, Pair, Ranking, Reason, render_reason
from matchmaking.engine.allocation import allocate, choose_candidates, gini, measure
from matchmaking.engine.proposals import allocate_rankings, fully_booked
from matchmaking.engine.simulation import (
    allocate_greedily,
    allocate_ours,
    plant,
    rank_unconstrained,
    solve_program,
    usable_value,
)

CROWD = np.array([[0.9, 0.5, 0.0], [0.8, 0.1, 0.0], [0.7, 0.6, 0.2]])


def pairs_of(allocation):
    columns = allocation.needs, allocation.offers, allocation.slots
    return list(zip(*(column.tolist() for column in columns), strict=True))


def best_value(worth, places, slots, discount, new, bonus, taken=None):
    """Try every choice of every need."""
    needs, offers = worth.shape
    taken = taken or [0] * needs

    @cache
    def best(need, left, seen):
        if need == needs:
            return bonus * seen.bit_count()
        wanted = [offer for offer in range(offers) if worth[need, offer] > 0 and left[offer]]
        value = -1.0
        for size in range(min(slots - taken[need], len(wanted)) + 1):
            for chosen in itertools.combinations(wanted, size):
                falling = sorted((worth[need, o] for o in chosen), reverse=True)
                gained = sum(w * discount**slot for slot, w in enumerate(falling, taken[need]))
                rest = tuple(count - (offer in chosen) for offer, count in enumerate(left))
                news = sum(1 << offer for offer in chosen if offer in new)
                value = max(value, gained + best(need + 1, rest, seen | news))
        return value

    return best(0, tuple(places), 0)


@st.composite
def tiny_markets(draw):
    needs, offers, slots = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    cells = st.lists(st.integers(0, 5), min_size=needs * offers, max_size=needs * offers)
    return {
        "worth": np.array(draw(cells), dtype=float).reshape(needs, offers) / 5,
        "places": draw(st.lists(st.integers(0, 3), min_size=offers, max_size=offers)),
        "slots": slots,
        "taken": draw(st.lists(st.integers(0, slots), min_size=needs, max_size=needs)),
        "discount": draw(st.sampled_from([1.0, 0.6, 0.25])),
        "newcomers": draw(st.sets(st.integers(0, offers - 1))),
        "bonus": draw(st.sampled_from([None, 0.0, 0.3, 1.5])),
    }


@settings(max_examples=150, deadline=None)
@given(tiny_markets())
def test_no_allocation_is_better_and_prices_are_what_one_more_place_brings(market):
    worth, places, rules = market["worth"], market["places"], (market["slots"], market["discount"])
    new = market["newcomers"]
    bonus = (worth.max() or 1.0) * (1 + len(new)) if market["bonus"] is None else market["bonus"]
    taken = market["taken"]
    result = allocate(
        worth, places, slots=rules[0], discount=rules[1], newcomers=new, bonus=market["bonus"], taken=taken
    )
    loads = np.bincount(result.offers, minlength=len(places))
    assert (loads <= places).all()
    assert (np.bincount(result.needs, minlength=len(worth)) + taken <= rules[0]).all()
    value = best_value(worth, places, *rules, new, bonus, taken)
    assert result.figures.value + bonus * result.figures.newcomers_seen == pytest.approx(value, abs=1e-7)
    assert result.bound == pytest.approx(value, abs=1e-7)
    for offer, price in enumerate(result.prices):
        more = [count + (other == offer) for other, count in enumerate(places)]
        assert price == pytest.approx(best_value(worth, more, *rules, new, bonus, taken) - value, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(tiny_markets())
def test_the_order_of_needs_and_offers_changes_no_value(market):
    worth, places = market["worth"], market["places"]
    rules = {"slots": market["slots"], "discount": market["discount"]}
    there = allocate(worth, places, **rules)
    back = allocate(worth[::-1, ::-1], places[::-1], **rules)
    assert back.figures.value == pytest.approx(there.figures.value, abs=1e-7)
    assert back.prices[::-1] == pytest.approx(there.prices, abs=1e-7)


def test_the_place_goes_to_whoever_has_no_other():
    result = allocate(CROWD, [1, 1, None], slots=1)
    assert pairs_of(result) == [(0, 0, 1), (2, 1, 1)]
    assert result.figures.value == pytest.approx(1.5)
    assert result.prices == pytest.approx([0.8, 0.4, 0.0])
    assert result.losses == pytest.approx([0.0, 0.8, 0.1])
    assert [part.tolist() for part in result.displaced] == [[1, 2], [0, 0]]


def test_further_proposals_of_a_need_are_worth_less_and_stand_in_order_of_worth():
    result = allocate([[0.2, 0.9, 0.5, 0.4]], [1, 1, 1, 1], slots=3, discount=0.5)
    assert pairs_of(result) == [(0, 1, 1), (0, 2, 2), (0, 3, 3)]
    assert result.figures.value == pytest.approx(0.9 + 0.5 * 0.5 + 0.4 * 0.25)


def test_a_first_proposal_for_one_goes_before_a_second_for_another():
    assert pairs_of(allocate([[0.9, 0.8], [0.0, 0.5]], [1, 1], slots=2, discount=0.6)) == [(0, 0, 1), (1, 1, 1)]
    assert pairs_of(allocate([[0.9, 0.8], [0.0, 0.5]], [1, 1], slots=2, discount=1.0)) == [(0, 0, 1), (0, 1, 2)]


def test_what_a_need_has_already_makes_the_next_proposal_worth_less():
    worth = [[0.9, 0.0], [0.8, 0.8]]
    assert pairs_of(allocate(worth, [1, 0], slots=2)) == [(0, 0, 1)]
    assert pairs_of(allocate(worth, [1, 0], slots=2, taken=[1, 0])) == [(1, 0, 1)]
    assert pairs_of(allocate(worth, [None, None], slots=2, taken=[2, 1])) == [(1, 0, 2)]


def test_a_newcomer_is_seen_where_a_better_offer_would_have_taken_the_slot():
    worth = [[0.9, 0.8, 0.1], [0.9, 0.8, 0.0]]
    without = allocate(worth, [None] * 3, slots=2)
    assert (without.figures.newcomers_seen, 2 in without.offers) == (0, False)
    result = allocate(worth, [None] * 3, slots=2, newcomers=[2])
    assert pairs_of(result) == [(0, 0, 1), (0, 2, 2), (1, 0, 1), (1, 1, 2)]
    assert (result.figures.newcomers_seen, result.figures.newcomers) == (1, 1)
    assert pairs_of(allocate(worth, [None] * 3, slots=2, newcomers=[2], bonus=0.1)) == pairs_of(without)


def test_a_newcomer_that_nobody_needs_or_that_has_no_place_stays_unseen():
    assert allocate([[0.9, 0.0]], [1, 1], newcomers=[1]).figures.newcomers_seen == 0
    result = allocate([[0.9, 0.2]], [1, 0], newcomers=[1])
    assert (pairs_of(result), result.figures.newcomers_seen) == ([(0, 0, 1)], 0)


def test_as_many_newcomers_as_possible_are_seen_even_along_a_chain():
    # Need 0 knows both newcomers, need 1 only the first: need 0 has to leave that one to need 1.
    worth = [[0.9, 0.1, 0.0], [0.9, 0.0, 0.9]]
    result = allocate(worth, [1, 1, 1], slots=1, newcomers=[0, 1])
    assert pairs_of(result) == [(0, 1, 1), (1, 0, 1)]


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 3)])
def test_markets_without_a_candidate_give_nothing(shape):
    result = allocate(np.zeros(shape), [1] * shape[1], newcomers=range(shape[1]))
    assert (pairs_of(result), result.figures.value, result.figures.loss, result.bound) == ([], 0.0, 0.0, 0.0)
    assert (len(result.losses), len(result.prices)) == shape


def test_offers_without_places_get_nothing_and_say_what_one_would_bring():
    result = allocate(CROWD, [0, 0, 0])
    assert (pairs_of(result), result.figures.loss) == ([], 1.0)
    assert result.prices == pytest.approx([0.9, 0.6, 0.2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.5]], []), "one entry per offer"),
        (([[0.5]], [-1]), "at least 0"),
        (([[float("nan")]], [1]), "finite"),
    ],
)
def test_impossible_input_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        allocate(*arguments)


@pytest.mark.parametrize(
    "rules",
    [
        *({"slots": 0}, {"discount": 0.0}, {"discount": 1.1}),
        *({"newcomers": [1]}, {"newcomers": [-1]}, {"taken": [-1]}, {"taken": [6]}),
    ],
)
def test_impossible_rules_are_refused(rules):
    with pytest.raises(ValueError, match=r"must (be|hold)"):
        allocate([[0.5]], [1], **rules)


def test_candidates_come_from_both_sides_and_ties_go_to_the_lower_number():
    worth = np.array([[0.9, 0.8, 0.1], [0.9, 0.8, 0.2], [0.9, 0.8, 0.2]])
    candidates = choose_candidates(worth, per_need=1, per_offer=1).toarray()
    assert (candidates > 0).tolist() == [[True, True, False], [True, False, True], [True, False, False]]
    assert not choose_candidates(np.zeros((2, 0)), per_need=1, per_offer=1).nnz


def test_gini_is_0_for_even_and_near_1_for_all_on_one():
    assert (gini([]), gini([0, 0]), gini([3, 3, 3])) == (0.0, 0.0, pytest.approx(0.0))
    assert gini([0] * 99 + [7]) == pytest.approx(0.99)


@pytest.mark.parametrize("load", [1.0, 1.5])
@pytest.mark.parametrize("seed", [1, 2])
def test_unequal_popularity_is_allocated_within_the_places_and_near_the_exact_optimum(load, seed):
    check_market(plant(200, 50, load=load, slots=5, seed=seed), slots=5, discount=0.6)


@pytest.mark.parametrize("load", [1.0, 1.5])
def test_2000_needs_and_500_offers_are_allocated_near_the_exact_optimum(load):
    check_market(plant(2000, 500, load=load, slots=3, seed=1), slots=3, discount=0.6)


def check_market(market, slots, discount):
    places, rules = market.places.tolist(), {"slots": slots, "discount": discount}
    rules["newcomers"] = market.newcomers
    given = allocate_ours(market, slots, discount)
    assert (np.bincount(given[1], minlength=len(places)) <= market.places).all()
    ours, exact, greedy, ranked = (
        measure(market.worth, chosen, places, **rules)
        for chosen in (
            given,
            solve_program(market, slots, discount),
            allocate_greedily(market, slots, discount),
            rank_unconstrained(market, slots),
        )
    )
    assert ours.value >= 0.98 * exact.value
    assert greedy.value <= exact.value * (1 + 1e-9)
    assert ours.newcomers_seen == ours.newcomers > ranked.newcomers_seen
    assert ours.largest_load <= max(places) < ranked.largest_load
    assert ours.gini < ranked.gini / 2
    assert ours.needs_served >= 0.95 * ours.needs
    # Without favour for newcomers and without leaving pairs out it is the optimum itself.
    free = allocate(market.worth, places, slots=slots, discount=discount)
    assert free.figures.value == pytest.approx(exact.value, rel=1e-6)
    assert free.bound == pytest.approx(exact.value, rel=1e-6)
    assert usable_value(market, (free.needs, free.offers), discount) == pytest.approx(free.figures.value)


def test_prices_are_zero_while_a_place_is_left_and_prove_the_optimum():
    market = plant(200, 50, load=1.0, slots=3, seed=3)
    result = allocate(market.worth, market.places.tolist(), slots=3)
    loads = np.bincount(result.offers, minlength=50)
    assert (loads < market.places).any()
    assert (result.prices[loads < market.places] == 0.0).all()
    assert (result.prices[loads == market.places] > 0).any()
    # The dual at these prices is worth no more than what was chosen: both are optimal.
    assert result.bound == pytest.approx(result.figures.value, rel=1e-6)
    assert (result.losses >= -1e-12).all()


def test_equal_input_in_any_order_of_entries_gives_equal_output():
    market = plant(100, 30, load=1.5, slots=3, seed=4)
    rounded = np.round(market.worth, 1)
    first = allocate(rounded, market.places.tolist(), newcomers=market.newcomers)
    again = allocate(np.asfortranarray(rounded), market.places.tolist(), newcomers=market.newcomers[::-1])
    assert pairs_of(first) == pairs_of(again)
    assert first.prices.tolist() == again.prices.tolist()


def test_all_worth_the_same_is_solved_too():
    result = allocate(np.full((60, 30), 0.5), [3] * 30, slots=2, newcomers=range(5))
    assert (result.figures.proposals, result.figures.needs_served, result.figures.gini) == (90, 60, 0.0)


# From rankings to proposals, and the files.


def ranking(need, scores, hints=()):
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    pairs = tuple(Pair(need, offer, place, score, None, {}, ()) for place, (offer, score) in enumerate(ordered, 1))
    return Ranking(need, pairs, hints)


def documents(*ids, **capacities):
    return [Document(name, "Lager", capacity=capacities.get(name)) for name in ids]


def test_rankings_keep_what_fits_and_name_the_better_offer_that_is_full():
    rankings = [ranking("n2", {"o1": 60.0, "o2": 30.0}), ranking("n1", {"o1": 90.0}), ranking("n3", {"o1": 50.0})]
    allotted, allocation = allocate_rankings(
        iter(rankings), documents("n1", "n2", "n3"), documents("o2", "o1", o1=1), slots=1
    )
    assert [(r.need_id, [(p.offer_id, p.rank, p.score) for p in r.pairs]) for r in allotted] == [
        ("n2", [("o2", 1, 30.0)]),
        ("n1", [("o1", 1, 90.0)]),
        ("n3", []),
    ]
    (told,) = allotted[0].pairs[0].reasons
    assert (told.code, told.params) == ("better_offer_full", {"offer": "o1", "places": 1})
    assert allotted[1].pairs[0].reasons == ()
    assert [hint.code for hint in allotted[2].hints] == ["better_offer_full"]
    # Numbers follow the order of ids; one more place would serve n3, not n2.
    assert allocation.prices == pytest.approx([0.5, 0.0])


def test_rare_offers_are_candidates_from_below_and_newcomers_say_so():
    rankings = [ranking("n1", {"o1": 90.0, "o2": 20.0}), ranking("n2", {"o1": 80.0, "o2": 10.0})]
    allotted, _ = allocate_rankings(
        rankings, documents("n1", "n2"), documents("o1", "o2"), slots=1, newcomers=["o2"], per_need=1, per_offer=1
    )
    assert [(r.need_id, r.pairs[0].offer_id) for r in allotted] == [("n1", "o2"), ("n2", "o1")]
    assert [reason.code for reason in allotted[0].pairs[0].reasons] == ["newcomer"]


def test_needs_that_had_nothing_keep_their_hints():
    hint = Reason("nothing_close", "hint")
    allotted, _ = allocate_rankings([ranking("n1", {}, (hint,))], documents("n1"), documents("o1"))
    assert allotted == [Ranking("n1", (), (hint,))]
    assert allocate_rankings([], [], [])[0] == []


@pytest.mark.parametrize(
    ("reason", "german", "english"),
    [
        (
            fully_booked(3),
            "Ausgebucht: Alle 3 Plätze sind an Bedarfe vergeben, denen das Angebot mehr bringt.",
            "Fully booked: All 3 places have gone to needs that gain more from this offer.",
        ),
        (
            fully_booked(1, date(2027, 3, 5)),
            "Bis 05.03.2027 ausgebucht: Der einzige Platz ist an einen Bedarf vergeben, dem das Angebot mehr bringt.",
            "Fully booked until 5 March 2027: The only place has gone to a need that gains more from this offer.",
        ),
        (
            Reason("better_offer_full", "hint", {"offer": "o7", "places": 2}),
            "Das Angebot o7 stand weiter oben. Alle 2 Plätze sind an Bedarfe vergeben, denen es mehr bringt.",
            "The offer o7 ranked higher. All 2 places have gone to needs that gain more from it.",
        ),
        (
            Reason("newcomer"),
            "Das Angebot ist neu und soll gesehen werden.",
            "The offer is new and should be seen.",
        ),
    ],
)
def test_reasons_of_the_allocation_are_said_in_both_languages(reason, german, english):
    assert (render_reason(reason, "de"), render_reason(reason, "en")) == (german, english)


@pytest.fixture
def match_files(tmp_path, monkeypatch):
    """`match_files("--allocate")` runs the command on three needs that all want the offer with one place."""
    monkeypatch.chdir(tmp_path)
    needs = [{"id": f"n{n}", "text": f"Inventur im Lager dauert {n} Tage"} for n in range(3)]
    offers = [
        {"id": "o1", "text": "Inventur im Lager mit Barcode, in Tagen statt Wochen", "capacity": 1},
        {"id": "o2", "text": "Inventur mit Drohnen"},
    ]
    for name, rows in (("needs", needs), ("offers", offers)):
        Path(f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def _match_files(*arguments):
        call_command(
            "match_files", "--needs", "needs.jsonl", "--offers", "offers.jsonl", "--out", "out.jsonl", *arguments
        )
        return [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]

    return _match_files


def test_match_files_allocates_within_the_capacities_of_the_file(match_files, capsys):
    rows = match_files("--profile", "text", "--allocate", "1")
    assert sorted(row["offer"] for row in rows) == ["o1", "o2", "o2"]
    assert {row["rank"] for row in rows} == {1}
    told = [reason for row in rows for reason in row["reasons"] if "o1 stand weiter oben. Der einzige Platz" in reason]
    assert len(told) == 2
    line, _resources = capsys.readouterr().out.splitlines()
    assert line.startswith("3 proposals for 3 of 3 needs; 1 of 2 offers fully booked, at most 2 proposals of one offer")


def test_match_files_gives_more_slots_without_a_number_and_ranks_by_slot(match_files):
    rows = match_files("--profile", "text", "--allocate")
    assert sorted((row["offer"], row["rank"]) for row in rows) == [("o1", 1), ("o2", 1), ("o2", 1), ("o2", 2)]
    assert len(match_files("--profile", "text", "--allocate", "--top", "1")) == 3


def test_match_files_without_the_option_ignores_capacities_above_0(match_files, capsys):
    rows = match_files("--profile", "text")
    assert [row["offer"] for row in rows].count("o1") == 3
    assert len(capsys.readouterr().out.splitlines()) == 1  # which resources were used


def test_match_files_refuses_to_allocate_nothing(match_files):
    with pytest.raises(CommandError, match="--allocate must be at least 1") as caught:
        match_files("--allocate", "0")
    assert caught.value.returncode == 2


def test_the_simulation_prints_a_table_and_writes_the_figures(tmp_path, capsys):
    target = tmp_path / "figures.json"
    call_command("simulate_allocation", "--needs", "60", "--offers", "20", "--load", "1.5", "--json", str(target))
    out = capsys.readouterr().out
    assert "60 needs with 3 slots, 20 offers with 120 places" in out
    (run,) = json.loads(target.read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in run["rows"]}
    assert list(rows) == ["unconstrained ranking", "greedy", "ours", "exact LP optimum"]
    assert rows["ours"]["below_optimum"] <= 0.02
    assert rows["ours"]["figures"]["largest_load"] <= run["largest_capacity"]
    assert rows["ours"]["figures"]["newcomers_seen"] == run["newcomers"] == 2


@pytest.mark.parametrize("arguments", [("--needs", "0"), ("--load", "x"), ("--load", "0"), ("--json", "none/x.json")])
def test_the_simulation_refuses_impossible_calls(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as caught:
        call_command(
            "simulate_allocation", *(arguments + ("--needs", "4", "--offers", "2") * ("none/x.json" in arguments))
        )
    assert caught.value.returncode == 2
