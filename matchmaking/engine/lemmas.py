"""What simplemma knows about German and English words, kept in tries.

As tables of Python objects its words take 140 MB and two seconds in every process, and a forked helper copies the
pages of all that it looks up. A trie is one block of bytes that a file holds: a tenth of the memory and of the time.
"""

import hashlib
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import marisa_trie
from simplemma.strategies import DictionaryLookupStrategy
from simplemma.strategies.dictionaries.dictionary_factory import (
    DecodedStrMapping,
    DefaultDictionaryFactory,
    DictionaryFactory,
)

from .cache import cached

SHORTEST_CORE = 4  # letters of a part of a compound


@lru_cache(maxsize=200_000)
def lemma(word, code):
    """Return the lemma of `word` in the language `code` ("de", "en"), None where the dictionary does not know it.

    Case is tried both ways.
    """
    found = _STRATEGY.get_lemma(word, code)
    if found is not None and len(found) > len(word) and found.lower().endswith(word.lower()):
        # The table holds some verbs as forms of longer ones: "atmen" of "aufatmen".
        return word
    return found


def is_known(word, code):
    """Tell whether `word` has a lemma; case is tried as by `lemma`, and this takes less time."""
    lower = word.lower()
    if word[1:] == lower[1:]:
        return lower in _plain_words(code)
    table = _lemmas(code)
    return table.get(word) is not None or table.get(lower if word[:1].isupper() else word.capitalize()) is not None


def cores_at_start(text):
    """Return what `text` begins with and may be part of a compound, in lower case: German words, English ones of
    five letters or more, and stems of German verbs ("prüf" in "Prüfstand"); SHORTEST_CORE letters at least."""
    return _cores().prefixes(text)


def is_core(text):
    """Tell whether `cores_at_start` would find all of `text`."""
    return text in _cores()


class _Lemmas(DecodedStrMapping):
    """The lemmas of word forms, as simplemma reads its own tables."""

    def __init__(self, trie):
        self._trie = trie

    def _lookup(self, key):
        found = self._trie.get(key)
        return found[0].decode() if found else None

    def __iter__(self):
        return self._trie.iterkeys()

    def __len__(self):
        return len(self._trie)


class _Factory(DictionaryFactory):
    def get_dictionary(self, lang):
        return _lemmas(lang)


_STRATEGY = DictionaryLookupStrategy(_Factory())


@cache
def _lemmas(code):
    def build():
        table = DefaultDictionaryFactory().get_dictionary(code)
        return marisa_trie.BytesTrie((word, found.encode()) for word, found in table.items())

    return _Lemmas(_kept(f"lemmas-{code}", build, marisa_trie.BytesTrie))


@cache
def _plain_words(code):
    """Return the words of a language in lower case, without those that have a capital after the first letter."""

    def build():
        words = ((word, word.lower()) for word in _lemmas(code))
        return marisa_trie.Trie(lower for word, lower in words if word[1:] == lower[1:])

    return _kept(f"words-{code}", build, marisa_trie.Trie)


@cache
def _cores():
    def build():
        german = set(_plain_words("de"))
        stems = {word[: -len(end)] for word in german for end in ("en", "n") if word.endswith(end)}
        cores = {core for core in german | stems if len(core) >= SHORTEST_CORE}
        return marisa_trie.Trie(cores | {word for word in _plain_words("en") if len(word) >= 5})

    return _kept("cores", build, marisa_trie.Trie)


def _kept(name, build, kind):
    made_with = "-".join(version(package) for package in ("simplemma", "marisa-trie"))
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    return cached(
        name,
        f"{made_with}-{code}",
        build,
        ending="trie",
        read=lambda data: kind().frombytes(data),
        written=kind.tobytes,
    )
