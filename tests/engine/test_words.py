"""Cutting texts into words: lemma, compounds, folding, short terms."""

import pytest

from matchmaking.engine import load_resources
from matchmaking.engine.words import fold


@pytest.fixture(scope="module")
def analyser():
    return load_resources().analyser


def keys(analyser, text, language="de"):
    return [word.key for word in analyser.words(text, language)]


def all_keys(analyser, text, language="de"):
    return {key for word in analyser.words(text, language) for key in (word.key, *word.parts)}


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Rechnungen", "Rechnung", "de"),
        ("Qualitaet", "Qualität", "de"),
        ("E-Rechnung", "eRechnung", "de"),
        ("E Rechnung", "E-Rechnung", "de"),
        ("Großhändler", "Grosshändler", "de"),
        ("digitalisation", "digitalization", "en"),
        ("machines", "machine", "en"),
    ],
)
def test_spellings_of_one_word_share_a_key(analyser, one, other, language):
    assert keys(analyser, one, language) == keys(analyser, other, language)


@pytest.mark.parametrize("word", ["Server", "Software", "Import", "Sensor"])
def test_loan_words_meet_across_the_languages(analyser, word):
    assert keys(analyser, word, "de") == keys(analyser, word.lower(), "en")


@pytest.mark.parametrize(("german", "english"), [("Gift", "gift"), ("Rat", "rat"), ("Tag", "tag")])
def test_false_friends_stay_apart(analyser, german, english):
    assert keys(analyser, german, "de") != keys(analyser, english, "en")


def test_umlauts_keep_words_apart(analyser):
    assert keys(analyser, "Zähler") != keys(analyser, "Zahl")


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("Lagerverwaltungssystem", ("Lager", "Verwaltung", "System")),
        ("Maschinendatenerfassung", ("Maschine", "Daten", "Erfassung")),
        ("Auftragsbestätigung", ("Auftrag", "Bestätigung")),
        ("KI-Assistent", ("KI", "Assistent")),
        ("ERP-Einführung", ("ERP", "Einführung")),
    ],
)
def test_compounds_give_their_parts(analyser, compound, parts):
    found = all_keys(analyser, compound)
    assert {key for part in parts for key in keys(analyser, part)} <= found


@pytest.mark.parametrize("word", ["Unternehmen", "Mitarbeiter", "Werkzeug", "Organisation", "Rechnung"])
def test_words_that_only_look_like_compounds_stay_whole(analyser, word):
    assert all(not found.parts for found in analyser.words(word, "de"))


def test_english_words_are_not_cut_at_german_words(analyser):
    assert [word.parts for word in analyser.words("warehouse", "en")] == [()]


@pytest.mark.parametrize("text", ["VR-Bank", "Volks- und VR Bank", "Bi-Metall-Feder"])
def test_short_terms_inside_other_words_are_not_found(analyser, text):
    assert not {"vr", "bi"} & all_keys(analyser, text)


def test_offsets_point_at_the_words_of_the_original_text(analyser):
    text = "Die Presse – alt, aber treu – stand."
    assert [text[word.start : word.end] for word in analyser.words(text, "de")] == ["Presse", "alt", "treu", "stand"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir suchen eine Lösung für das Lager", "de"),
        ("We are looking for a warehouse solution", "en"),
        ("predictive maintenance", "en"),
        ("Zerspanung", "de"),
        ("", "de"),
        ("12345", "de"),
    ],
)
def test_language_is_voted_from_the_text(analyser, text, language):
    assert analyser.vote_language(text) == language


def test_analysis_of_a_huge_text_stops_at_the_limit(analyser):
    assert len(analyser.words("Presse " * (analyser.word_limit + 50), "de")) == analyser.word_limit


def test_fold_writes_out_umlauts_and_sharp_s():
    assert fold("Maßnahmen für ÖPNV") == "massnahmen fuer oepnv"
