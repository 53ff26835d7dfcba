"""Columns of a table: their titles, the words by which other systems call them, and how a cell becomes a value."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from core.text import sort_key

SAME_WORD = 88  # likeness of two titles, in per cent, from which they are taken for the same


class CellProblem(Exception):
    """A cell says something that cannot be understood; the message names what would be possible."""


@dataclass(frozen=True)
class Column:
    """A column that a file may have. `words` are titles by which it is recognised, `is_key` says that it identifies
    the entry, `is_read` that an import takes it (else it is for people who read an export)."""

    key: str
    label: Any
    words: tuple[str, ...] = ()
    help_text: Any = ""
    is_key: bool = False
    is_read: bool = True
    is_written: bool = True
    value: Callable[[Any], Any] | None = field(default=None, compare=False)  # of an entry, for the export


def folded(title: str) -> str:
    """Return a title without case, accents and punctuation: "E-Mail-Adresse:" and "e mail adresse" are equal."""
    return " ".join(re.sub(r"[^\w]+|_", " ", sort_key(title)).split())


def titles_of(column: Column) -> set[str]:
    """Return all titles by which a column is known: its key, its label in each language, its other words."""
    found = {column.key, *column.words}
    for language in ("de", "en"):
        with translation.override(language):
            found.add(str(column.label))
    return {folded(title) for title in found}


def guess_mapping(headers: Iterable[str], columns: Iterable[Column], known: dict[str, str] | None = None) -> list[str]:
    """Return for each header the key of the column it most likely is, "" where none fits; no column twice.

    `known` is an assignment that somebody has saved: folded header -> key. It goes first, then equal titles, then
    titles that differ by a typing error.
    """
    readable = [column for column in columns if column.is_read]
    titles = {column.key: titles_of(column) for column in readable}
    wanted = [folded(header) for header in headers]
    found = [""] * len(wanted)
    taken: set[str] = set()

    def assign(place: int, key: str) -> None:
        if not found[place] and key in titles and key not in taken:
            found[place] = key
            taken.add(key)

    for place, title in enumerate(wanted):
        assign(place, (known or {}).get(title, ""))
    for place, title in enumerate(wanted):
        for key, names in titles.items():
            if title in names:
                assign(place, key)
    for place, title in enumerate(wanted):
        if found[place] or len(title) < 5:
            continue
        scored = [
            (max(fuzz.ratio(title, name) for name in names), key) for key, names in titles.items() if key not in taken
        ]
        likeness, key = max(scored, default=(0, ""))
        if likeness >= SAME_WORD:
            assign(place, key)
    return found


def choice_of(text: str, choices: type[Choices], also: dict[str, str] | None = None) -> str:
    """Return the value of `choices` that `text` names: by its code, by its label in German or English, or by another
    word of `also`. Raises CellProblem."""
    wanted = folded(text)
    words = choice_words(choices)
    if wanted not in words and also:
        words = {folded(word): value for word, value in also.items()}
    if wanted in words:
        return words[wanted]
    known = ", ".join(str(label) for _value, label in choices.choices)
    raise CellProblem(_("“%(text)s” is not possible here. Possible are: %(known)s.") % {"text": text, "known": known})


_choice_words: dict[type, dict[str, str]] = {}


def choice_words(choices: type[Choices]) -> dict[str, str]:
    """Return every word by which a choice may be written, folded, with its value. Kept: labels do not change."""
    if choices not in _choice_words:
        words = {}
        for language in ("en", "de"):
            with translation.override(language):
                words |= {folded(str(label)): value for value, label in choices.choices}
        _choice_words[choices] = words | {folded(value): value for value in choices.values}
    return _choice_words[choices]


def whole_number(text: str) -> int:
    """Return the number of a cell: "1.500", "1500,00", "1 500 €" are 1500. Raises CellProblem."""
    bare = re.sub(r"\s|€|EUR(?:O)?$", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,0+)?", bare):
        return int(bare.partition(",")[0].replace(".", ""))
    if re.fullmatch(r"\d+(?:[.,]0+)?", bare):
        return int(re.split(r"[.,]", bare)[0])
    raise CellProblem(_("“%(text)s” is no whole number.") % {"text": text})


def several(text: str) -> Iterator[str]:
    """Yield the parts of a cell that holds several values, divided by |, ; or line ends."""
    for part in re.split(r"[|;\n]", text):
        if part.strip():
            yield part.strip()
