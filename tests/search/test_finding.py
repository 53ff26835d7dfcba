"""What is found, in which order, and what the search says about it."""

import pytest

from search.models import Document, Word
from search.selectors import find, matching_ids
from search.services import count_words, index
from search.understanding import MOST_CHARACTERS, understand
from tests.search.conftest import content

pytestmark = pytest.mark.django_db


def ids(query, **more):
    return [document.object_id for document in find(query, **more).documents]


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Wartung", {1, 2, 3, 7, 10, 12}),  # the word, its synonym, its English name, its topic
        ("wartungen", {1, 3, 12}),
        ("Lager", {1, 4}),
        ("Lagerverwaltung", {4}),
        ("Verwaltung", {4}),
        ("e-rechnung", {6}),
        ("eRechnung", {6}),
        ("E Rechnung", {6}),
        ("e rechnung", {6}),
        ("erechnungen", {6}),
        ("Mueller", {8}),
        ("Müller", {8}),
        ("MULLER", {8}),
        ("Gerät", {8}),
        ("geraete", {8}),
        ("Gerate", {8}),
        ("Strasse", {8}),
        ("strase", {8}),
        ("Umformung", {11}),
        ("umform", {11}),
        ("KI", {9}),
        ("ki", {9}),
        ("Künstliche Intelligenz", {9}),
        ("maintenance", {1, 2, 3, 7, 10, 12}),
        ("Instandhaltnug", {2}),
        ("lagerverwaltnug", {4}),
        ("Predictve maintenance", {7}),
    ],
)
def test_a_query_finds_what_it_means(query, wanted):
    assert wanted <= set(ids(query))


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    ("query", "other"), [("Lager", 5), ("Lagerverwaltung", 2), ("E-Rechnung", 3), ("KI", 1), ("Umformung", 4)]
)
def test_a_query_does_not_find_what_only_looks_alike(query, other):
    assert other not in ids(query)


@pytest.mark.usefixtures("things")
def test_words_of_many_senses_are_taken_for_none_but_the_one_they_name():
    """ "Pflege", "Service" and "warten" may mean maintenance, and mostly mean something else."""
    others = ("Pflegeeinrichtungen", "Kurze Wartezeiten", "Controlling-Service", "Wir warten auf Sie")
    index(*(content(70 + number, title) for number, title in enumerate(others)))
    index(content(80, "Upkeep of pumps", language="en"), content(81, "A small warehouse", language="en"))
    assert not {70, 71, 72, 73} & set(ids("Wartung"))
    assert 80 in ids("Wartung")
    assert 81 in ids("Lager")
    assert set(ids("Service")) == {72}


@pytest.mark.usefixtures("things")
def test_what_says_the_word_comes_before_what_means_it():
    found = ids("Wartung")
    assert set(found[:2]) == {1, 3}
    assert found[2] == 12
    assert set(found[3:]) == {2, 7, 10}


@pytest.mark.usefixtures("things")
def test_all_words_must_be_there():
    assert ids("Wartung Aufzüge") == [3]


@pytest.mark.usefixtures("things")
def test_when_nothing_has_all_words_some_of_them_are_enough_and_the_search_says_so():
    found = find("Aufzüge Bilderkennung")
    assert {3, 9} == {document.object_id for document in found.documents}
    assert found.understood.is_any


@pytest.mark.usefixtures("things")
def test_a_word_that_nobody_uses_is_left_out_and_named():
    found = find("Wartung Xylophonbau")
    assert found.understood.left_out == ("Xylophonbau",)
    assert found.count


@pytest.mark.usefixtures("things")
def test_a_misspelt_word_is_corrected_and_the_correction_is_named():
    found = find("Instandhaltnug planen")
    assert found.understood.corrections == [("Instandhaltnug", "Instandhaltung")]
    assert found.understood.spelling == "Instandhaltung planen"
    assert found.documents[0].object_id == 2


@pytest.mark.usefixtures("things")
def test_two_slips_are_corrected_where_no_word_is_closer():
    assert find("Instanthaltnug").understood.corrections == [("Instanthaltnug", "Instandhaltung")]
    assert find("Wartnug").understood.corrections == [("Wartnug", "Wartung")]


def test_a_compound_is_found_by_its_part_however_it_is_spelt():
    """Only the spelling with a hyphen is cut, so the query may not rely on the part alone."""
    for spellings in (("E-Rechnung", "eRechnung"), ("eRechnung", "E-Rechnung")):
        Document.objects.all().delete()
        Word.objects.all().delete()
        for number, title in enumerate(spellings):
            index(content(number, title))
        assert set(ids("Rechnung")) == {0, 1}


@pytest.mark.usefixtures("things")
def test_a_query_asks_for_no_word_that_its_part_finds_anyway():
    count_words()
    [token] = find("Lager").understood.tokens
    assert Word.objects.get(word="lagerverwaltung", documents=1).parts
    assert "lagerverwalt" not in token.related
    assert 4 in ids("Lager")


@pytest.mark.usefixtures("things")
def test_what_was_typed_can_be_searched_for_exactly():
    assert not find("Instandhaltnug", exact=True).count
    assert set(ids("Wartung", exact=True)) == {1, 3, 12}


@pytest.mark.usefixtures("things")
def test_kinds_are_counted_and_chosen():
    found = find("Müller Messtechnik")
    assert found.counts == {"entry": 1}
    assert not find("Messtechnik", kinds=["offer"]).count
    assert ids("Messtechnik", kinds=["offer", "entry"]) == [8]


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "die und der",
        "a\x00b Wartung",
        "'\"\\ & | ! <-> :* ( ) Wartung:A",
        "'); DROP TABLE search_document; --",
        "🙂🙂",
        "x" * 10_000,
        "Wartung " * 2_000,
        "\ud800",
        "%_%",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14",
        "wa" + "\u200b" + "rtung",
        "العربية 中文 日本語",
    ],
)
def test_whatever_is_typed_is_answered(query):
    found = find(query)
    assert found.count >= len(list(found.documents)) - 1
    assert len(found.understood.typed) <= MOST_CHARACTERS


def test_an_empty_index_finds_nothing():
    assert not find("Wartung").count
    assert not list(find("Wartung").documents)


@pytest.mark.usefixtures("things")
def test_other_rooms_search_in_their_own_lists():
    index(*(content(number, f"Wartung {number}", "") for number in range(3)), content(9, "Wartung", kind="entry"))
    assert {0, 1, 2} <= {row["object_id"] for row in matching_ids(understand("Wartung"), "offer")}
    assert 9 not in {row["object_id"] for row in matching_ids(understand("Wartung"), "offer")}
    assert not matching_ids(understand("die"), "offer")
