"""Reasons: places in both texts, facts for and against, sentences in both languages."""

import string

import pytest

from matchmaking.engine import Document, Reason, rank, render_change, render_for_company, render_reason
from matchmaking.engine.wording import _CHANGES, _FOR_COMPANY, _SENTENCES

NEED = Document(
    "n",
    "Die Presse stand drei Tage still, niemand hat das kommen sehen.",
    title="Stillstand an der Presse",
    topics=("vorausschauende-wartung", "esg"),
    sectors=("25",),
    ags="05974028",
    budget_eur=20000,
    need_kind="pilot",
)


def reasons_of(need, offer, **options):
    (ranking,) = rank([need], [offer], floor=0, **options)
    return {reason.code: reason for reason in ranking.pairs[0].reasons}


def test_a_shared_concept_names_both_surface_forms_and_their_places():
    offer = Document("o", "We predict downtime before it happens.", language="en")
    reason = reasons_of(NEED, offer)["shared_concept"]
    for document, spans in ((NEED, reason.need_spans), (offer, reason.offer_spans)):
        assert spans
        for span in spans:
            assert getattr(document, span.field)[span.start : span.end] == span.surface
    assert render_reason(reason) == "Der Bedarf nennt „Presse stand“, das Angebot „downtime“."
    assert render_reason(reason, "en") == "The need says “Presse stand”, the offer “downtime”."


@pytest.mark.parametrize(
    ("offer_facts", "code", "polarity", "german"),
    [
        (
            {"topics": ("vorausschauende-wartung",)},
            "same_topic",
            "for",
            "Gemeinsames Thema: Vorausschauende Wartung und Instandhaltung.",
        ),
        ({}, "topic_not_covered", "against", "Nachhaltigkeitsbericht und CO2-Bilanz"),
        ({"sectors": ("C25",)}, "sector_served", "for", "Metallerzeugnisse (25)"),
        ({"sectors": ("C",)}, "sector_near", "for", "Industrie (C)"),
        ({"sectors": ("46",)}, "sector_other", "against", "Großhandel (46)"),
        ({"ags": "05974028"}, "same_place", "for", "Beide sitzen in Lippstadt."),
        ({"ags": "05913000"}, "distance", "for", "Zwischen Lippstadt und Dortmund liegen etwa 63 km."),
        ({"ags": "05111000"}, "distance", "for", "Düsseldorf"),
        ({"region": "soest"}, "same_region", "for", "Kreis Soest"),
        ({"budget_eur": 5000}, "budget_fits", "for", "beginnt bei 5.000 Euro, das Budget reicht bis 20.000 Euro"),
        ({"need_kind": "pilot"}, "same_kind", "for", "ein Pilotprojekt"),
        ({"need_kind": "advice"}, "other_kind", "against", "Gesucht wird ein Pilotprojekt, angeboten wird Beratung."),
        ({"language": "en"}, "other_language", "against", "Das Angebot ist auf Englisch verfasst."),
    ],
)
def test_facts_are_told_for_and_against(offer_facts, code, polarity, german):
    reason = reasons_of(NEED, Document("o", "Schwingungssensoren melden Verschleiß.", **offer_facts))[code]
    assert reason.polarity == polarity
    assert german in render_reason(reason, "de")
    assert render_reason(reason, "en") not in ("", render_reason(reason, "de"))


def test_what_speaks_against_stands_last():
    offer = Document("o", "Stillstand vermeiden", sectors=("46",), ags="05974028", need_kind="advice")
    (ranking,) = rank([NEED], [offer], floor=0)
    polarities = [reason.polarity for reason in ranking.pairs[0].reasons]
    assert polarities == sorted(polarities, reverse=True)
    assert set(polarities) == {"for", "against"}


def test_the_text_profile_tells_nothing_but_what_stands_in_the_texts():
    offer = Document("o", "Stillstand vermeiden", sectors=("46",), ags="05974028", need_kind="advice")
    codes = set(reasons_of(NEED, offer, profile="text"))
    told = {"shared_concept", "shared_words", "unanswered", "same_topic_in_text", "related_topic", "little_in_common"}
    assert codes <= told
    assert codes & {"shared_concept", "shared_words"}


def test_a_pair_without_anything_in_common_says_so():
    reason = reasons_of(Document("n", "Grünkohl"), Document("o", "Roboter"))["little_in_common"]
    assert reason.polarity == "against"


def test_the_same_word_on_both_sides_is_told_once():
    reason = Reason(
        "shared_concept",
        "for",
        {"concept": "x"},
        *2 * (reasons_of(Document("n", "Inventur"), Document("o", "Inventur"))["shared_words"].need_spans,),
    )
    assert render_reason(reason) == "Beide Texte nennen „Inventur“."


@pytest.mark.parametrize("code", sorted(_SENTENCES))
def test_every_sentence_needs_the_same_values_in_both_languages(code):
    names = [
        {name for _text, name, _spec, _conversion in string.Formatter().parse(_SENTENCES[code][language]) if name}
        for language in ("de", "en")
    ]
    assert names[0] == names[1] or code == "same_region"
    assert set(_SENTENCES[code]) == {"de", "en"}


def test_unknown_codes_are_refused():
    with pytest.raises(KeyError):
        render_reason(Reason("because"))


# --- What hinders, and what would have to change ----------------------------------------------------------------

BEES = "Unsere Bienenstöcke stehen am Waldrand, der Honig wird geschleudert und in Gläser gefüllt."
LATHES = "Wir erfassen Stillstände von Drehmaschinen und zeigen sie am Bildschirm."


def hints_of(need, *offers):
    (ranking,) = rank([need], list(offers))
    assert not ranking.pairs
    return ranking.hints


def test_a_budget_below_every_minimum_names_the_lowest_one():
    need = Document("n", LATHES, budget_eur=5000)
    dear = [Document(f"o{euros}", f"{LATHES} Ab {euros}.", budget_eur=euros) for euros in (20000, 12000)]
    (hint,) = hints_of(need, *dear, Document("x", BEES))
    assert (hint.code, hint.params) == ("budget_below_minimum", {"budget": 5000.0, "minimum": 12000.0})
    assert render_reason(hint) == "Passende Angebote beginnen bei 12.000 Euro, das Budget reicht bis 5.000 Euro."
    assert "12.000" in render_change(hint)
    assert "12,000" in render_for_company(hint, "en")


def test_offers_that_are_full_are_named_as_such():
    hints = hints_of(Document("n", LATHES), Document("o", LATHES, capacity=0), Document("x", BEES))
    assert [hint.code for hint in hints] == ["all_booked"]


def test_the_words_that_even_the_closest_offer_does_not_answer_are_told():
    nothing, lacking = hints_of(Document("n", BEES), Document("o", LATHES))
    assert (nothing.code, lacking.code) == ("nothing_close", "closest_lacks")
    assert lacking.params["words"]
    assert all(word in BEES for word in lacking.params["words"])
    assert f"„{lacking.params['words'][0]}“" in render_reason(lacking)


def test_every_hint_has_words_for_the_company_and_every_sentence_has_both_languages():
    hints = {"too_short", "foreign", "topic_without_offers", "nothing_close", "no_offers"}
    hints |= {"closest_lacks", "budget_below_minimum", "all_booked"}
    assert set(_FOR_COMPANY) == hints
    for table in (_SENTENCES, _CHANGES, _FOR_COMPANY):
        for code, words in table.items():
            assert set(words) == {"de", "en"}, code
            fields = [{name for _t, name, _f, _c in string.Formatter().parse(text) if name} for text in words.values()]
            assert fields[0] == fields[1], code
            assert all(text.endswith((".", "?")) for text in words.values()), code


def test_what_would_have_to_change_is_said_of_everything_against_a_pair_and_of_nothing_for_it():
    offer = Document("o", BEES, language="en", sectors=("46",), ags="11000000", need_kind="advice")
    (ranking,) = rank([NEED], [offer], floor=0)
    for reason in ranking.pairs[0].reasons:
        for language in ("de", "en"):
            assert bool(render_change(reason, language)) == (reason.polarity == "against"), reason.code
