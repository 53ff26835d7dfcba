"""Where to write the names beside the circles of a map so that nothing lies on anything else.

A small deterministic search: every label starts at one side and moves, in turn, to the place that collides
least with circles, other labels and the edge, until nobody moves any more. That is done once from each side;
the best end wins. Pure geometry, y grows downwards.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

Box = tuple[float, float, float, float]  # left, top, right, bottom

SIDES = ("right", "left", "below", "above")
EXTRA_GAPS = (0, 6)  # units; further away only where nearer finds no room
SLIDES = (0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6)  # along the side, in widths or heights of the label
CLEARANCE = 2  # units that a label keeps from everything else
ROUNDS = 20  # more than any map here needed; the search stops by itself when no label moves


@dataclass(frozen=True)
class Circle:
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Label:
    """A placed text block: (`x`, `y`) is its anchor at mid-height, `anchor` an SVG text-anchor."""

    x: float
    y: float
    anchor: str
    width: float
    height: float

    @cached_property
    def box(self) -> Box:
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width
        return left, self.y - self.height / 2, left + self.width, self.y + self.height / 2


def place_labels(
    circles: Mapping[str, Circle],
    sizes: Mapping[str, tuple[float, float]],
    *,
    bounds: tuple[float, float],
    gap: float,
    obstacles: Iterable[Circle],
    sides: Mapping[str, Iterable[str]],
) -> dict[str, Label]:
    """Return a label for every circle.

    `sizes` holds width and height of each text block, `bounds` the size of the drawing, `gap` the space
    between a circle and its label, `obstacles` what labels avoid where they can, `sides` the allowed sides of
    some circles (all of SIDES for the others), favourites first.
    """
    candidates = {
        key: [
            _beside(circle, sizes[key], side, slide, gap + extra)
            for extra in EXTRA_GAPS
            for slide in SLIDES
            for side in sides.get(key, SIDES)
        ]
        for key, circle in circles.items()
    }
    search = _Search(circles, candidates, obstacles, bounds)
    best, least = {}, (math.inf, math.inf)
    for start in range(len(SIDES)):
        chosen = search.settle(start)
        total = search.total(chosen)
        if total < least:
            best, least = chosen, total
        if not least[0]:
            break
    return best


class _Search:
    """The candidates of every label, and what each label can meet at all; that keeps the search short."""

    def __init__(
        self,
        circles: Mapping[str, Circle],
        candidates: dict[str, list[Label]],
        obstacles: Iterable[Circle],
        bounds: tuple[float, float],
    ):
        self.candidates = candidates
        self.bounds = bounds
        self.order = sorted(circles, key=lambda key: (_nearest(key, circles), key))  # crowded ones first
        reach = {key: _around([label.box for label in labels]) for key, labels in candidates.items()}
        self.circles = {key: [it for it in circles.values() if intrusion(reach[key], it)] for key in reach}
        self.obstacles = {key: [it for it in obstacles if intrusion(reach[key], it)] for key in reach}
        self.rivals = {
            key: [other for other in reach if other != key and overlap(reach[key], reach[other])] for key in reach
        }

    def settle(self, start: int) -> dict[str, Label]:
        """Return the labels after everybody has moved from the candidate `start` to the best free one."""
        chosen = {key: labels[start] for key, labels in self.candidates.items()}
        for _ in range(ROUNDS):
            before = dict(chosen)
            for key in self.order:
                chosen[key] = self._best(key, chosen)
            if chosen == before:
                break
        return chosen

    def total(self, chosen: dict[str, Label]) -> tuple[float, float]:
        costs = [self._cost(key, label, chosen) for key, label in chosen.items()]
        return sum(collision for collision, _ in costs), sum(tightness for _, tightness in costs)

    def _best(self, key: str, chosen: dict[str, Label]) -> Label:
        best, least = chosen[key], (math.inf, math.inf)
        for label in self.candidates[key]:
            cost = self._cost(key, label, chosen)
            if cost < least:
                best, least = label, cost
            if least == (0, 0):
                break
        return best

    def _cost(self, key: str, label: Label, chosen: dict[str, Label]) -> tuple[float, float]:
        """Return how much a label collides, then how much its clearance does: no collision is worth some air."""
        left, top, right, bottom = label.box
        width, height = self.bounds
        outside = max(0.0, -left) + max(0.0, -top) + max(0.0, right - width) + max(0.0, bottom - height)
        grown = (left - CLEARANCE, top - CLEARANCE, right + CLEARANCE, bottom + CLEARANCE)
        tightness = self._contact(key, grown, chosen) + self._depth(grown, self.obstacles[key])
        collision = self._contact(key, label.box, chosen) if tightness else 0.0
        return 100 * outside + collision, tightness

    def _contact(self, key: str, box: Box, chosen: dict[str, Label]) -> float:
        on_labels = sum(overlap(box, chosen[rival].box) for rival in self.rivals[key])
        return on_labels + self._depth(box, self.circles[key])

    @staticmethod
    def _depth(box: Box, circles: list[Circle]) -> float:
        return 20 * sum(intrusion(box, circle) for circle in circles)


def _around(boxes: list[Box]) -> Box:
    """Return the box around all of `boxes`, with their clearance."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts) - CLEARANCE, min(tops) - CLEARANCE, max(rights) + CLEARANCE, max(bottoms) + CLEARANCE


def overlap(a: Box, b: Box) -> float:
    """Return the area that two boxes share."""
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return across * down if across > 0 and down > 0 else 0.0


def intrusion(box: Box, circle: Circle) -> float:
    """Return how deep a box reaches into a circle, 0 if it does not."""
    nearest_x = min(max(circle.x, box[0]), box[2])
    nearest_y = min(max(circle.y, box[1]), box[3])
    return max(0.0, circle.radius - math.dist((nearest_x, nearest_y), (circle.x, circle.y)))


def _beside(circle: Circle, size: tuple[float, float], side: str, slide: float, gap: float) -> Label:
    width, height = size
    if side in ("right", "left"):
        sign, anchor = (1, "start") if side == "right" else (-1, "end")
        x = circle.x + sign * (circle.radius + gap)
        return Label(x, circle.y + slide * height, anchor, width, height)
    sign = 1 if side == "below" else -1
    y = circle.y + sign * (circle.radius + gap / 2 + height / 2)
    return Label(circle.x + slide * width, y, "middle", width, height)


def _nearest(key: str, circles: Mapping[str, Circle]) -> float:
    own = circles[key]
    distances = [math.dist((own.x, own.y), (it.x, it.y)) for other, it in circles.items() if other != key]
    return min(distances, default=math.inf)
