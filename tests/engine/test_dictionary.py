"""The general dictionary of an operator: optional, read once, said to be used."""

import os
from pathlib import Path

import pytest

from matchmaking.engine import Document, rank
from matchmaking.engine.dictionary import FILE
from matchmaking.engine.resources import DATA, default_dictionary, load_resources

SMALL = """# a comment
Wiedehopf {m} | Wiedehopfe {pl} :: hoopoe | hoopoes
Gnubbel {m}; Knubbel {m} [ugs.] :: lump; bump (small)
etw. verschwurbeln {vt} :: to garble sth.
Zweiwortbegriff mit Zusatz :: never used
"""


@pytest.fixture
def resources(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHING_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "de-en"
    path.write_text(SMALL, encoding="utf-8")
    return load_resources(DATA, path)


def glosses(resources, word):
    (found,) = resources.analyser.words(word, "de")
    return {gloss for gloss, _weight in resources.dictionary.glosses(found.key, "de")}


def test_each_german_word_gets_the_words_that_translate_it(resources):
    assert glosses(resources, "Wiedehopf") == {"hoopo"}
    assert glosses(resources, "Knubbel") == {"lump", "bump"}
    assert glosses(resources, "verschwurbeln") == {"garbl"}


def test_a_translation_brings_the_languages_together(resources):
    need = Document("n", "Wir suchen einen Wiedehopf", language="de")
    offers = [
        Document("a", "We sell a parrot", language="en"),
        Document("b", "We sell a hoopoe", language="en"),
    ]
    with_dictionary = next(iter(rank([need], offers, profile="text", resources=resources))).pairs
    without = next(iter(rank([need], offers, profile="text", resources=load_resources(dictionary=None)))).pairs
    assert with_dictionary[0].offer_id == "b"
    assert with_dictionary[0].contributions["glosses"] > 0
    assert all(pair.contributions["glosses"] == 0 for pair in without)


def test_the_version_of_the_engine_names_the_dictionary(resources):
    plain = load_resources(dictionary=None)
    assert plain.dictionary is None
    assert resources.engine_version != plain.engine_version
    assert resources.lexicon_version == plain.lexicon_version


def test_a_missing_file_means_none_and_the_setting_decides(tmp_path, monkeypatch):
    assert load_resources(DATA, tmp_path / "nothing").dictionary is None
    monkeypatch.setenv("MATCHING_DICTIONARY", "none")
    assert default_dictionary() is None
    monkeypatch.setenv("MATCHING_DICTIONARY", str(tmp_path))
    assert default_dictionary() == Path(tmp_path)
    monkeypatch.delenv("MATCHING_DICTIONARY")
    assert default_dictionary() == FILE


def test_what_was_read_is_kept_and_a_damaged_cache_does_no_harm(resources, tmp_path):
    (kept,) = (tmp_path / "cache").glob("dictionary-*.json")
    kept.write_text("{ damaged", encoding="utf-8")
    from matchmaking.engine import resources as module

    module._load.cache_clear()
    again = load_resources(DATA, tmp_path / "de-en")
    assert glosses(again, "Wiedehopf") == {"hoopo"}


def test_the_dictionary_of_debian_is_understood():
    if not FILE.exists():
        if os.environ.get("PORTAL_REQUIRE_DICTIONARY"):
            pytest.fail("trans-de-en is not installed")
        pytest.skip("trans-de-en is not installed: apt-get install trans-de-en")
    found = load_resources(DATA, FILE)
    assert "bake" in {gloss[:4] for gloss in glosses(found, "Bäckerei")}
    assert len(glosses(found, "Schraube")) >= 1
