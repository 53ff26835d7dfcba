"""Arithmetic of shares: exact fractions in, text for people out."""

import datetime
import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format

REGISTER_START = datetime.date(2018, 2, 15)  # the day the share purchase agreement was notarised


def percent_text(share: Fraction) -> str:
    """Return `share` in per cent in the active language, rounded half up to two places, without needless
    zeros.

    1/32 is "3,13 %" in German and "3.13 %" in English; 1/4 is "25 %".
    """
    hundredths = math.floor(share * 10_000 + Fraction(1, 2))  # round() would send the half of 3.125 down
    text = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{number_format(Decimal(text))} %"


def over_common_denominator(fractions: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return the sum of (numerator, denominator) pairs over their least common denominator, not reduced.

    Twelve, eight and twelve 32nds are (32, 32); nothing at all is (0, 1).
    """
    pairs = list(fractions)
    denominator = math.lcm(*(below for _, below in pairs))
    return sum(above * (denominator // below) for above, below in pairs), denominator
