"""The schematic map: where the hub's municipalities and its partner regions lie, drawn from coordinates
alone.

Pure: places with a number in, numbers of an SVG drawing out (as text, so that no language puts commas into
them). The municipalities keep their true directions and distances (equirectangular projection at their mean
latitude); the partner regions are too far away to fit and stand beside or below, with the real distance
written to them.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from charts.text import text_width
from regions.geo import distance_km
from regions.labels import Circle, Label, place_labels

Point = tuple[float, float]

LINE_CLEARANCE = 4  # units that labels keep from the lines to the partner regions


class MapPlace(NamedTuple):
    """A place to draw: coordinates in degrees, `value` the number in its circle."""

    key: str
    name: str
    latitude: float
    longitude: float
    value: int
    is_partner: bool = False


@dataclass(frozen=True)
class Layout:
    """One size of the drawing, in its own units: `frame` (left, top, right, bottom) holds the municipalities,
    `partner_x` and `partner_y` say where partner regions may stand."""

    name: str
    width: int
    height: int
    frame: tuple[float, float, float, float]
    partner_x: tuple[float, float]
    partner_y: tuple[float, float]
    partner_sides: tuple[str, ...]
    margin: float  # of the land around the outermost places
    dot_step: float
    dot_radius: float
    radius: tuple[float, float]  # of a place with nothing, of the place with most
    font_size: float
    note_size: float
    gap: float  # between a circle and its label
    names_anchor: bool  # there is room to say where the distance leads to


WIDE = Layout(
    name="wide",
    width=1120,
    height=500,
    frame=(404, 62, 1011, 408),
    partner_x=(92, 226),
    partner_y=(90, 404),
    partner_sides=("above", "below"),
    margin=52,
    dot_step=13,
    dot_radius=1.5,
    radius=(11, 23.8),
    font_size=16,
    note_size=14,
    gap=7,
    names_anchor=True,
)
BESIDE = replace(  # where something stands beside the map: less wide, so that its words stay as large
    WIDE,
    width=790,
    height=392,
    frame=(256, 52, 716, 318),
    partner_x=(66, 140),
    partner_y=(90, 318),
    margin=42,
    radius=(11, 15),
)
NARROW = Layout(
    name="narrow",
    width=370,
    height=345,
    frame=(30, 40, 331, 212),
    partner_x=(52, 206),
    partner_y=(318, 318),
    partner_sides=("right", "below"),
    margin=26,
    dot_step=8,
    dot_radius=1,
    radius=(8.5, 15.5),
    font_size=13,
    note_size=12.5,
    gap=4,
    names_anchor=False,
)


@dataclass(frozen=True)
class Curve:
    """A quadratic Bézier curve."""

    start: Point
    control: Point
    end: Point

    @property
    def path(self) -> str:
        (a, b), (c, d), (e, f) = self.start, self.control, self.end
        return f"M{a:.0f} {b:.0f}Q{c:.0f} {d:.0f} {e:.0f} {f:.0f}"

    def points(self, count: int = 16) -> list[Point]:
        """Return `count` points along the curve, its ends included."""
        steps = [index / (count - 1) for index in range(count)]
        return [
            tuple(
                (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
                for a, b, c in zip(self.start, self.control, self.end, strict=True)
            )
            for t in steps
        ]


class Mark(NamedTuple):
    """A circle with its number, label and, for a partner region, the line with the distance."""

    place: MapPlace
    x: str
    y: str
    radius: str
    label_x: str
    label_y: str
    anchor: str
    note_y: str = ""
    distance_km: int = 0


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to write one SVG."""

    layout: Layout
    land: str  # points of a polygon; its stroke gives the margin
    land_stroke: str
    dots_stroke: str
    dots: list[tuple[str, str]]
    dot_width: str
    dot_height: str
    dot_radius: str
    lines: list[str]
    marks: list[Mark]


@dataclass(frozen=True)
class SchematicMap:
    """The drawing in two sizes and the list behind it, largest number first."""

    wide: Drawing
    narrow: Drawing
    places: tuple[MapPlace, ...]
    anchor: MapPlace

    @property
    def drawings(self) -> tuple[Drawing, Drawing]:
        return self.wide, self.narrow


def draw_map(places: Sequence[MapPlace], anchor_key: str, wide: Layout = WIDE) -> SchematicMap:
    """Return the map of `places`; distances of partner regions are measured to the place with `anchor_key`. `wide`
    is the larger one of its two sizes.

    Same input, same drawing: ties are broken by key.
    Raises KeyError if the anchor is not among them.
    """
    ordered = tuple(sorted(places, key=lambda place: (-place.value, place.key)))
    return _both_sizes(ordered, anchor_key, wide)


def renumbered(drawn: SchematicMap, values: Mapping[str, int]) -> SchematicMap:
    """Return `drawn` with other numbers in its circles, everything else where it is: for numbers that change with
    every page, where drawing anew would take longer than the page. A missing key counts as zero."""

    renewed = {one.key: one._replace(value=values.get(one.key, 0)) for one in drawn.places}

    def drawing(one: Drawing) -> Drawing:
        return replace(one, marks=[mark._replace(place=renewed[mark.place.key]) for mark in one.marks])

    places = sorted(renewed.values(), key=lambda each: (-each.value, each.key))
    return replace(drawn, wide=drawing(drawn.wide), narrow=drawing(drawn.narrow), places=tuple(places))


@lru_cache(maxsize=16)  # placing the labels takes some 50 ms, and the numbers change a few times a day
def _both_sizes(places: tuple[MapPlace, ...], anchor_key: str, wide: Layout) -> SchematicMap:
    anchor = {place.key: place for place in places}[anchor_key]
    return SchematicMap(
        wide=_draw(places, anchor, wide), narrow=_draw(places, anchor, NARROW), places=places, anchor=anchor
    )


def _draw(places: Sequence[MapPlace], anchor: MapPlace, layout: Layout) -> Drawing:
    partners = [place for place in places if place.is_partner]
    positions = _project(places, layout)
    land = _rounded(_hull([positions[place.key] for place in places if not place.is_partner]))
    radii = _radii(places, positions, layout)
    circles = {key: Circle(*position, radii[key]) for key, position in positions.items()}
    lines = [_line(circles[place.key], land, layout) for place in partners]
    distances = {place.key: round(distance_km(place, anchor)) for place in partners}
    labels = place_labels(
        circles,
        {place.key: _label_size(place, anchor, layout) for place in places},
        bounds=(layout.width, layout.height),
        gap=layout.gap,
        obstacles=[Circle(*point, LINE_CLEARANCE) for line in lines for point in line.points()],
        sides=dict.fromkeys((place.key for place in partners), layout.partner_sides),
    )
    return Drawing(
        layout=layout,
        land=" ".join(f"{x:.0f},{y:.0f}" for x, y in land),
        land_stroke=_number(2 * layout.margin),
        dots_stroke=_number(2 * layout.margin - 10),
        dots=[
            (_number(layout.dot_step * across), _number(layout.dot_step * down))
            for across, down in ((0.25, 0.42), (0.75, 1.27))
        ],
        dot_width=_number(layout.dot_step),
        dot_height=_number(layout.dot_step * 1.7),
        dot_radius=_number(layout.dot_radius),
        lines=[line.path for line in lines],
        marks=[
            _mark(place, circles[place.key], labels[place.key], distances.get(place.key, 0), layout) for place in places
        ],
    )


def _project(places: Sequence[MapPlace], layout: Layout) -> dict[str, Point]:
    """Return the positions of all places, those of the hub inside the layout's frame, as large as fits.

    Partner regions stand west to east across their strip, at their true height where the strip allows it.
    """
    home = [place for place in places if not place.is_partner]
    squeeze = math.cos(math.radians(sum(place.latitude for place in home) / len(home)))
    west, east = min(place.longitude for place in home), max(place.longitude for place in home)
    south, north = min(place.latitude for place in home), max(place.latitude for place in home)
    left, top, right, bottom = layout.frame
    scale = min((right - left) / ((east - west) * squeeze), (bottom - top) / (north - south))

    def x_of(longitude: float) -> float:
        return (left + right) / 2 + scale * squeeze * (longitude - (west + east) / 2)

    def y_of(latitude: float) -> float:
        return (top + bottom) / 2 - scale * (latitude - (south + north) / 2)

    positions = {place.key: (x_of(place.longitude), y_of(place.latitude)) for place in home}
    partners = sorted((place for place in places if place.is_partner), key=lambda place: (place.longitude, place.key))
    first, last = layout.partner_x
    step = (last - first) / max(1, len(partners) - 1)
    highest, lowest = layout.partner_y
    for index, place in enumerate(partners):
        positions[place.key] = (first + index * step, min(max(y_of(place.latitude), highest), lowest))
    return positions


def _radii(places: Sequence[MapPlace], positions: dict[str, Point], layout: Layout) -> dict[str, float]:
    """Return radii whose area above the smallest circle grows with the value; neighbours never touch."""
    smallest, largest = layout.radius
    most = max(1, *(place.value for place in places))
    radii = {place.key: smallest + (largest - smallest) * math.sqrt(max(0, place.value) / most) for place in places}
    for one, other in itertools.combinations(sorted(radii), 2):
        room = math.dist(positions[one], positions[other]) - 2
        needed = radii[one] + radii[other]
        if needed > room:
            radii[one], radii[other] = radii[one] * room / needed, radii[other] * room / needed
    return radii


def _hull(points: list[Point]) -> list[Point]:
    """Return the convex hull (Andrew's monotone chain)."""

    def chain(ordered: list[Point]) -> list[Point]:
        corners: list[Point] = []
        for point in ordered:
            while len(corners) > 1 and _turn(corners[-2], corners[-1], point) <= 0:
                corners.pop()
            corners.append(point)
        return corners[:-1]

    ordered = sorted(set(points))
    return chain(ordered) + chain(ordered[::-1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _rounded(corners: list[Point], rounds: int = 3) -> list[Point]:
    """Return the polygon with its corners cut `rounds` times (Chaikin's scheme)."""
    for _ in range(rounds):
        corners = [
            (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
            for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
            for part in (0.25, 0.75)
        ]
    return corners


def _label_size(place: MapPlace, anchor: MapPlace, layout: Layout) -> tuple[float, float]:
    width, height = text_width(place.name, layout.font_size), 1.2 * layout.font_size
    if not place.is_partner:
        return width, height
    note = f"000 km bis {anchor.name}" if layout.names_anchor else "000 km"
    return max(width, text_width(note, layout.note_size)), height + 1.3 * layout.note_size


def _mark(place: MapPlace, circle: Circle, label: Label, distance: int, layout: Layout) -> Mark:
    label_y, note_y = label.y, ""
    if place.is_partner:
        label_y = label.y - 0.65 * layout.note_size
        note_y = _number(label.y + 0.6 * layout.font_size)
    return Mark(
        place=place,
        x=_number(circle.x),
        y=_number(circle.y),
        radius=_number(circle.radius),
        label_x=_number(label.x),
        label_y=_number(label_y),
        anchor=label.anchor,
        note_y=note_y,
        distance_km=distance,
    )


def _line(circle: Circle, land: list[Point], layout: Layout) -> Curve:
    """Return the line from a partner region's circle to the nearest edge of the land, slightly bent."""
    shore = min(land, key=lambda point: (math.dist(point, (circle.x, circle.y)), point))
    length = math.dist(shore, (circle.x, circle.y))
    toward = ((shore[0] - circle.x) / length, (shore[1] - circle.y) / length)
    start = (circle.x + toward[0] * (circle.radius + 2), circle.y + toward[1] * (circle.radius + 2))
    end = (shore[0] - toward[0] * layout.margin, shore[1] - toward[1] * layout.margin)
    bend = 0.12 * math.dist(start, end)
    middle = ((start[0] + end[0]) / 2 - toward[1] * bend, (start[1] + end[1]) / 2 + toward[0] * bend)
    return Curve(start, middle, end)


def _number(value: float) -> str:
    return f"{value:.1f}"
