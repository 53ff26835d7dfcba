"""Colours as people with different eyes see them, for tests of the palette.

Contrast: WCAG 2.2, "relative luminance" and "contrast ratio". Dichromacies: Machado, Oliveira, Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), matrices for severity 1.0,
on linear RGB. Difference: CIE 1976 L*a*b* (CIE 15), D65; about 2 is just noticeable.
"""

import math
import re
from pathlib import Path

from django.conf import settings

EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)
_TOKEN = re.compile(r"--dzm-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of the style sheet by theme and name."""
    found = _TOKEN.findall((Path(settings.BASE_DIR) / "static" / "css" / "portal.css").read_text("utf-8"))
    return {"light": {name: one for name, one, _ in found}, "dark": {name: other for name, _, other in found}}


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21."""
    darker, lighter = sorted(_times(_XYZ, linear(colour))[1] for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def difference(one: str, other: str, eyes: str) -> float:
    """Return how different two colours look to these eyes."""
    return math.dist(_lab(one, eyes), _lab(other, eyes))


def _lab(colour: str, eyes: str) -> tuple[float, float, float]:
    seen = [min(1, max(0, part)) for part in _times(EYES[eyes], linear(colour))]
    x, y, z = (_curve(part / white) for part, white in zip(_times(_XYZ, seen), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _curve(part: float) -> float:
    return part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29


def _times(matrix, parts) -> list[float]:
    return [sum(factor * part for factor, part in zip(row, parts, strict=True)) for row in matrix]
