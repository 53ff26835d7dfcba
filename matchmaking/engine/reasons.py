"""Why an offer is proposed: structured reasons drawn from the same evidence as the score.

A reason carries a code and plain values, never a sentence: `wording.py` turns it into German or English.
"""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from . import facts
from .corpus import read_fields
from .lexicon import EVERYDAY
from .results import Reason, Span

_MOST_CONCEPTS, _MOST_WORDS, _MOST_TOPICS = 4, 4, 3
# Below this share of the points for text a pair has hardly anything in common.
_WEAK_SHARE = 0.12


class _Located(NamedTuple):
    """Where a document speaks of what: concept or word key -> spans, strongest first per concept."""

    concepts: dict[str, tuple[Span, ...]]
    words: dict[str, tuple[Span, ...]]


class Explainer:
    """Explains pairs of one run; what was located in a text is kept for the next pair."""

    def __init__(self, scorer):
        self._scorer = scorer
        self._resources = scorer.resources
        self._need = lru_cache(maxsize=8)(lambda index: self._locate(scorer.needs, scorer.need_side, index))
        self._offer = lru_cache(maxsize=4096)(lambda column: self._locate(scorer.offers, scorer.offer_side, column))

    def explain(self, index, column, points):
        """Return the reasons of one pair, what speaks against it last.

        points   contribution name -> micro-points of this pair
        """
        reasons = [*self._text_reasons(index, column), *self._topic_reasons(index, column)]
        if not self._scorer.text_only:
            reasons += self._fact_reasons(index, column)
        if self._is_weak(points):
            reasons.append(Reason("little_in_common", "against"))
        return tuple(sorted(reasons, key=lambda reason: reason.polarity == "against"))

    def _locate(self, documents, side, place):
        document, language = documents[place], side.features[place].language
        concepts, words = defaultdict(list), defaultdict(list)
        for field, text, found in read_fields(document, language, self._resources, text_only=self._scorer.text_only):
            for hit in self._resources.concept_index.find(found):
                concepts[hit.concept].append((hit.weight, _span(field, text, hit.start, hit.end)))
            for word in found:
                span = _span(field, text, word.start, word.end)
                for key in dict.fromkeys((word.key, *word.parts)):
                    words[key].append(span)
        strongest = {
            concept: tuple(span for _weight, span in sorted(hits, key=lambda hit: -hit[0]))
            for concept, hits in concepts.items()
        }
        return _Located(strongest, {key: tuple(spans) for key, spans in words.items()})

    def _text_reasons(self, index, column):
        need, offer = self._need(index), self._offer(column)
        reasons, told = [], []
        for concept in self._shared(index, column, "concepts")[: 3 * _MOST_CONCEPTS]:
            if concept not in need.concepts or concept not in offer.concepts:
                continue
            here, there = need.concepts[concept], offer.concepts[concept]
            if len(reasons) == _MOST_CONCEPTS or _overlaps(here[0], told):
                continue
            if concept.startswith(EVERYDAY) and reasons:
                continue
            told.append(here[0])
            reasons.append(Reason("shared_concept", "for", {"concept": concept}, here, there))
        return reasons + self._word_reason(index, column, told)

    def _word_reason(self, index, column, told):
        need, offer = self._need(index), self._offer(column)
        weak = self._resources.analyser.weak_keys
        here, there = [], []
        for key in self._shared(index, column, "words"):
            if len(here) == _MOST_WORDS:
                break
            if key in weak or key not in need.words or key not in offer.words:
                continue
            if not _overlaps(need.words[key][0], told):
                told.append(need.words[key][0])
                here.append(need.words[key][0])
                there.append(offer.words[key][0])
        return [Reason("shared_words", "for", {}, tuple(here), tuple(there))] if here else []

    def _shared(self, index, column, name):
        """Return the keys both sides have, strongest first."""
        asked = getattr(self._scorer.need_side.features[index], name)
        said = getattr(self._scorer.offer_side.features[column], name)
        rarity = self._scorer.rarity(name)
        both = [key for key in asked if key in said]
        strength = {key: rarity[key] * min(1.0, asked[key]) * min(1.0, said[key]) for key in both}
        return sorted(both, key=lambda key: (-round(strength[key], 6), key))

    def _topic_reasons(self, index, column):
        asked, said = self._scorer.need_side.topics[index], self._scorer.offer_side.topics[column]
        declared = self._scorer.needs[index].topics
        reasons = []
        for topic in sorted(asked, key=lambda topic: (-round(asked[topic], 6), topic))[:_MOST_TOPICS]:
            kin = sorted(
                (other for other in self._resources.topics[topic].related if other in said),
                key=lambda other: (-round(said[other], 6), other),
            )
            if topic in said:
                sure = topic in declared and topic in self._scorer.offers[column].topics
                code = "same_topic" if sure and not self._scorer.text_only else "same_topic_in_text"
                reasons.append(Reason(code, "for", {"topic": topic}))
            elif kin:
                reasons.append(Reason("related_topic", "for", {"topic": topic, "other": kin[0]}))
            elif topic in declared and not self._scorer.text_only:
                reasons.append(Reason("topic_not_covered", "against", {"topic": topic}))
        return reasons

    def _fact_reasons(self, index, column):
        need, offer = self._scorer.needs[index], self._scorer.offers[column]
        sectors = self._scorer.need_side.sectors[index], self._scorer.offer_side.sectors[column]
        return [
            *_sector_reasons(*sectors),
            *self._region_reasons(need, offer),
            *_budget_reasons(need, offer),
            *_kind_reasons(need, offer),
            *self._language_reasons(index, column),
        ]

    def _region_reasons(self, need, offer):
        km = facts.distance_km(need, offer, self._resources)
        here, there = facts.region_of(need), facts.region_of(offer)
        if km is not None:
            if need.ags == offer.ags:
                return [Reason("same_place", "for", {"ags": need.ags})]
            far = km > self._resources.weights["region"]["far_km"]
            params = {"km": round(km), "need_ags": need.ags, "offer_ags": offer.ags}
            return [Reason("distance", "against" if far else "for", params)]
        if here is not None and here == there != "other":
            return [Reason("same_region", "for", {"region": here})]
        return []

    def _language_reasons(self, index, column):
        here = self._scorer.need_side.features[index].language
        there = self._scorer.offer_side.features[column].language
        return [] if here == there else [Reason("other_language", "against", {"language": there})]

    def _is_weak(self, points):
        text = sum(points[name] for name in ("words", "concepts", "spelling"))
        return text < _WEAK_SHARE * self._scorer.text_points


def _sector_reasons(asked, served):
    if not asked or not served:
        return []
    share = facts.sector_share(asked, served, against=1.0)
    params = {"sectors": _codes(asked), "served": _codes(served)}
    if share == 1.0:
        params["sectors"] = _codes(asked & served)
        return [Reason("sector_served", "for", params)]
    if share > 0:
        return [Reason("sector_near", "for", params)]
    return [Reason("sector_other", "against", params)]


def _budget_reasons(need, offer):
    if None in (need.budget_eur, offer.budget_eur):
        return []
    return [Reason("budget_fits", "for", {"budget": float(need.budget_eur), "minimum": float(offer.budget_eur)})]


def _kind_reasons(need, offer):
    share = facts.kind_share(need, offer, against=1.0)
    if share == 0:
        return []
    params = {"asked": need.need_kind, "provided": offer.need_kind}
    return [Reason("same_kind", "for", params) if share > 0 else Reason("other_kind", "against", params)]


def _codes(sectors):
    return sorted(division or section for section, division in sectors)


def _span(field, text, start, end):
    return Span(field, start, end, text[start:end])


def _overlaps(span, told):
    return any(span.start < other.end and other.start < span.end and span.field == other.field for other in told)
