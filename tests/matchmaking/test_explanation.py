"""Marked texts, factors that add up, reasons in words."""

import pytest
from django.utils import translation

from companies.models import Need
from matchmaking.documents import need_document
from matchmaking.engine import Reason, Span
from matchmaking.explanation import (
    Explanation,
    Piece,
    in_words,
    mark,
    need_passages,
    number_phrases,
    share_tenths,
)
from matchmaking.models import Introduction, MatchingRun
from matchmaking.runs import execute
from startups.models import Offer
from tests.cases import need_in, offer_in


def pair(reasons=(), *, text="Wir zählen Stillstand und Laufzeit.", goal="Stillstand sehen.", **fields) -> Introduction:
    """Return an unsaved pair whose engine gave `reasons`."""
    need = Need(title="Alte Maschinen", description=text, goal=goal)
    offer = Offer(title="Maschinen auslesen", description="Liest Stillstände und Laufzeiten aus.")
    return Introduction(need=need, offer=offer, reasons=list(reasons), **fields)


def span(text: str, words: str, field: str = "text", after: int = 0) -> dict:
    start = text.index(words, after)
    return {"field": field, "start": start, "end": start + len(words), "surface": words}


def shared(need_spans, offer_spans, concept="stillstand") -> dict:
    return {
        "code": "shared_concept",
        "polarity": "for",
        "params": {"concept": concept},
        "need_spans": need_spans,
        "offer_spans": offer_spans,
    }


def marked(pieces) -> dict[str, int]:
    return {piece.text: piece.number for piece in pieces if piece.number}


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ([36.04, 22.04, 14.04], 72.1),
        ([0.05, 0.05], 0.1),
        ([33.333333, 33.333333, 33.333334], 100.0),
        ([5.0, -2.26], 2.7),
    ],
)
def test_shown_points_add_up_to_the_shown_score(values, total):
    shares = share_tenths(values, total)

    assert sum(shares) == pytest.approx(total, abs=1e-9)
    assert all(abs(share - value) <= 0.1 for share, value in zip(shares, values, strict=True))


def test_a_text_is_cut_at_the_marked_places_and_loses_nothing():
    text = "Stillstand und Laufzeit"
    pieces = mark(text, [(15, 23, "Laufzeit", 2), (0, 10, "Stillstand", 1)])

    assert pieces == [Piece("Stillstand", 1), Piece(" und "), Piece("Laufzeit", 2)]


def test_places_that_overlap_or_whose_words_have_changed_are_not_marked():
    text = "Stillstand und Laufzeit"
    pieces = mark(text, [(0, 10, "Stillstand", 1), (5, 14, "stand und", 2), (15, 23, "Laufband", 3)])

    assert marked(pieces) == {"Stillstand": 1}
    assert "".join(piece.text for piece in pieces) == text


def test_places_are_found_again_in_the_field_of_the_need_they_stand_in():
    introduction = pair()
    whole = f"{introduction.need.description}\n{introduction.need.goal}"
    second = span(whole, "Stillstand", after=len(introduction.need.description))
    introduction.reasons = [shared([second], [span("Liest Stillstände", "Stillstände")])]

    passages = need_passages(introduction.need, number_phrases([introduction]))

    assert [marked(passage.pieces) for passage in passages] == [{}, {"Stillstand": 1}]


@pytest.mark.django_db
def test_passages_are_the_text_that_the_engine_reads(people):
    need = need_in("qualified", people)
    need.systems = "ERP, Excel"

    passages = need_passages(need, {})

    shown = ["".join(piece.text for piece in passage.pieces) for passage in passages]
    assert "\n".join(shown) == need_document(need).text


def test_the_same_number_stands_at_both_texts_in_the_order_of_the_need():
    introduction = pair()
    text, offer = introduction.need.description, introduction.offer.description
    introduction.reasons = [
        shared([span(text, "Laufzeit")], [span(offer, "Laufzeiten")], "laufzeit"),
        shared([span(text, "Stillstand")], [span(offer, "Stillstände")]),
    ]

    numbers = number_phrases([introduction])

    assert {place.surface: number for place, number in numbers.items()} == {"Stillstand": 1, "Laufzeit": 2}
    assert marked(Explanation(introduction, numbers).text) == {"Stillstände": 1, "Laufzeiten": 2}


def test_phrases_of_two_candidates_that_overlap_in_the_need_share_a_number():
    one, other = pair(), pair()
    text, offer = one.need.description, one.offer.description
    one.reasons = [shared([span(text, "Stillstand und Laufzeit")], [span(offer, "Stillstände und Laufzeiten")])]
    other.reasons = [shared([span(text, "Laufzeit")], [span(offer, "Laufzeiten")])]

    numbers = number_phrases([one, other])

    assert set(numbers.values()) == {1}
    assert marked(Explanation(other, numbers).text) == {"Laufzeiten": 1}


def test_factors_come_in_the_same_order_and_with_unknown_ones_at_the_end():
    introduction = pair(score=41.25, contributions={"topics": 20.0, "words": 10.25, "spelling": 5.0, "charm": 6.0})
    with translation.override("en"):
        labels = [str(factor.label) for factor in Explanation(introduction, {}).factors]

    assert labels[:2] == ["Text of need and offer", "Topics"]
    assert labels[-1] == "Other"
    explained = Explanation(introduction, {})
    assert sum(factor.points for factor in explained.factors) == pytest.approx(explained.score)


def test_a_pair_chosen_by_hand_has_neither_factors_nor_a_verdict():
    explained = Explanation(pair(), {})

    assert (explained.factors, explained.verdict, explained.score) == ([], None, None)


def test_a_reason_without_words_is_left_out():
    assert in_words(Reason("a_code_of_a_former_engine")) == ""
    assert in_words(Reason("same_topic", "for", {"topic": "a-topic-that-is-gone"})) == ""


def test_a_long_offer_is_folded_without_losing_a_word():
    introduction = pair()
    introduction.offer.description = "Wir lesen Maschinen aus. " * 60
    introduction.reasons = [
        shared(
            [span(introduction.need.description, "Laufzeit")],
            [span(introduction.offer.description, "Maschinen", after=800)],
        )
    ]
    explained = Explanation(introduction, number_phrases([introduction]))

    shown, folded = explained.excerpt

    assert folded
    assert "".join(piece.text for piece in [*shown, *folded]) == introduction.offer.description


@pytest.mark.django_db
def test_what_the_engine_stored_is_shown_with_its_sum_and_its_marks(people):
    offer_in("published", people)
    need = need_in("qualified", people)
    execute(MatchingRun.objects.get(need=need).pk)
    introduction = Introduction.objects.get(need=need)

    explained = Explanation(introduction, number_phrases([introduction]))

    assert sum(factor.points for factor in explained.factors) == pytest.approx(explained.score)
    assert marked(explained.text)
    assert explained.speaks_for


def test_spans_are_read_as_the_engine_wrote_them():
    introduction = pair([shared([span("Stillstand", "Stillstand")], [])])

    assert number_phrases([introduction]) == {}
    assert Explanation(introduction, {}).reasons[0].need_spans == (Span("text", 0, 10, "Stillstand"),)
