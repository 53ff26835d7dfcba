"""The order of offers and the sums behind it."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import CONTRIBUTIONS, Document, load_resources, rank

PAIRS = [
    json.loads(line) for line in (Path(__file__).parent / "data/pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
BACKGROUND = [
    json.loads(line)["text"]
    for line in (Path(__file__).parent / "data/background.jsonl").read_text(encoding="utf-8").splitlines()
]
NEEDS = [Document(f"{number:02}", pair["need"]) for number, pair in enumerate(PAIRS)]
OFFERS = [Document(f"{number:02}", pair["offer"]) for number, pair in enumerate(PAIRS)]

WORDS = ["Lager", "Rechnung", "Maschine", "Sensor", "warehouse", "invoice", "robot", "und", "nicht", "ERP", "KI"]
WORDS += ["Zettelwirtschaft", "3D-Druck", "🚀", "<b>", "Straße", "Qualität", "42", "press", "stand"]
words = st.sampled_from(WORDS)
documents = st.builds(
    dict,
    text=st.one_of(st.text(max_size=60), st.lists(words, max_size=12).map(" ".join)),
    title=st.lists(words, max_size=3).map(" ".join),
    topics=st.lists(st.sampled_from(["erp", "lager", "ki", "robotik", "unknown"]), max_size=3).map(tuple),
    sectors=st.lists(st.sampled_from(["C", "C25", "25", "46", "G", "zz"]), max_size=2).map(tuple),
    ags=st.sampled_from([None, "05974028", "05974", "05913000", "09162000"]),
    region=st.sampled_from([None, "soest", "dortmund", "other"]),
    budget_eur=st.sampled_from([None, 0, 5000, 20000.5]),
    capacity=st.sampled_from([None, 0, 3]),
    need_kind=st.sampled_from([None, "pilot", "advice", "unspecified"]),
)


def ranked(needs, offers, **options):
    return {ranking.need_id: ranking.pairs for ranking in rank(needs, offers, **options)}


def scores(need, *offers, **options):
    options = {"floor": 0, **options}
    return {pair.offer_id: pair.score for pair in ranked([need], offers, **options)[need.id]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    needs=st.lists(documents, min_size=1, max_size=3),
    offers=st.lists(documents, max_size=5),
    profile=st.sampled_from(["full", "text"]),
    floor=st.sampled_from([None, 0.0, 10.0]),
    top=st.integers(1, 6),
)
def test_contributions_add_up_and_the_order_holds(needs, offers, profile, floor, top):
    needs = [Document(f"n{i}", **row) for i, row in enumerate(needs)]
    offers = [Document(f"o{i}", **row) for i, row in enumerate(offers)]
    for ranking in rank(needs, offers, profile=profile, floor=floor, top=top):
        pairs = ranking.pairs
        assert [pair.rank for pair in pairs] == list(range(1, len(pairs) + 1))
        assert len(pairs) <= top
        assert [(-pair.score, pair.offer_id) for pair in pairs] == sorted((-p.score, p.offer_id) for p in pairs)
        for pair in pairs:
            assert 0 <= pair.score <= 100
            assert abs(sum(pair.contributions.values()) - pair.score) < 1e-6
            assert all(value == round(value, 6) for value in pair.contributions.values())
            assert list(pair.contributions) == [name for name in CONTRIBUTIONS if name in pair.contributions]
            assert pair.probability is None
            assert floor is None or pair.score >= floor


def test_most_fresh_needs_find_their_offer():
    # Needs and offers were written without the terms of the taxonomy; two thirds of the offers are English.
    places = []
    for need_id, pairs in ranked(NEEDS, OFFERS, profile="text", top=len(OFFERS)).items():
        places.append([pair.offer_id for pair in pairs].index(need_id) + 1)
    assert sum(1 / place for place in places) / len(places) >= 0.7


def test_most_needs_outside_the_field_get_no_proposal():
    needs = [Document(f"b{number}", text) for number, text in enumerate(BACKGROUND)]
    answered = [need_id for need_id, pairs in ranked(needs, OFFERS).items() if pairs]
    assert len(answered) <= len(needs) // 4


@pytest.mark.parametrize("text", ["", "Hallo", "asdf", "🚀", "<p></p>", "Привет, нам нужен склад"])
def test_a_need_without_evidence_gets_nothing_in_full_and_everything_in_text(text):
    need = Document("n", text)
    assert ranked([need], OFFERS)["n"] == ()
    assert len(ranked([need], OFFERS, profile="text", top=99)["n"]) == len(OFFERS)


def test_facts_alone_do_not_make_a_proposal():
    facts = {"sectors": ("25",), "ags": "05974028", "budget_eur": 9000, "need_kind": "pilot"}
    assert ranked([Document("n", "Hallo", **facts)], [Document("o", "Guten Tag", **facts)])["n"] == ()


def test_the_same_topic_beats_a_related_one_and_that_beats_none():
    need = Document("n", "Bitte melden", topics=("lager",))
    found = scores(
        need,
        Document("same", "Gruß", topics=("lager",)),
        Document("related", "Gruß", topics=("transport",)),
        Document("none", "Gruß", topics=("datenschutz",)),
    )
    assert found["same"] > found["related"] > found["none"]


@pytest.mark.parametrize(
    ("field", "best", "middle", "worst"),
    [
        ("sectors", ("25",), ("28",), ("46",)),
        ("sectors", ("C25",), ("C",), ("G",)),
        ("ags", "05974028", "05913000", "09162000"),
        ("region", "soest", "suedwestfalen", "other"),
    ],
)
def test_a_nearer_fact_is_never_worth_less(field, best, middle, worst):
    need = Document("n", "Lagerverwaltung", **{field: best})
    text = "Software für Lagerverwaltung"
    values = {"a": best, "b": middle, "c": worst}
    found = scores(need, *(Document(name, text, **{field: value}) for name, value in values.items()))
    assert found["a"] > found["b"] > found["c"]


@pytest.mark.parametrize(
    ("field", "asked", "other"),
    [("sectors", ("25",), ("46",)), ("need_kind", "pilot", "advice"), ("topics", ("lager",), ("datenschutz",))],
)
def test_a_missing_fact_is_never_worse_than_a_wrong_one(field, asked, other):
    need = Document("n", "Lagerverwaltung", **{field: asked})
    text = "Software für Lagerverwaltung"
    found = scores(need, Document("missing", text), Document("wrong", text, **{field: other}))
    assert found["missing"] >= found["wrong"]


@pytest.mark.parametrize(
    ("need_facts", "offer_facts", "excluded"),
    [
        ({}, {"capacity": 0}, True),
        ({}, {"capacity": 1}, False),
        ({"budget_eur": 5000}, {"budget_eur": 5001}, True),
        ({"budget_eur": 5000}, {"budget_eur": 5000}, False),
        ({}, {"budget_eur": 900000}, False),
        ({"capacity": 0}, {}, False),
    ],
)
def test_only_stated_limits_exclude_an_offer(need_facts, offer_facts, excluded):
    need = Document("n", "Lagerverwaltung mit Barcode", **need_facts)
    offer = Document("o", "Lagerverwaltung mit Barcode", **offer_facts)
    assert (ranked([need], [offer])["n"] == ()) is excluded
    assert len(ranked([need], [offer], profile="text")["n"]) == 1


def test_the_text_profile_looks_at_nothing_but_text_and_language():
    plain = [Document(f"o{i}", pair["offer"]) for i, pair in enumerate(PAIRS[:6])]
    dressed = [
        Document(offer.id, offer.text, title="Lager", topics=("lager",), sectors=("25",), ags="05974028", capacity=0)
        for offer in plain
    ]
    needs = NEEDS[:6]
    decorated = [Document(need.id, need.text, title="x", topics=("ki",), budget_eur=1) for need in needs]
    assert list(rank(needs, plain, profile="text")) == list(rank(decorated, dressed, profile="text"))


def test_an_offer_that_lists_every_topic_does_not_win():
    everything = tuple(load_resources().topics)
    need = Document("n", "Wir suchen etwas fürs Lager", topics=("lager",))
    found = scores(
        need, Document("all", "Wir können alles", topics=everything), Document("one", "Gruß", topics=("lager",))
    )
    assert found["one"] > found["all"]


def test_equal_offers_are_ordered_by_id_and_the_input_order_does_not_matter():
    offers = [Document(name, "Lagerverwaltung") for name in ("c", "a", "b")]
    need = Document("n", "Lagerverwaltung")
    orders = [[pair.offer_id for pair in ranked([need], side)["n"]] for side in (offers, offers[::-1])]
    assert orders == [["a", "b", "c"]] * 2


def test_the_floor_can_be_raised_and_lifted():
    assert ranked(NEEDS[:1], OFFERS, floor=100.0)["00"] == ()
    assert len(ranked(NEEDS[:1], OFFERS, floor=0, top=99)["00"]) == len(OFFERS)
    assert all(pair.score >= 20 for pair in ranked(NEEDS[:1], OFFERS, profile="text", floor=20.0)["00"])


def test_blocks_of_needs_give_the_same_result_as_one_block(monkeypatch):
    whole = list(rank(NEEDS, OFFERS))
    monkeypatch.setattr("matchmaking.engine.matcher._BLOCK_CELLS", 1)
    assert list(rank(NEEDS, OFFERS)) == whole


@pytest.mark.parametrize(
    ("needs", "offers", "options", "message"),
    [
        (NEEDS, OFFERS, {"profile": "best"}, "profile"),
        (NEEDS, OFFERS, {"top": 0}, "top"),
        ([NEEDS[0], NEEDS[0]], OFFERS, {}, "listed twice"),
        (NEEDS, [OFFERS[0], OFFERS[0]], {}, "listed twice"),
    ],
)
def test_impossible_calls_are_refused_at_once(needs, offers, options, message):
    with pytest.raises(ValueError, match=message):
        rank(needs, offers, **options)


def test_ranking_without_needs_or_offers_is_empty():
    assert list(rank([], OFFERS)) == []
    assert [ranking.pairs for ranking in rank(NEEDS[:1], [])] == [()]
