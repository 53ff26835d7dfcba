"""Edits on top of the lexicon's files: what becomes of a concept, and that both ways of compiling agree."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.engine import Document, load_resources, rank
from matchmaking.engine.lexicon import Concept, TermIndex, format_lexicon, parse_lexicon
from matchmaking.engine.overlay import (
    Change,
    change_concept,
    difference,
    effective,
    find_circle,
    lay_over,
    overlay_digest,
    reduce_overlay,
)
from matchmaking.engine.resources import (
    DATA,
    _read_files,
    _terms,
    _topic_terms,
    lexicon_version_of,
    shipped_concepts,
)
from matchmaking.engine.topics import suggest_topics
from matchmaking.engine.words import Analyser

NEW = Change("sheet-lasering", ("Blechlasern", "Laserzuschnitt"), (), ("sheet lasering",), (), ("agriculture",))
LESS = Change("hops", german_removed=("Hopfen",))
OFF = Change("chatbot", off=True)
OVERLAY = (NEW, LESS, OFF)

terms = st.lists(st.sampled_from(["Auftrag", "Beleg", "Charge", "Datum", "Etikett"]), unique=True).map(tuple)
concepts = st.builds(Concept, st.just("c"), terms, terms, st.lists(st.sampled_from("xyz"), unique=True).map(tuple))
changes = st.builds(Change, st.just("c"), terms, terms, terms, terms, st.none() | terms, st.booleans())


def concepts_in(text, language, resources):
    return {hit.concept for hit in resources.term_index.find(resources.analyser.words(text, language))}


def test_without_an_overlay_the_version_is_that_of_the_files():
    resources = load_resources()
    assert load_resources(overlay=()) is resources
    assert lexicon_version_of(()) == resources.lexicon_version
    assert resources.overlay == ()


def test_an_overlay_adds_takes_away_and_switches_off():
    plain, edited = load_resources(), load_resources(overlay=OVERLAY)

    assert "sheet-lasering" in concepts_in("Wir suchen jemanden für Blechlasern", "de", edited)
    assert "sheet-lasering" in concepts_in("looking for sheet lasering", "en", edited)
    assert "hops" in concepts_in("Hopfen", "de", plain)
    assert "hops" not in concepts_in("Hopfen", "de", edited)
    assert "chatbot" in concepts_in("Chatbot", "de", plain)
    assert "chatbot" not in concepts_in("Chatbot", "de", edited)
    assert "cagriculture" in dict(edited.concept_keys("sheet-lasering", 1.0))


def test_a_topic_loses_the_words_of_a_concept_that_is_switched_off():
    text = "Versionierung"
    assert "dms" in {guess.topic_id for guess in suggest_topics(text, language="de")}
    edited = load_resources(overlay=(Change("versioning", off=True),))
    assert "dms" not in {guess.topic_id for guess in suggest_topics(text, language="de", resources=edited)}


def test_the_versions_change_with_the_overlay_and_only_with_what_it_changes():
    plain, edited = load_resources(), load_resources(overlay=OVERLAY)
    assert edited.lexicon_version == lexicon_version_of(OVERLAY) != plain.lexicon_version
    assert edited.engine_version != plain.engine_version
    assert edited.analysis_version == plain.analysis_version
    # The order of the changes and what the files say anyway make no difference.
    known = shipped_concepts()["hops"]
    idle = Change("hops", german_added=known.german[:1])
    assert load_resources(overlay=(OFF, LESS, NEW)) is edited
    assert load_resources(overlay=(idle,)) is plain


def test_the_analyser_of_an_overlay_cuts_as_a_new_one_would():
    plain, edited = load_resources(), load_resources(overlay=(*OVERLAY, Change("quirl", german_added=("Qurlk",))))
    exceptions, stopwords = (
        json.loads((DATA / name).read_text("utf-8")) for name in ("analysis.json", "stopwords.json")
    )
    fresh = Analyser(exceptions, stopwords, edited.analyser.terms)
    assert edited.analyser.terms - plain.analyser.terms == {"blechlasern", "qurlk"}
    assert "hopfen" in plain.analyser.terms - edited.analyser.terms
    words = [term for concept in plain.concepts.values() for term in concept.german[:1]]
    for text in (
        " ".join(words[::7]),
        "Blechlasernmaschine Laserzuschnittpreis Qurlksteuerung Hopfensorte Hopfenfeldlager",
    ):
        assert edited.analyser.words(text, "de") == fresh.words(text, "de")
    assert plain.analyser.words("Hopfenfeldlager", "de") == load_resources().analyser.words("Hopfenfeldlager", "de")


def test_a_compiled_overlay_is_what_compiling_everything_gives():
    edited = load_resources(overlay=OVERLAY)
    entries = [*_terms(edited.concepts.values()), *_topic_terms(_read_files(DATA), edited.concepts)]
    whole = TermIndex.compiled(json.loads(json.dumps(TermIndex.compile(entries, edited.analyser))))
    assert edited.term_index._single == whole._single
    assert edited.term_index._anchored == whole._anchored


def test_a_new_word_is_cut_out_of_compounds():
    edited = load_resources(overlay=(Change("quirl", german_added=("Blirk",)),))
    (word,) = edited.analyser.words("Blirksteuerung", "de")
    assert "blirk" in word.parts
    assert "quirl" in concepts_in("Blirksteuerung", "de", edited)


def test_the_dictionary_is_not_read_again_for_an_overlay():
    assert load_resources(overlay=OVERLAY).dictionary is load_resources().dictionary


def test_need_and_offer_meet_in_a_new_concept():
    need, offer = Document("n", "Blirkerei gesucht", language="de"), Document("o", "quazzing as a service")
    meeting = (Change("blirk", ("Blirkerei",), (), ("quazzing",)),)
    without, with_it = (
        next(iter(rank([need], [offer], profile="text", floor=0, resources=load_resources(overlay=overlay))))
        for overlay in ((), meeting)
    )
    score = [sum(pair.score for pair in each.pairs) for each in (without, with_it)]
    assert score[1] > score[0] + 10


def test_a_change_that_no_longer_has_an_object_does_no_harm():
    gone = (
        Change("never-was", german_removed=("Wort",), broader=("nobody",)),
        Change("never-was-either", off=True),
        Change("blirk", german_added=("Blirkerei",), broader=("nobody", "agriculture")),
    )
    edited = load_resources(overlay=gone)
    assert [change.id for change in edited.overlay] == ["blirk"]
    assert edited.concepts["blirk"].broader == ("agriculture",)


def test_broader_concepts_that_are_switched_off_are_left_out():
    one, other = Concept("one", ("Eins",), (), ("other",)), Concept("other", ("Andres",), ())
    laid = lay_over({"one": one, "other": other}, (Change("other", off=True),))
    assert laid == {"one": one._replace(broader=())}


@given(concepts, concepts)
def test_the_difference_makes_one_concept_of_the_other(shipped, wanted):
    change = difference(shipped, wanted)
    made = change_concept(shipped, change)
    if not (wanted.german or wanted.english):
        assert made is None
        return
    assert [set(cell) for cell in made[1:]] == [set(cell) for cell in wanted[1:]]
    assert effective(change, made).is_empty


@given(changes, st.none() | concepts.filter(lambda concept: concept.german or concept.english))
def test_what_is_left_of_a_change_makes_the_same_concept(change, shipped):
    files = {} if shipped is None else {"c": shipped}
    reduced = reduce_overlay((change,), files)
    laid, again = lay_over(files, (change,)), lay_over(files, reduced)
    assert {key: [set(cell) for cell in value[1:]] for key, value in laid.items()} == {
        key: [set(cell) for cell in value[1:]] for key, value in again.items()
    }
    assert reduce_overlay(reduced, files) == reduced
    assert tuple(Change.from_json(json.loads(json.dumps(each.as_json()))) for each in reduced) == reduced
    assert bool(overlay_digest(reduced)) == bool(reduced)


@given(concepts.filter(lambda concept: concept.german or concept.english))
def test_what_is_written_as_a_line_of_the_files_is_read_again(concept):
    assert parse_lexicon(format_lexicon([concept]), "test.txt") == {"c": concept}


@pytest.mark.parametrize(
    ("broader", "circle"),
    [
        ({"a": ["b"], "b": ["c"]}, ()),
        ({"a": ["a"]}, ("a", "a")),
        ({"a": ["b", "x"], "b": ["c"], "c": ["a"]}, ("a", "b", "c", "a")),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, ()),
    ],
)
def test_a_circle_of_broader_concepts_is_found(broader, circle):
    assert find_circle("a", broader) == circle


def test_the_shipped_lexicon_has_no_circle():
    broader = {key: concept.broader for key, concept in shipped_concepts().items()}
    assert [key for key, others in broader.items() if others and find_circle(key, broader)] == []
