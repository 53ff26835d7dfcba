"""Which words are everybody's: those of the engine's lexicon. Names that are such words tell by themselves nothing."""

import re
from collections.abc import Callable
from functools import lru_cache

from matchmaking.engine.resources import shipped_concepts
from organisations.names import sort_key

_ENDINGS = ("", "e", "n", "s", "en", "er", "es", "em", "ern", "ens", "ed", "ing", "d")
_LONGEST_ENDING = 3
_SHORTEST_PART = 3

# How many texts of the portal say a word: function(words) -> (number of texts, {word: how many}). The room that reads
# needs and offers registers it; without it every word that is not in the lexicon counts as rare.
_count: Callable | None = None


def count_with(function: Callable) -> None:
    """Register how often the texts of the portal say a word; see above."""
    global _count  # one per process, set in ready()
    _count = function


def counted(words: set[str]) -> tuple[int, dict[str, int]]:
    """Return the number of texts and in how many of them each of `words` occurs."""
    return _count(words) if _count and words else (0, {})


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    concepts = shipped_concepts().values()
    terms = " ".join(term for concept in concepts for term in (*concept.german, *concept.english))
    return frozenset(sort_key(word) for word in re.findall(r"[^\W\d_]+", terms))


def _is_form(word: str) -> bool:
    """Whether `word`, folded, is in the lexicon or differs from a word there by an ending."""
    known = _lexicon()
    for cut in range(_LONGEST_ENDING + 1):
        stem = word[: len(word) - cut]
        if len(stem) < _SHORTEST_PART:
            return False
        if word[len(word) - cut :] in _ENDINGS and any(stem + ending in known for ending in _ENDINGS):
            return True
    return False


@lru_cache(maxsize=50_000)
def is_everyday(word: str) -> bool:
    """Whether `word` is a word of the lexicon, or made of two of them."""
    folded = sort_key(word)
    return _is_form(folded) or any(
        _is_form(folded[:cut]) and _is_form(folded[cut:])
        for cut in range(_SHORTEST_PART + 1, len(folded) - _SHORTEST_PART)
    )


@lru_cache(maxsize=50_000)
def is_in_lexicon(word: str) -> bool:
    """Whether `word` itself is in the lexicon, in whatever form; a compound is not for its parts."""
    return _is_form(sort_key(word))
