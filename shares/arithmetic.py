"""Arithmetic of shares: exact fractions in, exact fractions or text for people out. Nothing here reads the database;
shares are kept by any key of their holders."""

import datetime
import math
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format

REGISTER_START = datetime.date(2018, 2, 15)  # the day the share purchase agreement was notarised
Shares = dict[Hashable, Fraction]


def percent_text(share: Fraction) -> str:
    """Return `share` in per cent in the active language, rounded half up to two places, without needless
    zeros.

    1/32 is "3,13 %" in German and "3.13 %" in English; 1/4 is "25 %".
    """
    hundredths = math.floor(share * 10_000 + Fraction(1, 2))  # round() would send the half of 3.125 down
    text = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{number_format(Decimal(text))} %"


def fraction_text(share: Fraction, whole: int) -> str:
    """Return `share` in parts of `whole`, not reduced: 12/32. Reduced where these parts are too large for it."""
    parts = share * whole
    return f"{parts.numerator}/{whole}" if parts.denominator == 1 else f"{share.numerator}/{share.denominator}"


def common_whole(shares: Iterable[Fraction]) -> int:
    """Return the smallest number of equal parts in which every share is a whole number of them; 1 of nothing."""
    return math.lcm(*(share.denominator for share in shares))


def total(shares: Iterable[Fraction]) -> Fraction:
    return sum(shares, Fraction(0))


def held(shares: Mapping[Hashable, Fraction]) -> Shares:
    """Return `shares` without those that are nothing."""
    return {key: share for key, share in shares.items() if share}


def changes(before: Mapping[Hashable, Fraction], after: Mapping[Hashable, Fraction]) -> Shares:
    """Return by how much each share differs, without those that stay as they are."""
    return held({key: after.get(key, Fraction(0)) - before.get(key, Fraction(0)) for key in {**before, **after}})


def applied(before: Mapping[Hashable, Fraction], moved: Mapping[Hashable, Fraction]) -> Shares:
    """Return the shares after changes of `moved`; what became nothing is gone."""
    return held({key: before.get(key, Fraction(0)) + moved.get(key, Fraction(0)) for key in {**before, **moved}})


def after_transfer(before: Mapping[Hashable, Fraction], given: Mapping[Hashable, Fraction], to: Hashable) -> Shares:
    """Return the shares after each holder of `given` has handed that part of the whole to `to`.

    Raises ValueError where somebody gives more than is held."""
    if any(part < 0 or part > before.get(key, Fraction(0)) for key, part in given.items()):
        raise ValueError("more is given than held")
    moved = {key: -part for key, part in given.items()}
    moved[to] = moved.get(to, Fraction(0)) + total(given.values())
    return applied(before, moved)


def after_increase(before: Mapping[Hashable, Fraction], whole: int, added: Mapping[Hashable, int]) -> Shares:
    """Return the shares after a capital of `whole` parts has grown by the parts `added` to holders: everybody keeps
    the own parts, of a larger whole."""
    grown = whole + sum(added.values())
    kept = {key: share * whole / grown for key, share in before.items()}
    return applied(kept, {key: Fraction(parts, grown) for key, parts in added.items()})
