"""The matchmaking engine: needs and offers in, ranked pairs with contributions and reasons out.

Pure Python without Django, database or network. It proposes; a person decides. `docs/matching.md` tells
how a score comes about.
"""

from importlib import import_module

from .documents import LANGUAGES, NEED_KINDS, REGIONS, Document
from .resources import load_resources
from .results import CONTRIBUTIONS, Pair, Ranking, Reason, Span, TopicGuess
from .wording import render_change, render_for_company, render_reason

__all__ = [
    "CONTRIBUTIONS",
    "LANGUAGES",
    "NEED_KINDS",
    "PROFILES",
    "REGIONS",
    "Document",
    "Pair",
    "Ranking",
    "Reason",
    "Span",
    "TopicGuess",
    "analysis_version",
    "engine_version",
    "lexicon_version",
    "load_resources",
    "rank",
    "render_change",
    "render_for_company",
    "render_reason",
    "suggest_topics",
    "weights_version",
]


_HEAVY = {"PROFILES": ".ranking", "rank": ".ranking", "suggest_topics": ".topics"}


def __getattr__(name):
    """Import what needs NumPy and SciPy only when it is used: pages and commands without it start sooner."""
    if name in _HEAVY:
        return getattr(import_module(_HEAVY[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def engine_version():
    """Return the version of code and data together; equal versions give equal scores."""
    return load_resources().engine_version


def analysis_version():
    """Return the version of the text analysis: keys stored under it stay comparable."""
    return load_resources().analysis_version


def lexicon_version():
    """Return the version of lexicon, topics, places and sectors."""
    return load_resources().lexicon_version


def weights_version():
    """Return the version of the weights."""
    return load_resources().weights_version
