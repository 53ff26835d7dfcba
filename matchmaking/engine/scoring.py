"""Points for pairs: the text channels and the structured evidence, weighted."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .facts import SIGNALS
from .index import Index
from .results import CONTRIBUTIONS, DEMAND
from .weighing import KINDS, Weigher

# Contributions are whole numbers of this fraction of a point until they are handed out.
MICRO = 1_000_000


@dataclass(frozen=True)
class Scores:
    """Points of needs and their candidates; all arrays have the shape (needs, candidates).

    offers     places in the pool, -1 for none
    points     contribution -> micro-points
    allowed    False for hard exclusions and where there is no offer
    evidence   how much speaks for a fit at all; from 1 on a pair may be proposed
    order      what candidates are ranked by, in micro-points; None: the score
    """

    offers: np.ndarray
    points: dict[str, np.ndarray]
    allowed: np.ndarray
    evidence: np.ndarray
    order: np.ndarray | None = None

    @cached_property
    def total(self):
        """Return the scores in micro-points."""
        return sum(self.points.values())

    def lessened(self, demand):
        """Return the Scores without what each offer gives to everybody, see `demand.measure`.

        No score falls below zero; the order tells pairs apart that do.
        """
        off = np.where(self.offers >= 0, demand[self.offers], 0)
        points = self.points | {DEMAND: -np.minimum(off, self.total)}
        return replace(self, points=points, order=self.total - off)


class Pool:
    """Offers ready to be asked by any number of needs.

    offers       Counts of the offers, with the topics of the profile
    facts        FactTable of the offers; None for the profile "text"
    statistics   Statistics that rarity and length are measured against

    `topics_offered` holds the ids of the topics that some offer is about.
    """

    def __init__(self, offers, facts, statistics, resources):
        self.resources, self.statistics, self.facts = resources, statistics, facts
        self.text_only = facts is None
        self.vocabulary = offers.table.vocabulary
        names, topics = self.vocabulary.keys("topics"), offers.topics
        self.topics_offered = frozenset(names[number] for number in np.unique(topics.numbers[topics.values >= 0.5]))
        self._weigher = Weigher(statistics, self.vocabulary, resources)
        self.index = Index(self._weigher.offers(offers), self.vocabulary)
        self._points = resources.weights["points"]["text" if self.text_only else "full"]
        self._mix = resources.weights["mix"]
        self._reach = {
            kind: np.array(
                [self._points["text"] * mix["terms"], self._points["text"] * mix["spelling"], self._points["topics"]]
            )
            for kind, mix in self._mix.items()
        }

    @property
    def text_points(self):
        """Return how many micro-points the text can give at most."""
        return self._points["text"] * MICRO

    def rarity(self, key):
        """Return how much a key (see `features`) counts in this pool."""
        number = self.vocabulary.number("keys", key)
        return float(self._weigher.key_weights("keys")[number])

    def get_ready(self):
        """Weigh the keys that are new in the vocabulary; to be called before threads ask for `needs` or `points`."""
        self._weigher.learn_keys()
        self.index.get_ready()

    def needs(self, counts):
        """Return the NeedSide of Counts over the pool's vocabulary, to be given to `points`."""
        return self._weigher.needs(counts)

    def points(self, needs, facts, top):
        """Return the Scores of a NeedSide, best candidates only.

        facts   FactComparison and the rows of these needs in it; None for the profile "text"
        top     how many offers per need will be looked at
        """
        offers, shares = self.index.shares(needs, self._reach, top)
        same = needs.languages[:, None] == self.index.languages[offers]
        parts = self._text_points(shares, same)
        parts["topics"] = self._points["topics"] * shares["topics"]
        allowed = offers >= 0
        if facts is not None:
            comparison, rows = facts
            signals, possible = comparison.shares(rows[:, None], offers)
            allowed &= possible
            parts.update({name: self._points[name] * signals[name] for name in SIGNALS})
            parts["language"] = self._points["language"] * same
        whole = {name: np.rint(parts[name] * MICRO).astype(np.int64) for name in CONTRIBUTIONS if name in parts}
        _lift_to_zero(whole)
        return Scores(offers, whole, allowed, self._evidence(shares, needs.mass))

    def _evidence(self, shares, mass):
        """Return how much speaks for a fit at all, in absolute terms: 1 is enough to propose a pair.

        Counts what is answered beyond everyday words, in words as rare as can be, how much of the offer is about
        the need, and shared topics.
        """
        settings = self.resources.weights["evidence"]
        said = sum(shares[kind] for kind in KINDS if kind != "everyday") * mass[:, None]
        return said * settings["words"] + shares["focus"] * settings["focus"] + shares["topics"] * settings["topics"]

    def _text_points(self, shares, same):
        settings = self.resources.weights["text"]
        # What any two texts of a language share counts as nothing.
        heard = np.maximum(0.0, shares["spelling"] - settings["noise"]) / (1.0 - settings["noise"])
        evidence = {kind: ("terms", shares[kind]) for kind in KINDS}
        evidence["focus"] = ("focus", shares["focus"])
        evidence["spelling"] = ("spelling", np.minimum(1.0, heard))
        parts = {
            name: np.where(same, self._mix["same"][source], self._mix["cross"][source]) * share
            for name, (source, share) in evidence.items()
        }
        total = sum(parts.values())
        # Two people never say the same thing in the same words: the first common points are worth
        # most. All parts are lifted alike, so each keeps its share of the sum.
        bend = settings["bend"]
        factor = self._points["text"] * (1.0 + bend) / (total + bend)
        return {name: part * factor for name, part in parts.items()}


def _lift_to_zero(parts):
    """Shorten what speaks against a pair where it would push the score below zero."""
    missing = np.maximum(0, -sum(parts.values()))
    if not missing.any():
        return
    for part in parts.values():
        lift = np.minimum(missing, np.maximum(0, -part))
        part += lift
        missing -= lift
