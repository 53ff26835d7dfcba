"""Odd, huge and hostile texts: defined behaviour, no crash, nobody wins by shouting."""

import time

import pytest

from matchmaking.engine import Document, load_resources, rank
from tests.engine.gold import NEEDS, OFFERS

ODD = {
    "empty": "",
    "blank": " \n\t ",
    "one word": "Lager",
    "one letter": "x",
    "only punctuation": "?!... --- ,,,",
    "emoji": "🚀🚀🔥 💡",
    "html": "<p>Wir suchen eine <b>Lagerverwaltung</b></p><script>alert('x')</script>",
    "russian": "Нам нужна система управления складом со сканерами и печатью этикеток",
    "chinese": "我们需要一个带有条形码扫描仪的仓库管理系统",
    "french": "Nous cherchons un logiciel de gestion de stock avec lecteur de codes-barres",
    "null bytes": "Lager\x00verwaltung\x00 mit Barcode",
    "combining": "Lagerverwaltung mit Bar­code und U\u0308bersicht",
    "one long word": "Donaudampfschifffahrtsgesellschaft" * 200,
    "numbers": "12345 67890 3.14 1.000,00",
    "repeated": "Rechnung " * 5000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("profile", ["text", "full"])
def test_odd_texts_are_ranked_without_complaint_on_either_side(text, profile):
    odd = Document("odd", text)
    (as_need, normal) = rank([odd, NEEDS[0]], [*OFFERS[:20], odd], profile=profile, floor=0, top=30)
    for ranking in (as_need, normal):
        assert len(ranking.pairs) == 21
        for pair in ranking.pairs:
            assert 0 <= pair.score <= 100
            assert pair.score == pytest.approx(sum(pair.contributions.values()))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty", "too_short"),
        ("blank", "too_short"),
        ("one letter", "too_short"),
        ("only punctuation", "too_short"),
        ("emoji", "too_short"),
        ("numbers", "too_short"),
        ("russian", "foreign"),
        ("chinese", "foreign"),
    ],
)
def test_texts_that_say_nothing_in_german_or_english_get_a_hint_and_no_proposal(name, code):
    (ranking,) = list(rank([*NEEDS, Document("odd", ODD[name])], OFFERS))[-1:]
    assert ranking.pairs == ()
    assert [hint.code for hint in ranking.hints] == [code]


def test_markup_does_not_hide_the_words():
    plain = Document("n", "Wir suchen eine Lagerverwaltung")
    marked = Document("m", "<p>Wir suchen eine <b>Lagerverwaltung</b></p>")
    first, second = rank([plain, marked], OFFERS, profile="text", top=3)
    assert [pair.offer_id for pair in first.pairs] == [pair.offer_id for pair in second.pairs]


def test_a_text_of_a_mebibyte_is_read_up_to_the_word_limit():
    limit = load_resources().analyser.word_limit
    words = [f"Wort{number}" for number in range(2 * limit)]
    text = " ".join(words) + " Barcodescanner" + " x" * (2**20 - 8 * len(words))
    (ranking,) = rank([Document("n", text)], OFFERS[:30], profile="text", floor=0, top=30)
    assert len(text) > 900_000
    assert all(span.end <= len(text) for pair in ranking.pairs for reason in pair.reasons for span in reason.need_spans)


def test_thousands_of_identical_offers_are_ordered_by_id_and_hide_nobody():
    same = [Document(f"copy-{number:05}", "Lagerverwaltung mit Barcode für kleine Betriebe") for number in range(3000)]
    better = Document(
        "better", "Lagerverwaltung mit Barcode und Inventur per Handgerät, Anbindung an die Warenwirtschaft"
    )
    need = Document("n", "Inventur per Handgerät, Lagerverwaltung, Anbindung an unsere Warenwirtschaft")
    (ranking,) = rank([need], [*same, better], profile="text", top=5)
    assert [pair.offer_id for pair in ranking.pairs] == ["better", *(f"copy-{number:05}" for number in range(4))]


def test_an_offer_stuffed_with_every_keyword_wins_nothing():
    topics = load_resources().topics.values()
    terms = [term for topic in topics for term in (*topic.german, *topic.english)]
    stuffed = [
        Document("stuffed", ". ".join(terms), language="de"),
        Document("topics", "Wir machen alles", topics=tuple(load_resources().topics)),
        Document("twice", " ".join(f"{term} {term} {term}" for term in terms), language="de"),
    ]
    won = seen = 0
    for ranking in rank(NEEDS, [*OFFERS, *stuffed], top=5):
        shown = [pair.offer_id for pair in ranking.pairs]
        won += bool(shown) and shown[0] in ("stuffed", "topics", "twice")
        seen += any(offer in shown for offer in ("stuffed", "topics", "twice"))
    assert won <= 2
    assert seen <= len(NEEDS) // 4


def test_the_cost_of_a_hostile_word_is_bounded():
    started = time.process_time()
    load_resources().analyser.words("ab" * 500_000 + " " + "en" * 500_000, "de")
    assert time.process_time() - started < 30
