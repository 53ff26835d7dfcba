"""The alignment of one pair, word by word, in plain Python.

The same arithmetic as `kernels.align`, slower and with names: it explains pairs, and a test holds the two
against each other.
"""

import math
from typing import NamedTuple

from .features import WORDS
from .weighing import key_factors


class Link(NamedTuple):
    """What one word of the need found in the offer.

    term    place of the word among the terms of the need
    keys    what answered it: one key, or one per answered part of a compound; empty where nothing did
    gain    share of the need that the answer is worth
    most    share of the need that a full answer would be worth
    """

    term: int
    keys: tuple[str, ...]
    gain: float
    most: float


def align(terms, said, rarity, settings):
    """Return one Link per term.

    terms      terms of the need (`features.Term`)
    said       key -> how clearly the offer says it (0 to 1)
    rarity     function key -> weight in the pool
    settings   the weights' section "text"
    """
    factor = key_factors(settings)

    def best(group, lead):
        found, gain = "", 0.0
        for key, strength in group:
            if key in said:
                answer = said[key] * (min(lead, rarity(key)) * factor[key[0]] * strength)
                if answer > gain:
                    found, gain = key, answer
        return found, gain

    weights = [rarity(term.whole[0][0]) for term in terms]
    shares = [_damp(term.count) for term in terms]
    mass = sum(
        sorted((weight * share for weight, share in zip(weights, shares, strict=True)), reverse=True)[
            : settings["enough"]
        ]
    )
    links = []
    for place, (term, base, share) in enumerate(zip(terms, weights, shares, strict=True)):
        key, gain = best(term.whole, base)
        keys = (key,) if key else ()
        leads = [rarity(part[0][0]) for part in term.parts]
        parts = [best(part, lead) for part, lead in zip(term.parts, leads, strict=True)]
        together = (
            settings["parts"] * base * sum(gain for _key, gain in parts) / max(sum(leads), 1e-9) if parts else 0.0
        )
        if together > gain:
            keys, gain = tuple(key for key, _gain in parts if key), together
        scale = share / mass if mass else 0.0
        links.append(Link(place, keys, gain * scale, base * scale))
    return links


def _damp(count):
    return min(1.0, count) + math.log(max(1.0, count))


def say(features, statistics, settings):
    """Return key -> how clearly a text says it, as `Weigher` weighs it."""
    counted = {}
    for term in features.terms:
        for place, group in enumerate((term.whole, *term.parts)):
            share = term.count if place == 0 else term.count * settings["part"]
            for key, strength in group:
                counted[key] = counted.get(key, 0.0) + strength * share
    length = sum(value for key, value in counted.items() if key[0] in WORDS)
    k1, b = settings["k1"], settings["b"]
    norm = k1 * (1 - b + b * length / statistics.length)
    return {key: min(1.0, value * (k1 + 1) / (value + norm)) for key, value in counted.items()}
