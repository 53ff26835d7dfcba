"""Spellings of one word made equal. Pure functions."""

import re

from core.text import sort_key

# "Mueller" is Müller, but the e of "neue" and "Steuer" belongs to the word: a vowel or q stands before it.
_WRITTEN_OUT = re.compile(r"(?<![aeiouq])([aou])e")
_BETWEEN = re.compile(r"[\W_]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]+")


def folded(word: str) -> str:
    """Return `word` without case, accents, hyphens and spaces: "E-Rechnung" and "eRechnung" are "erechnung", "Müller",
    "Mueller" and "Muller" are "muller"."""
    return _WRITTEN_OUT.sub(r"\1", _BETWEEN.sub("", sort_key(word)))


def words_key(*texts: str) -> str:
    """Return the words of `texts` folded, each after a space, so that " lag" finds those that begin like this."""
    return "".join(f" {word}" for text in texts for each in text.split() if (word := folded(each)))


def cleaned(query: str, most: int) -> str:
    """Return what somebody typed on one line, without characters that nobody sees, at most `most` characters."""
    return " ".join(_UNSEEN.sub(" ", query[: 4 * most]).split())[:most].strip()
