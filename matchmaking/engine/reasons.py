"""Why an offer is proposed: structured reasons drawn from the same evidence as the score.

A reason carries a code and plain values, never a sentence: `wording.py` turns it into German or English.
"""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from . import demand, facts
from .alignment import align, say
from .features import (
    CONCEPT,
    EVERYDAY_CONCEPT,
    STORY_WORD,
    WORD,
    WORDS,
    Features,
    concept_key,
    extract_features,
    read_fields,
)
from .lexicon import TOPIC
from .results import DEMAND, Reason, Span

_MOST_LINKS, _MOST_WORDS, _MOST_TOPICS, _MOST_MISSING = 4, 4, 3, 3
# Below this share of the points for text a pair has hardly anything in common.
_WEAK_SHARE = 0.12
# From these strengths on a text touches a topic, or is about it.
_ABOUT, _SURE = 0.25, 0.5
_TEXT = ("words", "concepts", "glosses", "everyday", "focus", "spelling")
# A word of the need counts as unanswered below this part of a full answer, and is told from this share on.
_ANSWERED, _WORTH_TELLING = 0.15, 0.06
# Below this part of a full answer a link helps the score but would only puzzle a reader.
_CLEAR = 0.35


class _Located(NamedTuple):
    """What a document says where: key -> spans in the order of the text."""

    features: Features
    topics: dict[str, float]
    sectors: frozenset
    said: dict[str, float]
    spans: dict[str, tuple[Span, ...]]


class Explainer:
    """Explains pairs; what was located in a text is kept for the next pair.

    pool     the scoring.Pool that gave the points
    """

    def __init__(self, pool):
        self._pool = pool
        self._resources = pool.resources
        self._settings = pool.resources.weights["text"]
        self._locate = lru_cache(maxsize=4096)(self._located)
        self._rarity = lru_cache(maxsize=100_000)(pool.rarity)

    def explain(self, need, offer, points):
        """Return the reasons of one pair of Documents, what speaks against it last.

        points   contribution name -> micro-points of this pair
        """
        here, there = self._locate(need), self._locate(offer)
        reasons = [*self._text_reasons(here, there), *self._topic_reasons(need, offer, here, there)]
        if not self._pool.text_only:
            reasons += self._fact_reasons(need, offer, here, there)
        if self._is_weak(points):
            reasons.append(Reason("little_in_common", "against"))
        elif self._is_sought_by_many(points):
            reasons.append(Reason("fits_many", "against"))
        return tuple(sorted(reasons, key=lambda reason: reason.polarity == "against"))

    def hints(self, need, hindered=(), closest=None):
        """Return what is missing where nothing fits a need: words, a larger budget, a free place, or offers on its
        topics or on what it says.

        hindered   offers that fit and must not be proposed: their minimum is above the budget, or they are full
        closest    the offer that comes closest, None where there is none
        """
        here = self._locate(need)
        settings = self._resources.weights["evidence"]
        telling = [term.whole[0][0][1:] for term in here.features.terms if term.whole[0][0][0] == WORD]
        readable = [word for word in telling if any("a" <= letter <= "z" for letter in word)]
        if len(readable) < settings["short"]:
            foreign = sum(letter.isalpha() for word in telling for letter in word) and not readable
            return (Reason("foreign" if foreign else "too_short", "hint"),)
        if hindered:
            return tuple(_hindrances(need, hindered))
        offered = self._pool.topics_offered
        open_topics = [topic for topic, strength in here.topics.items() if strength >= _SURE and topic not in offered]
        if open_topics:
            return tuple(Reason("topic_without_offers", "hint", {"topic": topic}) for topic in sorted(open_topics))
        nothing = Reason("nothing_close", "hint")
        if closest is None:
            return (nothing,)
        links = align(here.features.terms, self._locate(closest).said, self._rarity, self._settings)
        words = list(dict.fromkeys(" ".join(span.surface.split()) for span in _unsaid(here, links)))
        return (nothing, Reason("closest_lacks", "hint", {"words": words})) if words else (nothing,)

    def _located(self, document):
        text_only = self._pool.text_only
        features = extract_features(document, self._resources, text_only=text_only)
        topics = facts.topic_strengths(document, features.topics, self._resources, text_only=text_only)
        sectors = facts.known_sectors(document.sectors, self._resources)
        spans = defaultdict(list)
        for field, text, found in read_fields(document, features.language, self._resources, text_only=text_only):
            longer, _inside = self._resources.term_index.find_longer(found)
            for label, _weight, first, last in longer:
                if not label.startswith(TOPIC):
                    span = _span(field, text, found[first].start, found[last].end)
                    spans[concept_key(label)].append(span)
            for word in found:
                span = _span(field, text, word.start, word.end)
                whole, parts = self._resources.keys_of(word.key, word.parts, features.language, False)
                for key in dict.fromkeys(key for group in (whole, *parts) for key, _strength in group):
                    spans[key].append(span)
        said = say(features, self._pool.statistics, self._settings)
        return _Located(features, topics, sectors, said, {key: tuple(found) for key, found in spans.items()})

    def _text_reasons(self, need, offer):
        """Tell the strongest links, words of which nothing is said in the offer last."""
        links = align(need.features.terms, offer.said, self._rarity, self._settings)
        links.sort(key=lambda link: (-round(link.gain, 6), link.term))
        reasons, told, words = [], [], ([], [])
        for link in links:
            if not link.keys or link.gain <= 0:
                break
            if link.gain < _CLEAR * link.most and (reasons or words[0]):
                continue
            word = need.features.terms[link.term].whole[0][0]
            for key in link.keys:
                self._tell(key, word, need, offer, reasons, told, words)
        if words[0]:
            reasons.append(Reason("shared_words", "for", {}, tuple(words[0]), tuple(words[1])))
        if unsaid := _unsaid(need, links, told):
            reasons.append(Reason("unanswered", "against", {}, unsaid))
        return reasons

    def _tell(self, key, word, need, offer, reasons, told, words):
        """Add what `key` says about `word` of the need to the reasons, unless it was told."""
        here = [span for span in need.spans.get(key, ()) if any(_overlap(span, other) for other in need.spans[word])]
        there = offer.spans.get(key, ())
        if not here or not there or _overlaps(here[0], told):
            return
        if key[0] in WORDS:
            if len(words[0]) < _MOST_WORDS and key[0] != STORY_WORD and _is_telling(here[0].surface, need):
                told.append(here[0])
                words[0].append(here[0])
                words[1].append(there[0])
            return
        enough = len(reasons) == _MOST_LINKS or (key[0] == EVERYDAY_CONCEPT and reasons)
        if not enough:
            told.append(here[0])
            params = {"concept": key[1:]} if key[0] in (CONCEPT, EVERYDAY_CONCEPT) else {"gloss": key[1:]}
            reasons.append(Reason("shared_concept", "for", params, _longest_first(here), _longest_first(there)))

    def _topic_reasons(self, need, offer, here, there):
        asked, said = ({t: v for t, v in side.topics.items() if v >= _ABOUT} for side in (here, there))
        reasons = []
        for topic in sorted(asked, key=lambda topic: (-round(asked[topic], 6), topic))[:_MOST_TOPICS]:
            kin = sorted(
                (other for other in self._resources.topics[topic].related if other in said),
                key=lambda other: (-round(said[other], 6), other),
            )
            if topic in said:
                sure = topic in need.topics and topic in offer.topics
                code = "same_topic" if sure and not self._pool.text_only else "same_topic_in_text"
                reasons.append(Reason(code, "for", {"topic": topic}))
            elif kin:
                reasons.append(Reason("related_topic", "for", {"topic": topic, "other": kin[0]}))
            elif topic in need.topics and not self._pool.text_only:
                reasons.append(Reason("topic_not_covered", "against", {"topic": topic}))
        return reasons

    def _fact_reasons(self, need, offer, here, there):
        return [
            *_sector_reasons(here.sectors, there.sectors),
            *self._region_reasons(need, offer),
            *_budget_reasons(need, offer),
            *_kind_reasons(need, offer),
            *_language_reasons(here.features.language, there.features.language),
        ]

    def _region_reasons(self, need, offer):
        km = facts.distance_km(need.ags, offer.ags, self._resources)
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

    def _is_sought_by_many(self, points):
        """Tell whether the needs that the offer fits best get at least as many points on average."""
        before = sum(part for name, part in points.items() if name != DEMAND)
        return DEMAND in points and -points[DEMAND] >= demand.SHARE * before

    def _is_weak(self, points):
        text = sum(points[name] for name in _TEXT if name in points)
        return text < _WEAK_SHARE * self._pool.text_points


def _unsaid(need, links, told=()):
    """Return where the need says what finds no answer among the links to an offer, the weightiest words first.

    A word of which a part was told as shared is not called unanswered.
    """
    missing = [link for link in links if link.gain < _ANSWERED * link.most and link.most >= _WORTH_TELLING]
    missing.sort(key=lambda link: (-round(link.most, 6), link.term))
    keys = [need.features.terms[link.term].whole[0][0] for link in missing]
    spans = [need.spans[key][0] for key in keys if key[0] == WORD]
    matter = [span for span in spans if _is_matter(span.surface, need.features.language) and not _overlaps(span, told)]
    return tuple(matter[:_MOST_MISSING])


def _hindrances(need, hindered):
    """Say what keeps offers that fit from being proposed; the cheapest of those that are too dear is told."""
    dear = [
        offer.budget_eur
        for offer in hindered
        if None not in (need.budget_eur, offer.budget_eur) and offer.budget_eur > need.budget_eur
    ]
    if dear:
        yield Reason("budget_below_minimum", "hint", {"budget": float(need.budget_eur), "minimum": float(min(dear))})
    if len(dear) < len(hindered):
        yield Reason("all_booked", "hint")


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
    share = facts.kind_share(need.need_kind, offer.need_kind, against=1.0)
    if share == 0:
        return []
    params = {"asked": need.need_kind, "provided": offer.need_kind}
    return [Reason("same_kind", "for", params) if share > 0 else Reason("other_kind", "against", params)]


def _language_reasons(here, there):
    return [] if here == there else [Reason("other_language", "against", {"language": there})]


def _codes(sectors):
    return sorted(division or section for section, division in sectors)


def _span(field, text, start, end):
    return Span(field, start, end, text[start:end])


def _is_matter(surface, language):
    """Tell whether a word may name what a need is about: in German a noun, in English a word of some length."""
    if not surface[:1].isalpha():
        return False
    if language == "de":
        return surface[:1].isupper() and (len(surface) > 3 or surface.isupper())
    return len(surface) > 4


def _is_telling(surface, need):
    """Tell whether a word that both texts use may say something to a reader: "will" and "two" do not."""
    if surface[:1].isupper() or surface[:1].isdigit():
        return True
    return len(surface) > (4 if need.features.language == "de" else 3)


def _overlap(span, other):
    return span.start < other.end and other.start < span.end and span.field == other.field


def _overlaps(span, told):
    return any(_overlap(span, other) for other in told)


def _longest_first(spans):
    """Return the spans, a whole phrase before its words; else in the order of the text."""
    return tuple(sorted(dict.fromkeys(spans), key=lambda span: span.start - span.end))
