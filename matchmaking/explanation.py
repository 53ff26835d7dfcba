"""What the engine says about a pair, prepared for readers: marked texts, factors that add up, reasons in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from companies.models import Need
from matchmaking.documents import NEED_TEXT_FIELDS
from matchmaking.engine import Reason, Span, render_change, render_reason
from matchmaking.enums import IntroductionState, Placing
from matchmaking.models import Introduction

# What a reader sees as one factor, in the order of the engine, and the contributions it consists of.
FACTORS = (
    ("text", _("Text of need and offer"), ("words", "concepts", "glosses", "everyday", "focus", "spelling")),
    ("topics", _("Topics"), ("topics",)),
    ("sector", _("Sector"), ("sector",)),
    ("region", _("Distance"), ("region",)),
    ("budget", _("Price and budget"), ("budget",)),
    ("kind", _("What is sought"), ("kind",)),
    ("language", _("Language"), ("language",)),
)
FACTOR_OF_REASON = {
    "same_topic": "topics",
    "same_topic_in_text": "topics",
    "related_topic": "topics",
    "topic_not_covered": "topics",
    "sector_served": "sector",
    "sector_near": "sector",
    "sector_other": "sector",
    "same_place": "region",
    "distance": "region",
    "same_region": "region",
    "budget_fits": "budget",
    "same_kind": "kind",
    "other_kind": "kind",
    "other_language": "language",
}
# From which score on which words stand beside the ring; the radar asks for candidates that fit at least well.
FITS_WELL = 45
VERDICTS = ((60, _("Fits very well")), (FITS_WELL, _("Fits well")), (30, _("Fits in part")), (0, _("Fits little")))
MARKS_PER_PHRASE = 2  # in each text; more would colour the whole page
EXCERPT = 700  # characters of an offer that are shown at once


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `number` where it is marked. The same number stands in the other text."""

    text: str
    number: int | None = None


@dataclass(frozen=True)
class Factor:
    """One line of the sum: points with one decimal, and what is behind them in words."""

    label: Any
    points: float
    note: str = ""


@dataclass(frozen=True)
class Passage:
    """A field of the need with its heading and its marked text."""

    label: Any
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Phrase:
    """Something both texts say: where the need says it and where the offer does."""

    need_spans: tuple[Span, ...]
    offer_spans: tuple[Span, ...]


Numbers = Mapping[Span, int]  # place in the need -> number beside the mark


def read_reasons(introduction: Introduction) -> list[Reason]:
    """Return the stored reasons as the engine's own."""
    return [
        Reason(
            row["code"],
            row["polarity"],
            row["params"],
            tuple(Span(**span) for span in row["need_spans"]),
            tuple(Span(**span) for span in row["offer_spans"]),
        )
        for row in introduction.reasons or ()
    ]


def placing_reasons(introduction: Introduction) -> list[Reason]:
    """Return what the sharing out of places says about a suggestion."""
    if introduction.state != IntroductionState.SUGGESTED:
        return []
    if introduction.placing == Placing.FULL:
        until = introduction.booked_until
        params = {"until": until.isoformat()} if until else {}
        if introduction.places:
            return [Reason("fully_booked", "against", {"places": introduction.places, **params})]
        return [Reason("booked_out", "against", params)]
    return [Reason("newcomer")] if introduction.is_newcomer and introduction.placing == Placing.PROPOSED else []


def in_words(reason: Reason, render: Callable[..., str] = render_reason) -> str:
    """Return the reason as a sentence in the active language; "" for one that a former engine gave and the
    present one has no words for."""
    try:
        return render(reason, "en" if (get_language() or "").startswith("en") else "de")
    except KeyError:
        return ""


def sentences(reasons: Iterable[Reason], polarity: str, render: Callable[..., str] = render_reason) -> list[str]:
    """Return the reasons of one polarity in words, each sentence once."""
    found = (in_words(reason, render) for reason in reasons if reason.polarity == polarity)
    return list(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True)
class Missing:
    """Why no offer fits a need, and what would have to change, as the last run that found none saw it."""

    reasons: list[str]
    changes: list[str]

    @classmethod
    def of(cls, need: Need) -> "Missing":
        outcome = getattr(need, "matching_outcome", None)
        hints = [Reason(row["code"], "hint", row["params"]) for row in (outcome.hints if outcome else ())]
        return cls(sentences(hints, "hint"), sentences(hints, "hint", render_change))


def strongest_reason(introduction: Introduction) -> str:
    """Return the first argument for the pair in words, "" where the engine gave none."""
    return next(iter(sentences(read_reasons(introduction), "for")), "")


def phrases(reasons: Iterable[Reason]) -> Iterator[Phrase]:
    """Yield what both texts say, one phrase for each pair of words that the reason names."""
    for reason in reasons:
        if reason.code == "shared_concept":
            yield Phrase(reason.need_spans[:MARKS_PER_PHRASE], reason.offer_spans[:MARKS_PER_PHRASE])
        else:
            for here, there in zip(reason.need_spans, reason.offer_spans, strict=False):
                yield Phrase((here,), (there,))


def number_phrases(introductions: Iterable[Introduction]) -> Numbers:
    """Number the phrases of the shown introductions in the order in which the need says them.

    Two phrases that overlap in the need share a number, so that every number of an offer is found there.
    """
    found = [phrase for introduction in introductions for phrase in phrases(read_reasons(introduction))]
    found = [phrase for phrase in found if phrase.need_spans and phrase.offer_spans]
    found.sort(key=lambda phrase: min(_place(span) for span in phrase.need_spans))
    numbers: dict[Span, int] = {}
    highest = 0
    for phrase in found:
        known = [numbers[span] for span in numbers if any(_overlap(span, other) for other in phrase.need_spans)]
        if not known:
            highest += 1
        for span in phrase.need_spans:
            numbers.setdefault(span, known[0] if known else highest)
    return numbers


def _place(span: Span) -> tuple[bool, int]:
    return span.field == "text", span.start


def _overlap(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def mark(text: str, places: Iterable[tuple[int, int, str, int]]) -> list[Piece]:
    """Cut `text` at `places` (start, end, the words that stood there, number).

    A place whose words have changed since the engine read them, or that overlaps an earlier one, is left out.
    """
    pieces, end = [], 0
    for start, stop, words, number in sorted(places, key=lambda place: (place[0], -place[1], place[3])):
        if start < end or text[start:stop] != words:
            continue
        if start > end:
            pieces.append(Piece(text[end:start]))
        pieces.append(Piece(words, number))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces


def need_title(need: Need, numbers: Numbers) -> list[Piece]:
    """Return the title of the need with its marks; [] where nothing in it is marked."""
    pieces = mark(need.title, _places(numbers, "title"))
    return pieces if any(piece.number for piece in pieces) else []


def need_passages(need: Need, numbers: Numbers) -> list[Passage]:
    """Return the fields of the need's text with their marks.

    The engine reads them as one text with a line break between the filled ones, see `need_document`.
    """
    passages, offset = [], 0
    for field in NEED_TEXT_FIELDS:
        text = getattr(need, field)
        if not text:
            continue
        inside = [
            (start - offset, stop - offset, words, number)
            for start, stop, words, number in _places(numbers, "text")
            if offset <= start and stop <= offset + len(text)
        ]
        passages.append(Passage(need._meta.get_field(field).verbose_name, mark(text, inside)))
        offset += len(text) + 1
    return passages


def _places(numbers: Numbers, field: str) -> list[tuple[int, int, str, int]]:
    return [(span.start, span.end, span.surface, number) for span, number in numbers.items() if span.field == field]


class Explanation:
    """One introduction as its page shows it. `numbers` are those of the need's text on the same page."""

    def __init__(self, introduction: Introduction, numbers: Numbers):
        self.introduction = introduction
        self.reasons = [*read_reasons(introduction), *placing_reasons(introduction)]
        self._marks = {
            (span, numbers[phrase.need_spans[0]])
            for phrase in phrases(self.reasons)
            for span in phrase.offer_spans
            if phrase.need_spans and phrase.need_spans[0] in numbers
        }

    @property
    def is_missing(self) -> bool:
        """Whether the pair has a score whose reasons cannot be told at present, see `explaining`."""
        return self.introduction.reasons is None

    @property
    def verdict(self) -> Any:
        """The score in words; None for a pair chosen by hand."""
        if self.introduction.score is None:
            return None
        return next(words for least, words in VERDICTS if self.introduction.score >= least)

    @property
    def title(self) -> list[Piece]:
        return mark(self.introduction.offer.title, self._offer_places("title"))

    @property
    def text(self) -> list[Piece]:
        return mark(self.introduction.offer.description, self._offer_places("text"))

    @property
    def excerpt(self) -> tuple[list[Piece], list[Piece]]:
        """The text of the offer in two parts: what is shown at once and what is folded away."""
        length, shown = 0, 0
        for piece in self.text:
            length += len(piece.text)
            shown += 1
            if length >= EXCERPT:
                break
        return self.text[:shown], self.text[shown:]

    def _offer_places(self, field: str) -> list[tuple[int, int, str, int]]:
        return [(s.start, s.end, s.surface, number) for s, number in self._marks if s.field == field]

    @property
    def speaks_for(self) -> list[str]:
        return sentences(self.reasons, "for")

    @property
    def speaks_against(self) -> list[str]:
        return sentences(self.reasons, "against")

    @property
    def changes(self) -> list[str]:
        """What would have to change for the pair to fit better."""
        return sentences(self.reasons, "against", render_change)

    @property
    def chance(self) -> int | None:
        """Of a hundred proposals like this, how many leads take; None as long as nobody knows."""
        acceptance = self.introduction.acceptance
        return None if acceptance is None else round(100 * acceptance)

    @property
    def score(self) -> float | None:
        """The score with one decimal: exactly the sum of the shown factors."""
        return None if self.introduction.score is None else round(self.introduction.score, 1)

    @property
    def factors(self) -> list[Factor]:
        """The sum behind the score, always the same lines in the same order."""
        if self.introduction.score is None:
            return []
        points = self.introduction.contributions
        known = {name for _key, _label, names in FACTORS for name in names}
        rows = [(key, label, sum(points.get(name, 0.0) for name in names)) for key, label, names in FACTORS]
        if rest := sum(value for name, value in points.items() if name not in known):
            rows.append(("other", _("Other"), rest))
        shown = share_tenths([value for _key, _label, value in rows], self.score)
        return [Factor(label, tenths, self._note(key)) for (key, label, _v), tenths in zip(rows, shown, strict=True)]

    def _note(self, key: str) -> str:
        if key == "text":
            return self._note_on_text()
        return " ".join(
            filter(None, (in_words(reason) for reason in self.reasons if FACTOR_OF_REASON.get(reason.code) == key))
        )

    def _note_on_text(self) -> str:
        shared = sorted({number for _span, number in self._marks})
        if not shared:
            return ""
        words = ngettext("one shared passage, number %(list)s", "shared passages, numbers %(list)s", len(shared))
        return words % {"list": ", ".join(map(str, shared))}


def share_tenths(values: Sequence[float], total: float) -> list[float]:
    """Round `values` to one decimal so that they add up to `total` (largest remainders)."""
    tenths = [int(value * 10 // 1) for value in values]
    missing = round(total * 10) - sum(tenths)
    by_remainder = sorted(range(len(values)), key=lambda i: values[i] * 10 - tenths[i], reverse=True)
    for i in by_remainder[: max(0, missing)]:
        tenths[i] += 1
    return [tenth / 10 for tenth in tenths]


def largest_points(explanations: Iterable[Explanation]) -> float:
    """Return the longest bar of the page in points, so that bars of several candidates can be compared."""
    found = (abs(factor.points) for each in explanations for factor in each.factors)
    return max(found, default=0.0) or 1.0
