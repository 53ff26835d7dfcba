import random

import pytest
from simplemma.strategies import DictionaryLookupStrategy
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from matchmaking.engine import lemmas

MIXED_CASE = ["iPhone", "IPHONE", "GmbH", "gmbh", "USB", "Usb", "eBook", "ERP", "LaTeX", "mRNA", "Straße", "STRASSE"]


@pytest.fixture(scope="module")
def tables():
    """The tables of simplemma as it reads them itself."""
    return DefaultDictionaryFactory()


def words_of(tables, code, many):
    """Return words of a language as they are, in other cases, and cut, so that many are no words.

    Without apostrophes, which end a word in our texts.
    """
    known = [word for word in tables.get_dictionary(code) if not {"'", "’"} & set(word)]
    words = random.Random(code).sample(known, many)
    changed = [form for word in words for form in (word.capitalize(), word.lower(), word[1:], word[:-2], word + "x")]
    return [*words, *changed, *MIXED_CASE]


@pytest.mark.parametrize("code", ["de", "en"])
def test_words_have_the_lemma_that_simplemma_gives_them(tables, code):
    theirs = DictionaryLookupStrategy(tables)
    for word in words_of(tables, code, 4000):
        expected = theirs.get_lemma(word, code)
        assert lemmas.lemma(word, code) in (expected, word if expected else None)
        assert lemmas.is_known(word, code) == (expected is not None)


def test_a_verb_is_no_form_of_a_longer_one():
    assert lemmas.lemma("atmen", "de") == "atmen"


def test_cores_are_known_words_and_stems_of_verbs(tables):
    def is_core(text):
        german = text.capitalize(), text + "en", text + "n"
        return len(text) >= 4 and (
            any(lemmas.is_known(each, "de") for each in german) or (len(text) >= 5 and lemmas.is_known(text, "en"))
        )

    for word in words_of(tables, "de", 600):
        lower = word.lower()
        expected = [lower[:size] for size in range(1, len(lower) + 1) if is_core(lower[:size])]
        assert sorted(lemmas.cores_at_start(lower), key=len) == expected
        assert [lower[:size] for size in range(1, len(lower) + 1) if lemmas.is_core(lower[:size])] == expected


def test_a_damaged_file_is_made_anew(monkeypatch, tmp_path):
    monkeypatch.setenv("MATCHING_CACHE", str(tmp_path))
    lemmas._plain_words.__wrapped__("en")
    (file,) = tmp_path.glob("words-en-*.trie")
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"something else"):
        file.write_bytes(damaged)
        assert "warehouse" in lemmas._plain_words.__wrapped__("en")
        assert file.read_bytes() == whole
