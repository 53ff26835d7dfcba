"""What somebody is looking for: words, the lexemes they may be found by, and what was changed to find anything."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from string import ascii_lowercase

from django.db import connection
from rapidfuzz.distance import OSA

from matchmaking.engine.lexicon import EVERYDAY, TOPIC
from matchmaking.engine.resources import Resources
from search.analysis import (
    IN_TITLE,
    LANGUAGES,
    LONGEST,
    OF_CONCEPT,
    OF_TOPIC,
    SURE,
    SURE_OF_TOPIC,
    is_sure,
    quoted,
    reading,
    resources,
    sure_hits,
    telling_concepts,
)
from search.folding import cleaned, folded
from search.models import by_index
from search.tiers import Hits, hits

MOST_CHARACTERS, MOST_WORDS = 200, 10
_SHORTEST_START, _SHORTEST_PIECE = 4, 5  # letters of a word that others may begin with, or contain
_SHORTEST_FRONT = 4  # letters before a piece: "Verlagerung" and "Anlage" are no kinds of Lager and Lage
_MOST_RELATED, _MOST_READ = 20, 100
_SHORTEST_CORRECTED, _SHORTEST_OF_TWO_SLIPS = 4, 6
_MOST_ALIKE = 3
_ACRONYM = 4  # letters up to which a word may be one that somebody wrote in lower case
_FEWER = 5  # words up to which it is tried which one to leave out


@dataclass(frozen=True)
class Token:
    """One word of a query and the lexemes it may be found by.

    literal   it and its other forms; `related` words that contain it, `meant` concepts and topics of the same sense
    parts     lexemes that together say the same: the parts of a compound
    corrected what was looked for instead of a word that nobody uses
    is_spelt  a document has a word that is spelt like this
    """

    typed: str
    literal: frozenset[str]
    related: frozenset[str] = frozenset()
    meant: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    corrected: str = ""
    is_spelt: bool = False

    @cached_property
    def is_known(self) -> bool:
        """Whether some document has it; words that documents have need not be asked for."""
        if self.is_spelt or self.related:
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM search_document WHERE vector @@ %s::tsquery)", [self.anyhow])
            return cursor.fetchone()[0]

    @property
    def anyhow(self) -> str:
        ways = [quoted(lexeme) for lexeme in sorted(self.literal | self.related | self.meant)]
        if len(self.parts) > 1:
            ways.append(_all(quoted(part) for part in self.parts))
        return _any(ways)


@dataclass(frozen=True)
class Sense:
    """Several words that mean one thing together: places of the tokens, and its concepts and topics."""

    first: int
    last: int
    meant: frozenset[str]


@dataclass(frozen=True)
class Understood:
    """What the search made of a query.

    typed      what somebody typed, on one line
    tokens     its words that are looked for; without any, nothing can be found
    senses     words that belong together
    left_out   words that nothing was found for
    is_any     no document has all words: those with some of them are shown
    is_exact   only what was typed was looked for
    used       what it was read with, so that what was found is shown with the same; None where nothing was typed
    hits       what it finds, where it had to be asked to understand the query
    """

    typed: str
    tokens: tuple[Token, ...] = ()
    senses: tuple[Sense, ...] = ()
    left_out: tuple[str, ...] = ()
    is_any: bool = False
    is_exact: bool = False
    used: Resources | None = field(default=None, compare=False, repr=False)
    hits: Hits | None = field(default=None, compare=False, repr=False)

    @property
    def is_changed(self) -> bool:
        """Whether something else was looked for than what was typed."""
        return bool(self.left_out or self.is_any or self.corrections)

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """What was typed and what was looked for instead."""
        return [(token.typed, token.corrected) for token in self.tokens if token.corrected]

    @property
    def spelling(self) -> str:
        """The query as it was corrected."""
        return " ".join(token.corrected or token.typed for token in self.tokens)

    @property
    def lexemes(self) -> frozenset[str]:
        """Words that make a hit."""
        return frozenset().union(*(token.literal | token.related | frozenset(token.parts) for token in self.tokens))

    @property
    def meant(self) -> frozenset[str]:
        """Concepts and topics that make a hit, in the spelling of the index."""
        return frozenset().union(*(each.meant for each in (*self.tokens, *self.senses)))

    @property
    def topics(self) -> list[str]:
        """Slugs of the topics that the query speaks of."""
        return sorted(lexeme[1:] for lexeme in self.meant if lexeme.startswith(OF_TOPIC))

    def queries(self) -> list[str]:
        """Return the conditions a document may fulfil, the best first: in the title, literally, by sense."""
        combined = _any if self.is_any else _all
        titles = [_any(quoted(IN_TITLE + lexeme) for lexeme in sorted(token.literal)) for token in self.tokens]
        literal = [_any(map(quoted, sorted(token.literal))) for token in self.tokens]
        if self.is_exact:
            return [combined(titles), combined(literal)]
        if self.is_any:
            return [*self._with_most(), _any(token.anyhow for token in self.tokens)]
        return [_all(titles), _all(literal), self._by_sense()]

    def _with_most(self) -> list[str]:
        if not 2 < len(self.tokens) <= _FEWER:
            return []
        return [_any(_all(t.anyhow for t in some) for some in combinations(self.tokens, len(self.tokens) - 1))]

    def _by_sense(self) -> str:
        """Every word somehow; words that mean one thing together may be replaced by it."""
        units, position = [], 0
        while position < len(self.tokens):
            sense = next((each for each in self.senses if each.first == position), None)
            last = sense.last if sense else position
            unit = _all(token.anyhow for token in self.tokens[position : last + 1])
            units.append(_any([unit, *map(quoted, sorted(sense.meant))]) if sense else unit)
            position = last + 1
        return _all(units)

    @property
    def ranking(self) -> str:
        """The words that count for the order, however they are combined."""
        return _any(map(quoted, sorted(self.lexemes | self.meant)))


def understand(query: str, *, exact: bool = False) -> Understood:
    """Read `query`, whatever it holds. With `exact` nothing is corrected, related or left out."""
    typed = cleaned(query, MOST_CHARACTERS)
    if not typed:
        return Understood("", is_exact=exact)  # without the database: rows of lists ask this often
    with by_index(), reading():
        return replace(_understood(typed, exact), used=resources())


def _understood(typed: str, exact: bool) -> Understood:
    surfaces = _surfaces(typed)
    tokens = _with_spellings([_token(surface) for surface in surfaces])
    if exact or not tokens:
        return Understood(typed, tuple(replace(token, meant=frozenset()) for token in tokens), is_exact=exact)
    tokens = [_with_related(token) for token in tokens]
    # Words that mean something together stay, even if nobody uses them one by one: "künstliche Intelligenz".
    joined = {place for sense in _senses(tokens) for place in range(sense.first, sense.last + 1)}
    tokens = [token if place in joined else _corrected(token) for place, token in enumerate(tokens)]
    known = [token for place, token in enumerate(tokens) if place in joined or token.corrected or token.is_known]
    left_out = tuple(token.typed for token in tokens if token not in known)
    if not known:
        return Understood(typed, tuple(tokens), left_out=left_out)
    found = Understood(typed, tuple(known), _senses(known), left_out)
    if len(known) == 1:
        return found
    with_all = hits(found.queries())
    return replace(found, hits=with_all) if with_all.count else replace(found, is_any=True)


def _surfaces(typed: str) -> list[str]:
    """Return the words that say something. A word that only English has as a filler stays where it may be a German
    abbreviation: "it sicherheit"."""
    analyser = resources().analyser
    found: dict[int, list[str]] = defaultdict(list)
    for language in LANGUAGES:
        for word in analyser.words(typed, language):
            found[word.start].append(typed[word.start : word.end])
    kept = [
        surfaces[0]
        for _start, surfaces in sorted(found.items())
        if len(surfaces) == len(LANGUAGES) or _is_abbreviation(surfaces[0])
    ]
    return [surface for surface in dict.fromkeys(kept) if len(surface) <= LONGEST][:MOST_WORDS]


def _is_abbreviation(surface: str) -> bool:
    return len(surface) <= _ACRONYM and bool(resources().term_index.labels(surface.lower()))


def _token(surface: str) -> Token:
    """Read one word in both languages, as it is and with a capital letter: people who search type in lower case."""
    analyser, literal, parts, meant = resources().analyser, set(), (), set()
    variants = [surface, surface[:1].upper() + surface[1:]]
    if len(surface) <= _ACRONYM:
        variants.append(surface.upper())
    for variant in dict.fromkeys(variants):
        for language in LANGUAGES:
            for word in analyser.words(variant, language)[:1]:
                literal.add(word.key)
                parts = parts or _leaves(word.parts)
                meant |= _meant([word])
    return Token(surface, frozenset(literal), meant=frozenset(meant), parts=parts)


def _leaves(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts that are not cut again; the analyser lists an inner compound before its own parts."""
    return tuple(part for part in parts if not any(part != other and part.startswith(other) for other in parts))


def _meant(words: list) -> set[str]:
    """Return what the words mean for the index: concepts and topics."""
    labels = [
        label
        for word in words
        for label, weight in resources().term_index.labels(word.key)
        if weight >= SURE and is_sure(word.key, label)
    ]
    labels += [hit.concept for hit in sure_hits(words) if hit.weight >= SURE_OF_TOPIC]
    concepts = {label for label in labels if not label.startswith((TOPIC, EVERYDAY))} & telling_concepts()
    return {OF_CONCEPT + each for each in concepts} | {
        OF_TOPIC + label.removeprefix(TOPIC) for label in labels if label.startswith(TOPIC)
    }


def _senses(tokens: list[Token]) -> tuple[Sense, ...]:
    """Return what neighbouring words mean together: "vorausschauende Wartung"."""
    text = " ".join(token.corrected or token.typed for token in tokens)
    starts, place = {}, 0
    for number, token in enumerate(tokens):
        starts[place] = number
        place += len(token.corrected or token.typed) + 1
    senses: dict[tuple[int, int], set[str]] = defaultdict(set)
    for language in LANGUAGES:
        words = resources().analyser.words(text, language)
        for label, weight, first, last in resources().term_index.find_longer(words)[0]:
            span = starts.get(words[first].start), starts.get(words[last].start)
            if last > first and weight >= SURE_OF_TOPIC and None not in span:
                if label.startswith(TOPIC):
                    senses[span].add(OF_TOPIC + label.removeprefix(TOPIC))
                elif label in telling_concepts():
                    senses[span].add(OF_CONCEPT + label)
    return tuple(Sense(first, last, frozenset(meant)) for (first, last), meant in sorted(senses.items(), key=_widest))


def _widest(item: tuple) -> tuple:
    (first, last), _meant = item
    return first, -last


def _with_spellings(tokens: list[Token]) -> list[Token]:
    """Add the lexemes of words that are the same but for umlauts and hyphens."""
    words = {folded(token.typed) for token in tokens} - {""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, lexeme, documents FROM search_word WHERE word = ANY(%s)", [sorted(words)])
        rows = cursor.fetchall()
    return [_spelt(token, [row[1:] for row in rows if row[0] == folded(token.typed)]) for token in tokens]


def _spelt(token: Token, spellings: list[tuple[str, int]]) -> Token:
    """Add lexemes of the word, each with the number of documents that have it spelt like that."""
    literal = token.literal.union(lexeme for lexeme, _documents in spellings)
    return replace(token, literal=literal, is_spelt=any(documents for _lexeme, documents in spellings))


def _with_related(token: Token) -> Token:
    """Add words that begin with this one, and longer ones that end with it or contain it; not those that are found
    anyway, because the word is one of their parts."""
    piece = folded(token.typed)
    if len(piece) < _SHORTEST_START or any(letter.isdigit() for letter in piece):
        return token
    like = f"%{piece}%" if len(piece) >= _SHORTEST_PIECE else f"{piece}%"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, lexeme FROM search_word WHERE word LIKE %s AND documents > 0 AND (parts && %s) IS NOT TRUE"
            " ORDER BY documents DESC, word LIMIT %s",
            [like, sorted(token.literal), _MOST_READ],
        )
        rows = cursor.fetchall()
    fitting = [lexeme for word, lexeme in rows if _contains(word, piece)]
    return replace(token, related=frozenset(fitting[:_MOST_RELATED]) - token.literal)


def _contains(word: str, piece: str) -> bool:
    front = word.find(piece)
    return front == 0 or front >= _SHORTEST_FRONT


def _corrected(token: Token) -> Token:
    """Replace a word that nobody uses by the closest one that somebody does."""
    piece = folded(token.typed)
    if token.related or len(piece) < _SHORTEST_CORRECTED or token.is_known:
        return token
    for shown, spellings in _alike(piece):
        other = _with_related(_spelt(_token(shown), spellings))
        if other.is_known:
            return replace(other, typed=token.typed, corrected=shown)
    return token


def _alike(piece: str) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield known words that differ from `piece` by few letters, the closest and most frequent first: as written, and
    their lexemes, each with the number of documents that have it."""
    # One text that the server cuts, behind a SELECT: what the planner sees it compares with its statistics.
    yield from _best(
        "SELECT word, lexeme, documents, shown FROM search_word"
        " WHERE word = ANY((SELECT string_to_array(%s, ' '))::text[])",
        " ".join(_one_slip(piece)),
    )
    if len(piece) < _SHORTEST_OF_TWO_SLIPS:
        return
    # Whoever made two slips is rare, and these rows cost as much as the whole rest of the search.
    yield from _best(
        "SELECT word, lexeme, documents, shown FROM search_word WHERE word %% %s",
        piece,
        lambda word: abs(len(word) - len(piece)) <= 2 and OSA.distance(piece, word) == 2,
    )


def _best(
    statement: str, asked: str, fits: Callable[[str], bool] = lambda word: True
) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return of the words that `statement` finds and that fit the most frequent ones."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked])
        rows = [row for row in cursor.fetchall() if fits(row[0])]
    spellings: dict[str, list[tuple[str, int]]] = defaultdict(list)
    best: dict[str, tuple[int, str]] = {}
    for word, lexeme, documents, shown in rows:
        spellings[word].append((lexeme, documents))
        best[word] = min((-documents, shown), best.get(word, (0, shown)))
    return [(best[word][1], spellings[word]) for word in sorted(best, key=best.get)[:_MOST_ALIKE]]


def _one_slip(piece: str) -> list[str]:
    """Return all that `piece` may have been before one slip: a letter too many, two changed places, a wrong letter, a
    letter missing. To look some hundred up is faster than to compare with all words."""
    cuts = [(piece[:place], piece[place:]) for place in range(len(piece) + 1)]
    slips = [before + after[1:] for before, after in cuts if after]
    slips += [before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1]
    slips += [before + letter + after[1:] for before, after in cuts if after for letter in ascii_lowercase]
    slips += [before + letter + after for before, after in cuts for letter in ascii_lowercase]
    return sorted({*slips} - {piece})


def _any(ways) -> str:
    return _joined(ways, " | ")


def _all(ways) -> str:
    return _joined(ways, " & ")


def _joined(ways, sign: str) -> str:
    listed = [each for each in dict.fromkeys(ways) if each]
    return f"({sign.join(listed)})" if len(listed) > 1 else "".join(listed)
