"""Points for pairs: the text channels and the structured evidence, weighted."""

from collections import defaultdict

import numpy as np

from . import facts
from .channels import build_channels
from .corpus import extract_features
from .results import CONTRIBUTIONS

# Contributions are whole numbers of this fraction of a point until they are handed out.
MICRO = 1_000_000


class _Side:
    """One list of documents with what was read from them."""

    def __init__(self, documents, resources, text_only):
        self.features = [extract_features(document, resources, text_only=text_only) for document in documents]
        self.topics = [
            facts.topic_strengths(document, found, resources, text_only=text_only)
            for document, found in zip(documents, self.features, strict=True)
        ]
        self.sectors = [facts.known_sectors(document.sectors, resources) for document in documents]
        self.languages = np.array([found.language for found in self.features], dtype="U2")


class Scorer:
    """All that is computed once per run; `block` gives the points of a stretch of needs."""

    def __init__(self, needs, offers, profile, resources):
        self.needs, self.offers, self.resources = needs, offers, resources
        self.text_only = profile == "text"
        self.need_side = _Side(needs, resources, self.text_only)
        self.offer_side = _Side(offers, resources, self.text_only)
        self._weights = resources.weights
        self._points = resources.weights["points"][profile]
        self._channels = build_channels(self.need_side.features, self.offer_side.features, resources)
        self._asked, self._said = facts.topic_tables(self.need_side.topics, self.offer_side.topics, resources)
        self._offer_facts = _distinct(
            facts.Facts.of(offer, sectors) for offer, sectors in zip(offers, self.offer_side.sectors, strict=True)
        )

    @property
    def text_points(self):
        """Return how many micro-points the three text channels can give together."""
        return self._points["text"] * MICRO

    def rarity(self, name):
        """Return key -> weight of the channel "words" or "concepts"; only keys some need asks for."""
        return self._channels[name].weights

    def block(self, start, stop):
        """Return ({contribution: micro-points}, allowed) for needs[start:stop] against all offers.

        Both hold arrays of shape (stop - start, offers); `allowed` is False for hard exclusions.
        """
        shares = self._text_shares(start, stop)
        shares["topics"] = self._points["topics"] * (self._asked[start:stop] @ self._said.T)
        allowed = np.ones((stop - start, len(self.offers)), dtype=bool)
        if not self.text_only:
            self._add_facts(start, stop, shares, allowed)
        parts = {name: np.rint(shares[name] * MICRO).astype(np.int64) for name in CONTRIBUTIONS if name in shares}
        _lift_to_zero(parts)
        return parts, allowed

    def _text_shares(self, start, stop):
        settings, mix = self._weights["text"], self._weights["mix"]
        same = self.need_side.languages[start:stop, None] == self.offer_side.languages[None, :]
        shares = {}
        for name, channel in self._channels.items():
            covered = np.clip(channel.block(start, stop), 0.0, 1.0) ** settings["stretch"]
            shares[name] = np.where(same, mix["same"][name], mix["cross"][name]) * covered
        total = sum(shares.values())
        # Two people never say the same thing in the same words: the first common points are worth
        # most. All channels are lifted alike, so each keeps its part of the sum.
        bend = settings["bend"]
        lifted = -np.expm1(-bend * total) / -np.expm1(-bend)
        factor = self._points["text"] * np.divide(lifted, total, out=np.zeros_like(total), where=total > 0)
        return {name: share * factor for name, share in shares.items()}

    def _add_facts(self, start, stop, shares, allowed):
        signals = ("sector", "region", "budget", "kind")
        shape = (stop - start, len(self.offers))
        shares.update({name: np.zeros(shape) for name in signals})
        for row, index in enumerate(range(start, stop)):
            need = facts.Facts.of(self.needs[index], self.need_side.sectors[index])
            # Offers share few combinations of facts: each is compared once, not once per offer.
            for offer, columns in self._offer_facts:
                allowed[row, columns] = not facts.is_excluded(need, offer)
                for name, share in facts.compare(need, offer, self.resources).items():
                    shares[name][row, columns] = self._points[name] * share
        same = self.need_side.languages[start:stop, None] == self.offer_side.languages[None, :]
        shares["language"] = self._points["language"] * same


def _distinct(values):
    columns = defaultdict(list)
    for column, value in enumerate(values):
        columns[value].append(column)
    return [(value, np.array(found)) for value, found in columns.items()]


def _lift_to_zero(parts):
    """Shorten what speaks against a pair where it would push the score below zero."""
    missing = np.maximum(0, -sum(parts.values()))
    for part in parts.values():
        lift = np.minimum(missing, np.maximum(0, -part))
        part += lift
        missing -= lift
