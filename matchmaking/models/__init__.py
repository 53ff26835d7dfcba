from matchmaking.exclusions.models import Exclusion
from matchmaking.learning.models import LearnedWeights
from matchmaking.lexicon.models import LexiconEdit, LexiconPreview, LexiconVersion
from matchmaking.models.introductions import (
    OPEN,
    SHOWN_AT_ONCE,
    ContactDisclosure,
    Introduction,
    IntroductionQuestion,
    ProposalLook,
)
from matchmaking.models.runs import MatchingOutcome, MatchingRun, MatchingShard
from matchmaking.models.snapshots import Analysis, OfferPool, PoolStatistics, Weights

__all__ = [
    "OPEN",
    "SHOWN_AT_ONCE",
    "Analysis",
    "ContactDisclosure",
    "Exclusion",
    "Introduction",
    "IntroductionQuestion",
    "LearnedWeights",
    "LexiconEdit",
    "LexiconPreview",
    "LexiconVersion",
    "MatchingOutcome",
    "MatchingRun",
    "MatchingShard",
    "OfferPool",
    "PoolStatistics",
    "ProposalLook",
    "Weights",
]
