"""What comes out of the engine: ranked pairs with their contributions and reasons."""

from dataclasses import dataclass, field

# What is said about the matter itself; only this can lift a pair above the evidence floor.
# The order is part of the contract: it is the order of the keys in every contributions dict.
EVIDENCE = ("words", "concepts", "glosses", "everyday", "focus", "spelling", "topics")
# What is taken off where all needs are known, see `demand.py`; the last key, and no part of a pair's own score.
DEMAND = "demand"
CONTRIBUTIONS = (*EVIDENCE, "sector", "region", "budget", "kind", "language")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document: `start` and `end` are character offsets into `field` ("title" or "text")."""

    field: str
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One argument for or against a pair.

    code         stable name of the kind of argument, see `wording.py`
    polarity     "for", "against", or "hint" where there is no pair
    params       plain values that fill the sentence (ids, kilometres, amounts)
    need_spans   where the need says it; offer_spans where the offer says it
    """

    code: str
    polarity: str = "for"
    params: dict = field(default_factory=dict)
    need_spans: tuple[Span, ...] = ()
    offer_spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One offer proposed for one need.

    score          0 to 100, the sum of `contributions` (each rounded to 6 decimals)
    probability    None until acceptance is learnt from decisions
    """

    need_id: str
    offer_id: str
    rank: int
    score: float
    probability: float | None
    contributions: dict[str, float]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The offers proposed for one need, best first.

    hints   where nothing fits (`pairs` is empty): what is missing, as Reasons with the polarity "hint"
    """

    need_id: str
    pairs: tuple[Pair, ...]
    hints: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicGuess:
    """A topic that a text speaks about.

    strength    0 to 1, saturating: many synonyms of one topic do not add up without limit
    spans       the places that led to the guess
    """

    topic_id: str
    strength: float
    spans: tuple[Span, ...]
