"""Many documents read at once are read like each of them alone."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaking.engine import Document, load_resources
from matchmaking.engine.analysis import read_features
from matchmaking.engine.features import Features, Vocabulary, grams, pack
from matchmaking.engine.reading import Reader
from matchmaking.engine.statistics import gram_rows
from tests.engine.gold import NEEDS, OFFERS

TEXTS = [document.text for document in (*NEEDS, *OFFERS)]


@pytest.fixture(scope="module")
def resources():
    return load_resources(dictionary=None)


@pytest.fixture(autouse=True)
def _every_number_of_documents_takes_the_loop(monkeypatch):
    monkeypatch.setattr("matchmaking.engine.reading.WORTH_THE_LOOP", 0)


def described(table):
    """Return per text what its table says, in plain keys."""
    terms, keys = table.terms, table.vocabulary.keys("keys")
    found = []
    for text in range(len(table)):
        one = terms.take(text, text + 1)
        groups = [
            [(keys[number], strength) for number, strength in zip(one.numbers[a:b], one.strengths[a:b], strict=True)]
            for a, b in zip(one.entries[:-1], one.entries[1:], strict=True)
        ]
        words = [groups[a:b] for a, b in zip(one.groups[:-1], one.groups[1:], strict=True)]
        plain = []
        for name in ("surfaces", "topics"):
            rows, names = getattr(table, name).take(text, text + 1), table.vocabulary.keys(name)
            plain.append([(names[number], value) for number, value in zip(rows.numbers, rows.values, strict=True)])
        found.append((table.languages[text], one.counts.tolist(), words, plain))
    return found


def one_by_one(documents, resources, *, text_only):
    return pack((read_features(each, resources, text_only=text_only) for each in documents), Vocabulary())


def documents(number, resources, seed=1):
    """Return documents of all lengths, with and without titles, topics and languages."""
    rng = random.Random(seed)
    topics = sorted(resources.topics)
    return [
        Document(
            str(place),
            " ".join(rng.sample(TEXTS, rng.randrange(6))),
            title=rng.choice(["", rng.choice(TEXTS)[:90]]),
            language=rng.choice([None, "de", "en"]),
            topics=tuple(rng.sample(topics, rng.randrange(3))),
        )
        for place in range(number)
    ]


@pytest.mark.parametrize("text_only", [True, False])
def test_a_table_holds_what_the_features_hold(resources, text_only):
    read = documents(60, resources)
    table = Reader(Vocabulary(), resources, text_only=text_only).table(read)
    assert described(table) == described(one_by_one(read, resources, text_only=text_only))


def test_a_second_table_uses_the_forms_of_the_first(resources):
    first, second = documents(20, resources, seed=2), documents(20, resources, seed=3)
    reader = Reader(Vocabulary(), resources, text_only=True)
    reader.table(first)
    assert described(reader.table(second)) == described(one_by_one(second, resources, text_only=True))


def test_several_processes_read_what_one_reads(resources, monkeypatch):
    monkeypatch.setattr("matchmaking.engine.reading._WORTH_A_PROCESS", 1)
    monkeypatch.setattr("matchmaking.engine.reading._BLOCK", 50)
    read = documents(40, resources)
    one, two = (
        described(Reader(Vocabulary(), resources, text_only=True, processes=processes).table(read))
        for processes in (1, 2)
    )
    assert one == two


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "C++ und C++",
        "Maschinendaten " * 12_000,
        "predictive maintenance, " * 3_000,
        "\U0001f600 <b>Ä</b>",
    ],
)
def test_odd_texts_are_read_the_same_way(resources, text):
    read = [Document("odd", text), Document("next", TEXTS[0])]
    table = Reader(Vocabulary(), resources, text_only=True).table(read)
    assert described(table) == described(one_by_one(read, resources, text_only=True))


def test_sides_that_are_read_together_hold_what_each_holds(resources, monkeypatch):
    few, first, second = NEEDS[:3], NEEDS[3:], OFFERS
    monkeypatch.setattr("matchmaking.engine.reading.WORTH_THE_LOOP", 4)
    tables = Reader(Vocabulary(), resources, text_only=True, processes=2).tables(first, few, second)
    for table, side in zip(tables, (first, few, second), strict=True):
        assert described(table) == described(one_by_one(side, resources, text_only=True))


def test_few_documents_are_read_without_the_loop(resources, monkeypatch):
    monkeypatch.setattr("matchmaking.engine.reading.WORTH_THE_LOOP", 1000)
    monkeypatch.setattr("matchmaking.engine.reading.read", None)
    read = documents(5, resources)
    table = Reader(Vocabulary(), resources, text_only=True).table(read)
    assert described(table) == described(one_by_one(read, resources, text_only=True))


def test_no_document_gives_an_empty_table(resources):
    assert len(Reader(Vocabulary(), resources, text_only=True).table([])) == 0


WORDS = st.sampled_from(sorted({word for text in TEXTS for word in text.split()}))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(WORDS, max_size=40).map(" ".join), min_size=1, max_size=4))
def test_words_in_any_order_are_read_the_same_way(resources, texts):
    read = [Document(str(place), text) for place, text in enumerate(texts)]
    table = Reader(Vocabulary(), resources, text_only=True).table(read)
    alone = one_by_one(read, resources, text_only=True)
    assert described(table) == described(alone)
    assert np.array_equal(table.topics.indptr, alone.topics.indptr)


@pytest.mark.parametrize("size", [2, 3, 4, 7])
def test_ngrams_of_all_forms_at_once_are_those_of_each_form(size):
    forms = ["prüfstand", "ab", "a", "", "straße", "\U00010400x😀", "lagerlager", "xxxxxx", "energieaudit"]
    surfaces = {form: 1.0 + number for number, form in enumerate(forms)}
    table = pack([Features("de", (), surfaces, {}), Features("de", (), {"lagerlager": 3.0}, {})], Vocabulary())
    rows, keys = gram_rows(table, size), table.vocabulary.keys("grams")
    expected = Counter()
    for form, count in surfaces.items():
        for gram in grams(form, size):
            expected[gram] += count
    first, last = slice(0, rows.indptr[1]), slice(rows.indptr[1], None)
    found = zip(rows.numbers[first], rows.values[first], strict=True)
    assert {keys[number]: value for number, value in found} == expected
    assert {keys[number] for number in rows.numbers[last]} == set(grams("lagerlager", size))
