"""Circles at places: the map by municipality. Where the places lie is plain data of whoever has them."""

import math
from dataclasses import dataclass

from charts.data import Chart, Datum
from charts.svg import LINE, Drawing, Element, Size, element, text
from charts.text import text_width

RADIUS = (6, 24)  # units: of zero, of the largest value
HEIGHT = 0.72  # of the width
GAP = 5


@dataclass(frozen=True)
class Spot:
    """Where a place lies: from west to east and from north to south, each between 0 and 1."""

    name: str
    across: float
    down: float


@dataclass(frozen=True, kw_only=True)
class PlaceMap(Chart):
    """Each value has the name of a spot; the area of its circle grows with it. Name and value stand below; where they
    would lie on others they move down."""

    spots: tuple[Spot, ...] = ()

    def __post_init__(self) -> None:
        if missing := {datum.label for datum in self.data} - {spot.name for spot in self.spots}:
            raise ValueError(f"nobody knows where these places lie: {sorted(missing)}")

    def draw(self, size: Size) -> Drawing:
        height = HEIGHT * size.width
        spots = {spot.name: spot for spot in self.spots}
        most = max((datum.value for datum in self.shown), default=0)
        drawn: list[Element] = []
        words: list[Element] = []
        taken: list[tuple[float, float, float, float]] = []
        for datum in sorted(self.data, key=lambda each: spots[each.label].down):
            spot = spots[datum.label]
            x, y = RADIUS[1] + spot.across * (size.width - 2 * RADIUS[1]), RADIUS[1] + spot.down * height
            radius = _radius(datum, most)
            drawn.append(self._circle(datum, x, y, radius, size))
            words.append(_label(datum, x, y + radius, size, taken))
        bottom = max((box[3] for box in taken), default=0)
        return Drawing(size, max(bottom, height + 2 * RADIUS[1]) + GAP, (*drawn, *words))

    def _circle(self, datum: Datum, x: float, y: float, radius: float, size: Size) -> Element:
        if datum.value is None:
            return element("circle", "hidden", cx=x, cy=y, r=radius, fill=f"url(#hatch-{self.key}-{size.name})")
        return element("circle", "place" if datum.value else "place place-none", cx=x, cy=y, r=radius)


def _radius(datum: Datum, most: float) -> float:
    smallest, largest = RADIUS
    if not datum.value or most <= 0:
        return smallest if datum.value is not None else 1.5 * smallest
    return smallest + (largest - smallest) * math.sqrt(max(0, datum.value) / most)


def _label(datum: Datum, x: float, below: float, size: Size, taken: list[tuple[float, float, float, float]]) -> Element:
    """Return name and value below a circle, inside the drawing and on no other name; `taken` grows by its box."""
    words = f"{datum.label}: {datum.written}"
    width, high = text_width(words, size.font), LINE * size.font
    x = min(max(x, width / 2), size.width - width / 2)
    top = below + GAP
    while any(_touch((x - width / 2, top, x + width / 2, top + high), box) for box in taken):
        top += high / 2
    taken.append((x - width / 2, top, x + width / 2, top + high))
    return text("label", x, top + high / 2, words, "middle")


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
