"""From what was counted in texts to weights, by the statistics of a pool.

The heart is the alignment: every word of the need looks for its best answer in the offer, be it the word
itself, a part of it, a concept or a translation. What it finds counts at most as much as the word is rare, so
that knowing many synonyms neither inflates a need nor lets an ambiguous word count twice. The same the other
way round says how much of the offer is about this need. Character n-grams catch what no list knows.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from . import kernels
from .features import CONCEPT, EVERYDAY_CONCEPT, EVERYDAY_WORD, GLOSS, STORY_WORD, WORD, Rows, TermRows
from .statistics import COUNTED

# The ways in which a word of the need can be answered, in the order of the kernel's columns. What everybody
# says ("bekommen", "schnell") is told apart: it helps in ranking, but is no evidence that something fits.
KINDS = ("words", "concepts", "glosses", "everyday")
_KIND = {WORD: 0, EVERYDAY_WORD: 3, STORY_WORD: 3, CONCEPT: 1, EVERYDAY_CONCEPT: 3, GLOSS: 2}
_EVERYDAY = KINDS.index("everyday")


@dataclass(frozen=True)
class OfferSide:
    """Offers, weighted: keys by how clearly they are said (0 to 1), n-grams as unit vectors, topics by strength.

    terms   TermRows whose strengths say which share of the offer an answer is
    """

    languages: np.ndarray
    keys: Rows
    terms: TermRows
    grams: Rows
    topics: Rows

    def __len__(self):
        return len(self.languages)


@dataclass(frozen=True)
class NeedSide:
    """Needs, weighted: the same the other way round.

    kinds   per entry of `terms`, which of KINDS it is
    mass    per need, how many words as rare as can be a full answer amounts to
    """

    languages: np.ndarray
    keys: Rows
    terms: TermRows
    kinds: np.ndarray
    mass: np.ndarray
    grams: Rows
    topics: Rows

    def __len__(self):
        return len(self.languages)


def key_factors(settings):
    """Return kind of key -> how surely an answer of this kind is one; `settings` is the weights' section "text"."""
    sure = dict.fromkeys((WORD, EVERYDAY_WORD, STORY_WORD), 1.0)
    return sure | {CONCEPT: settings["concept"], EVERYDAY_CONCEPT: settings["everyday"], GLOSS: settings["gloss"]}


class Weigher:
    """Weighs Counts by the Statistics of a pool."""

    def __init__(self, statistics, vocabulary, resources):
        self._statistics, self._vocabulary, self._resources = statistics, vocabulary, resources
        self._settings = resources.weights["text"]
        self._weights, self._factors = {}, (np.zeros(0, dtype=np.int8), np.zeros(0))

    def learn_keys(self):
        """Weigh every key of the vocabulary. What follows only reads, until the vocabulary grows."""
        for name in COUNTED:
            self.key_weights(name)
        self._kind_factors()

    def key_weights(self, name):
        """Return the rarity of every key of a namespace by its number; story-telling words count less."""
        known, keys = self._weights.get(name, np.zeros(0)), self._vocabulary.keys(name)
        if len(known) < len(keys):
            news = keys[len(known) :]
            rarity = self._statistics.rarity(name, news)
            if name == "keys":
                rarity *= np.where([key[0] == STORY_WORD for key in news], self._settings["weak"], 1.0)
            known = self._weights[name] = np.concatenate([known, rarity])
        return known

    def _kind_factors(self):
        """Return (kind, factor) per key number: how surely an answer of this kind is one."""
        kinds, sure = self._factors
        keys = self._vocabulary.keys("keys")
        if len(kinds) < len(keys):
            factors = key_factors(self._settings)
            letters = [key[0] for key in keys[len(kinds) :]]
            self._factors = (
                np.concatenate([kinds, np.array([_KIND[letter] for letter in letters], dtype=np.int8)]),
                np.concatenate([sure, [factors[letter] for letter in letters]]),
            )
        return self._factors

    def offers(self, counts):
        """Return the OfferSide of Counts."""
        return OfferSide(
            counts.table.languages,
            self._said(counts),
            self._terms(counts)[0],
            self._unit(counts.grams),
            self._spread(counts.topics),
        )

    def needs(self, counts):
        """Return the NeedSide of Counts."""
        terms, mass = self._terms(counts, self._settings["enough"])
        lengths = np.diff(terms.entries)
        lead = np.repeat(self._kind_factors()[0][terms.numbers[terms.entries[:-1]]], lengths)
        kinds = self._kind_factors()[0][terms.numbers]
        # A translation of an everyday word is everyday, too; a concept stands for itself.
        kinds = np.where((lead == _EVERYDAY) & (kinds != _KIND[CONCEPT]), _EVERYDAY, kinds).astype(np.int8)
        return NeedSide(
            counts.table.languages,
            self._said(counts),
            terms,
            kinds,
            mass / np.log1p(self._statistics.documents),
            self._unit(counts.grams),
            self._asked_topics(counts.topics),
        )

    def _said(self, counts):
        """Return how clearly each text says its keys: BM25's saturation and length normalisation
        (Robertson/Zaragoza); a key said once in a text of mean length, or more clearly, counts 1."""
        k1, b = self._settings["k1"], self._settings["b"]
        norm = k1 * (1 - b + b * counts.lengths() / self._statistics.length)
        keys = counts.keys
        said = np.minimum(1.0, keys.values * (k1 + 1) / (keys.values + norm[keys.owners]))
        return Rows(keys.indptr, keys.numbers, said)

    def _terms(self, counts, enough=None):
        """Return (terms, mass): what an answer by each of their keys gives, as a share of the text's mass.

        enough   so many of the heaviest words make up the mass of a text; None: all of them. Who answers that
                 many of a long need's words has answered it, the rest is story. An offer that lists every
                 keyword of the trade is about none of them.
        """
        terms = counts.table.terms
        rarity, factors = self.key_weights("keys"), self._kind_factors()[1]
        group_terms = np.repeat(np.arange(len(terms.counts)), np.diff(terms.groups))
        lead = rarity[terms.numbers[terms.entries[:-1]]]  # of the word itself, or of the part
        whole = np.zeros(len(lead), dtype=bool)
        whole[terms.groups[:-1]] = True
        base = lead[whole]
        # Saying a word three times does not make it three times as important.
        said = np.minimum(1.0, terms.counts) + np.log(np.maximum(1.0, terms.counts))
        owners = np.repeat(np.arange(len(counts)), np.diff(terms.terms))
        weights = base * said
        if enough is not None:
            weights = np.where(_place_by_weight(owners, weights) < enough, weights, 0.0)
        mass = np.bincount(owners, weights=weights, minlength=len(counts))
        share = np.divide(said, mass[owners], out=np.zeros_like(said), where=mass[owners] > 0)
        of_parts = np.bincount(group_terms, weights=np.where(whole, 0.0, lead), minlength=len(base))
        # All parts of a compound together are worth a little less than the compound.
        parts = self._settings["parts"] * base[group_terms] / np.maximum(of_parts[group_terms], 1e-9)
        scale = np.where(whole, 1.0, parts) * share[group_terms]
        lengths = np.diff(terms.entries)
        value = np.minimum(np.repeat(lead, lengths), rarity[terms.numbers])
        value *= factors[terms.numbers] * terms.strengths * np.repeat(scale, lengths)
        return TermRows(terms.terms, terms.counts, terms.groups, terms.entries, terms.numbers, value), mass

    def _unit(self, spelt):
        """Return rows of length 1 of the rarest n-grams of each text."""
        values = (1.0 + np.log(np.maximum(1.0, spelt.values))) * self.key_weights("grams")[spelt.numbers]
        kept = kernels.strongest(spelt.indptr, values, self._settings["grams"])
        length = np.concatenate([[0], np.cumsum(kept)])
        rows = Rows(length[spelt.indptr], spelt.numbers[kept], values[kept])
        norm = np.sqrt(np.bincount(rows.owners, weights=rows.values**2, minlength=len(rows)))
        return Rows(rows.indptr, rows.numbers, rows.values / np.where(norm > 0, norm, 1.0)[rows.owners])

    def _asked_topics(self, rows):
        """Weigh the asked topics by rarity; they add up to how sure the surest of them is."""
        weighted = rows.values * self.key_weights("topics")[rows.numbers]
        owners = rows.owners
        mass = np.bincount(owners, weights=weighted, minlength=len(rows))
        sureness = np.zeros(len(rows))
        np.maximum.at(sureness, owners, rows.values)
        return Rows(rows.indptr, rows.numbers, weighted * (sureness / np.where(mass > 0, mass, 1.0))[owners])

    def _spread(self, rows):
        """Let a topic lend a part of itself to its kin, and count an offer "for everything" for less.

        A related topic never counts as much as a direct hit.
        """
        topics = self._resources.topics
        settings = self._resources.weights["topics"]
        order = list(topics)
        numbers = np.array(self._vocabulary.numbers("topics", order), dtype=np.int32)
        column = np.full(self._vocabulary.size("topics"), -1)
        column[numbers] = np.arange(len(order))
        said = np.zeros((len(rows), len(order)))
        said[rows.owners, column[rows.numbers]] = rows.values
        direct = said / np.maximum(1.0, said.sum(axis=1) / settings["broad"])[:, None]
        result = direct.copy()
        place = {topic: index for index, topic in enumerate(order)}
        for topic, index in place.items():
            kin = [place[other] for other in sorted(topics[topic].related) if other in place]
            if kin:
                result[:, index] = np.maximum(direct[:, index], settings["related"] * direct[:, kin].max(axis=1))
        spread = sparse.csr_array(result)
        return Rows(spread.indptr.astype(np.int64), numbers[spread.indices], spread.data)


def _place_by_weight(owners, weights):
    """Return per entry how many entries of its owner are heavier; `owners` ascend."""
    order = np.lexsort((-weights, owners))
    place = np.empty(len(owners), dtype=np.int64)
    place[order] = np.arange(len(owners)) - np.searchsorted(owners, owners)
    return place
