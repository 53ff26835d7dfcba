"""From characters to keys: tokens, language vote, lemma, decompounding, stem.

A key is the form under which a word is compared. German and English words that are spelt alike
(Server, Import) get the same key, so that loan words meet across the languages.

Lemmas and the knowledge which words exist come from simplemma, stems from Snowball; exceptions are
listed in `data/analysis.json`. The analysis depends on nothing but the text and these files, never on
the collection that is ranked: a stored key stays valid until `analysis_version` changes.
"""

import copy
import re
from functools import cached_property, lru_cache
from typing import NamedTuple

import marisa_trie
import Stemmer

from . import lemmas

# A single capital E before a noun belongs to it: "E Rechnung" is the same word as "E-Rechnung".
_WORD = re.compile(r"\d+(?:[.,]\d+)+|E (?=[A-ZÄÖÜ][a-zäöüß])[^\W_]+|[^\W_]+(?:[-‐‑&][^\W_]+)*")
_LINKS_AT = {"s": ("s",), "e": ("es", "en", "er", "e"), "n": ("n",)}
LONGEST_WORD = 48
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "à": "a", "ç": "c"})
_UNDOT = str.maketrans("äöü", "aou")
_BRITISH = re.compile(r"is(ation|e|ed|es|ing|er)s?$")

# How far a word known only as part of a word, or as a verb, is trusted when a compound is cut.
_NOUN_COST, _WEAK_COST, _TERM_COST, _LINK_COST = 100, 135, 80, 10
_REMEMBERED_CORES = 200_000


class Word(NamedTuple):
    """One word of a text: character offsets, the key of the whole and the keys of its parts."""

    start: int
    end: int
    key: str
    parts: tuple[str, ...]


def _overlaps(start, end, spans):
    return any(start < until and begin < end for begin, until in spans)


def _has_digit(text):
    return not text.isalpha() and any(map(str.isdigit, text))


def fold(text):
    """Return `text` in lower case with umlauts and sharp s written out."""
    return text.lower().translate(_FOLD)


class Analyser:
    """Cuts texts into words.

    exceptions   parsed `data/analysis.json`
    stopwords    parsed `data/stopwords.json`
    terms        lower-case words of the lexicon; a compound is cut at these with preference
    """

    def __init__(self, exceptions, stopwords, terms):
        self.word_limit = exceptions["word_limit"]
        self._lemmas = exceptions["lemmas"]
        self._no_split = frozenset(exceptions["no_split"])
        self._stop_parts = frozenset(exceptions["stop_parts"])
        self._short_parts = frozenset(exceptions["short_parts"])
        self._false_friends = frozenset(exceptions["false_friends"])
        self._masked = re.compile("|".join(re.escape(name) for name in exceptions["masked"]))
        self._stop = {code: frozenset(stopwords[code].split()) for code in ("de", "en")}
        self._weak_words = {code: stopwords[f"weak_{code}"].split() for code in ("de", "en")}
        self._stemmers = {"de": Stemmer.Stemmer("german"), "en": Stemmer.Stemmer("english")}
        self._part_key = lru_cache(maxsize=100_000)(self._part_key_uncached)
        self._use(terms)

    def with_terms(self, terms):
        """Return an Analyser that cuts compounds at other words of the lexicon."""
        other = copy.copy(self)
        other._use(terms)
        return other

    def _use(self, terms):
        self.terms = terms
        self._terms_as_cores = marisa_trie.Trie(
            term for term in terms if len(term) >= lemmas.SHORTEST_CORE and not lemmas.is_core(term)
        )
        # Per word, not per text: a collection repeats its words, and this is the costly step.
        self.forms = lru_cache(maxsize=300_000)(self._forms)
        self._split = lru_cache(maxsize=100_000)(self._split_uncached)
        self._costs = {}

    @cached_property
    def weak_keys(self):
        """Keys of narrative words ("Jahr", "Kollege") that say little about what is needed."""
        return frozenset(
            self.forms(form, code)[0]
            for code, words in self._weak_words.items()
            for word in words
            for form in ({word, word.capitalize()} if code == "de" else {word})
        )

    def vote_language(self, text):
        """Return "de" or "en" by counting stop words; German where nothing speaks for English."""
        words = _WORD.findall(text[:4000].lower())
        votes = {code: sum(map(stop.__contains__, words)) for code, stop in self._stop.items()}
        if votes["de"] == votes["en"]:
            return self._vote_by_dictionary(text)
        return "en" if votes["en"] > votes["de"] else "de"

    def _vote_by_dictionary(self, text):
        words = [match.group() for match in _WORD.finditer(text[:400])]
        german = sum(lemmas.is_known(word, "de") for word in words)
        english = sum(lemmas.is_known(word.lower(), "en") for word in words)
        if any(letter in "äöüß" for letter in text[:400].lower()):
            return "de"
        return "en" if english > german else "de"

    def words(self, text, language):
        """Return the meaningful words of `text` as a list of Word, at most `word_limit`.

        What comes later is not looked at: nobody describes a need in more words, and the cost of a
        hostile text stays bounded.
        """
        found = []
        forms = self.forms
        for match in self._matches(text):
            if len(found) >= self.word_limit:
                break
            key, parts = forms(match[0][:LONGEST_WORD], language)
            if key:
                found.append(Word(*match.span(), key, parts))
        return found

    def surfaces(self, text):
        """Return every word of `text` as it is written, whether it carries meaning or not."""
        return [match[0] for match in self._matches(text)] if self._masked.search(text) else _WORD.findall(text)

    def spans(self, text):
        """Return (start, end) of every word of `text` as it is written, whether it carries meaning or not."""
        return [match.span() for match in self._matches(text)]

    def _matches(self, text):
        hidden = [match.span() for match in self._masked.finditer(text)]
        if not hidden:
            return _WORD.finditer(text)
        return (match for match in _WORD.finditer(text) if not _overlaps(*match.span(), hidden))

    def key(self, surface, language):
        """Return the key of one word without looking at its parts; empty where it carries no meaning."""
        lower = surface.lower()
        if len(lower) < 2 or lower in self._stop[language]:
            return ""
        return fold(lower) if _has_digit(lower) else self._key(surface, language)

    def _forms(self, surface, language):
        """Return (key, part keys) of one surface form; an empty key means: carries no meaning."""
        pieces = [piece for piece in re.split(r"[-‐‑& ]", surface) if piece]
        if len(pieces) == 1:
            return self._simple_forms(surface, language)
        joined = "".join(pieces)
        parts = []
        for piece in pieces:
            # "KI-Assistent" speaks of KI, "Bi-Metall" does not speak of BI.
            if len(piece) <= 3 and not piece.isupper():
                continue
            key, inner = self._simple_forms(piece, language)
            parts += [key, *inner] if key else []
        return self._simple_forms(joined, language)[0] or fold(joined), _unique(parts)

    def _simple_forms(self, surface, language):
        lower = surface.lower()
        acronym = surface.isupper() and 2 <= len(surface) <= 5
        if len(lower) < 2 or (not acronym and lower in self._stop[language]):
            return "", ()
        if acronym or _has_digit(lower):
            return fold(lower), ()
        parts = self._split(lower) if self._may_be_compound(surface, language) else ()
        return self._key(surface, language), _unique(self._part_key(part) for part in parts)

    def _may_be_compound(self, surface, language):
        # "warehouse" would fall into Ware and house.
        english = lemmas.is_known(surface.lower(), "en")
        return not english if language == "en" else not (english and not lemmas.is_known(surface, "de"))

    def _key(self, surface, language):
        lower = surface.lower()
        if lower in self._lemmas:
            return fold(self._lemmas[lower])
        other = "en" if language == "de" else "de"
        for code in (language, other):
            lemma = lemmas.lemma(_americanise(lower) if code == "en" else surface, code)
            if lemma is not None:
                return self._stem(lemma, code)
        dotted = lower.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
        if dotted != lower and lemmas.is_known(dotted, "de"):
            return self._stem(lemmas.lemma(dotted, "de"), "de")
        return self._stem(lower, language)

    def _stem(self, lemma, code):
        lower = self._lemmas.get(lemma.lower(), lemma.lower())
        shared = (
            code == "de" and lemma[:1].isupper() and lower not in self._false_friends and lemmas.is_known(lower, "en")
        )
        if code == "en" and lower in self._false_friends:
            # Keeps "gift" (present) and "Gift" (poison) apart.
            return "en:" + lower
        if code == "en" or shared:
            return fold(self._stemmers["en"].stemWord(lower))
        lower = lower.replace("ß", "ss")
        stem = self._stemmers["de"].stemWord(lower)
        # Snowball drops the dots; without them "Zähler" (meter) and "Zahl" (number) would be one word.
        kept = lower[: len(stem)]
        return fold(kept if kept.translate(_UNDOT) == stem else stem)

    def _part_key_uncached(self, part):
        return self._key(part.capitalize(), "de")

    def _split_uncached(self, word):
        """Return the parts of a German compound, inner compounds followed by their own parts.

        Dynamic programming over all cuts into known words of at least four letters with linking
        elements between them; fewer and better known parts win. Empty when the word is no compound.
        """
        size = len(word)
        if size < 9 or word in self._no_split or size > LONGEST_WORD:
            return ()
        best = {0: (0, 0, ())}
        for start in range(size - 1):
            reached = best.get(start)
            if reached is None:
                continue
            cost, count, parts = reached
            for end in self._ends_of_cores(word, start):
                core = word[start:end]
                inner, last = self._costs.get(core) or self._core_costs(core)
                if end == size:
                    if last is not None:
                        _keep_cheaper(best, end, (cost + last, count + 1, (*parts, core)))
                elif inner is not None:
                    longer = (*parts, core)
                    _keep_cheaper(best, end, (cost + inner, count + 1, longer))
                    for link in _LINKS_AT.get(word[end], ()):
                        if end + len(link) < size and word.startswith(link, end):
                            _keep_cheaper(best, end + len(link), (cost + inner + _LINK_COST, count + 1, longer))
        if size not in best:
            return ()
        parts = []
        for part in best[size][2]:
            parts += [part, *self._split(part)]
        return _unique(parts)

    def _ends_of_cores(self, word, start):
        """Return where a part of `word` that starts at `start` may end, and that is not all of it."""
        rest = word[start:]
        cores = [rest[:size] for size in (2, 3) if rest[:size] in self._short_parts]
        cores += lemmas.cores_at_start(rest)
        cores += self._terms_as_cores.prefixes(rest)
        return [start + len(core) for core in cores if len(core) < len(word)]

    def _core_costs(self, core):
        """Return what `core` costs inside a compound and at its end; None where it cannot stand there."""
        if len(self._costs) > _REMEMBERED_CORES:
            self._costs.clear()
        known = self._costs[core] = self._cost_of(core)
        return known

    def _cost_of(self, core):
        if core in self._stop_parts:
            return None, None
        if core in self.terms:
            return _TERM_COST, _TERM_COST
        if lemmas.is_known(core.capitalize(), "de"):
            return _NOUN_COST, _NOUN_COST
        if len(core) >= 5 and lemmas.is_known(core, "en"):
            return _WEAK_COST, _WEAK_COST
        # The stem of a verb: "prüf" in "Prüfstand".
        stem = lemmas.is_known(core + "en", "de") or lemmas.is_known(core + "n", "de")
        return (_WEAK_COST if stem else None), None


def _keep_cheaper(best, end, option):
    if end not in best or option < best[end]:
        best[end] = option


def _americanise(word):
    changed = _BRITISH.sub(lambda match: "iz" + match.group()[2:], word)
    return changed if changed != word and lemmas.is_known(changed, "en") else word


def _unique(values):
    return tuple(dict.fromkeys(value for value in values if value))
