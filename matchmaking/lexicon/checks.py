"""What a concept may look like: nothing that could break the engine, and nothing it could not find again."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from matchmaking.engine.lexicon import TOPIC, Concept, term_patterns
from matchmaking.engine.overlay import find_circle
from matchmaking.engine.resources import Resources
from matchmaking.engine.words import fold
from matchmaking.lexicon.concepts import Lexicon
from matchmaking.lexicon.models import ID_LENGTH

TERM_LENGTH = 80
TERM_WORDS = 8  # nobody writes a longer phrase word by word
TERMS_AT_MOST = 100  # per language
BROADER_AT_MOST = 10
_STRANGE = re.compile(r"[^\w .,'’&/+\-‐‑–]|_")


def read_list(text: str) -> list[str]:
    """Return the entries of a field with one entry per line or between semicolons; equal ones once."""
    entries = (" ".join(unicodedata.normalize("NFC", entry).split()) for entry in re.split(r"[\n;]", text))
    return list(dict.fromkeys(filter(None, entries)))


def check_terms(terms: Sequence[str], language: str, resources: Resources, *, known: Iterable[str] = ()) -> None:
    """Raise ValidationError with one sentence per term that cannot be used.

    known   terms that are in the files already; these are taken as they are
    """
    problems, seen = [], {}
    if len(terms) > TERMS_AT_MOST:
        raise ValidationError(
            _("A concept has at most %(number)d terms in a language; yours has %(found)d.")
            % {"number": TERMS_AT_MOST, "found": len(terms)}
        )
    taken = set(known)
    for term in terms:
        if twin := seen.get(term.casefold()):
            # The files have a few pairs like "Bohren" and "bohren", noun and verb.
            if not {term, twin} <= taken:
                problems.append(_("“%(term)s” is there twice.") % {"term": term})
            continue
        seen[term.casefold()] = term
        if term not in taken:
            problems += _problems(term, language, resources)
    if problems:
        raise ValidationError(problems)


def _problems(term: str, language: str, resources: Resources) -> list[str]:
    if len(term) > TERM_LENGTH or len(term.split()) > TERM_WORDS:
        shown = term if len(term) <= TERM_LENGTH else f"{term[:TERM_LENGTH]}…"
        return [
            _("“%(term)s” is too long: at most %(letters)d characters and %(words)d words.")
            % {"term": shown, "letters": TERM_LENGTH, "words": TERM_WORDS}
        ]
    if strange := _STRANGE.search(term):
        return [
            _("“%(term)s” holds the character %(character)s, which a term cannot have.")
            % {"term": term, "character": _name(strange[0])}
        ]
    if not resources.analyser.words(term, language):
        return [_("“%(term)s” consists only of words that mean nothing by themselves.") % {"term": term}]
    if not term_patterns(term, language, resources.analyser):
        (word,) = resources.analyser.words(term, language)
        return [
            _("Of “%(term)s” only “%(word)s” would be left, which says something else. Enter a term that stands alone.")
            % {"term": term, "word": term[word.start : word.end]}
        ]
    return []


def _name(character: str) -> str:
    if character.isprintable() and not character.isspace():
        return _("“%(character)s”") % {"character": character}
    return f"U+{ord(character):04X}"


def resolve_broader(entries: Sequence[str], key: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the ids of broader concepts that somebody entered as ids or as terms of theirs.

    Raises ValidationError where one is unknown or ambiguous, or where the concept would contain itself.
    """
    if len(entries) > BROADER_AT_MOST:
        raise ValidationError(_("A concept has at most %(number)d broader concepts.") % {"number": BROADER_AT_MOST})
    found, problems = [], []
    for entry in entries:
        shown = f"{entry[:TERM_LENGTH]}…" if len(entry) > TERM_LENGTH else entry
        candidates = [entry] if entry in lexicon.drafted else lexicon.exactly(entry)
        if len(candidates) == 1:
            found.append(candidates[0])
        elif candidates:
            problems.append(
                _("“%(entry)s” is a term of several concepts: %(ids)s. Enter one of these identifiers.")
                % {"entry": shown, "ids": ", ".join(candidates[:8])}
            )
        else:
            problems.append(_("There is no concept “%(entry)s”.") % {"entry": shown})
    broader = tuple(dict.fromkeys(found))
    ways = {other.id: other.broader for other in lexicon.drafted.values()} | {key: broader}
    if circle := find_circle(key, ways):
        problems.append(_("The concept would contain itself: %(way)s.") % {"way": " → ".join(circle)})
    if problems:
        raise ValidationError(problems)
    return broader


def elsewhere(terms: Iterable[str], language: str, key: str, lexicon: Lexicon, resources: Resources) -> dict:
    """Return term -> ids of other concepts that have it already, in whatever form of the word."""
    wanted = list(terms)
    exact: dict[str, set[str]] = {term.casefold(): set() for term in wanted}
    for concept in lexicon.drafted.values() if wanted else ():
        for term in concept.german if language == "de" else concept.english:
            if term.casefold() in exact:
                exact[term.casefold()].add(concept.id)
    found = {}
    for term in wanted:
        words = resources.analyser.words(term, language)
        ends = (words[0].start, words[-1].end) if words else ()
        whole = {
            hit.concept
            for hit in resources.term_index.find(words)
            if hit.weight >= 1.0 and (hit.start, hit.end) == ends and not hit.concept.startswith(TOPIC)
        }
        others = (whole | exact[term.casefold()]) & lexicon.drafted.keys() - {key}
        if others:
            found[term] = sorted(others)
    return found


def suggest_id(german: Sequence[str], english: Sequence[str], lexicon: Lexicon) -> str:
    """Return an identifier for a new concept: its first term, numbered where that is taken."""
    base = slugify(fold(next(iter([*english, *german]), "")))[: ID_LENGTH - 4].replace("_", "-").strip("-") or "concept"
    base = re.sub(r"-+", "-", base)
    if base == "g" or base.startswith("g-"):
        base = f"concept-{base}"[:ID_LENGTH]  # the prefix marks everyday concepts
    number, key = 1, base
    while lexicon.knows(key):
        number += 1
        key = f"{base}-{number}"
    return key


def speaks_both_languages(concept: Concept) -> bool:
    """Whether the concept speaks both languages, so that texts of both can meet in it."""
    return bool(concept.german and concept.english)
