"""The few SVG elements that charts are made of. Looks come from classes of the style sheet: a strict CSP allows no
style attributes, and the theme switches colours."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LINE = 1.25  # height of a line of text, in font sizes


@dataclass(frozen=True)
class Size:
    """One size of a drawing in its own units, which are pixels where there is room: `labels` is the width of the column
    for names, 0 where they stand above."""

    name: str
    width: int
    font: float
    labels: int


WIDE = Size("wide", 720, 16, 200)
NARROW = Size("narrow", 320, 15, 0)
SIZES = (WIDE, NARROW)


@dataclass(frozen=True)
class Element:
    """One element: its tag, its attributes, its text."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""

    def __html__(self) -> SafeString:
        attributes = format_html_join("", ' {}="{}"', self.attributes)
        return format_html("<{}{}>{}</{}>", self.tag, attributes, self.text, self.tag)


@dataclass(frozen=True)
class Drawing:
    """What fills one SVG: the size, its height, the elements from back to front."""

    size: Size
    height: float
    elements: tuple[Element, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.size.width} {number(self.height)}"


def number(value: float) -> str:
    """Return a coordinate as SVG reads it, in every language."""
    return f"{value:.1f}".removesuffix(".0")


def element(tag: str, css: str, text: str = "", **attributes: float | str) -> Element:
    """Return an element of the class `dzm-chart__<css>`; underscores in names of attributes become hyphens."""
    classes = " ".join(f"dzm-chart__{name}" for name in css.split())
    pairs = [
        (name.replace("_", "-"), value if isinstance(value, str) else number(value))
        for name, value in attributes.items()
    ]
    return Element(tag, (("class", classes), *pairs), text)


def rect(css: str, x: float, y: float, width: float, height: float, **more: float | str) -> Element:
    return element("rect", css, x=x, y=y, width=width, height=height, **more)


def line(css: str, x1: float, y1: float, x2: float, y2: float) -> Element:
    return element("line", css, x1=x1, y1=y1, x2=x2, y2=y2)


def text(css: str, x: float, y: float, words: str, anchor: str = "start", **more: float | str) -> Element:
    """Return words whose middle is at height `y`; `anchor` is start, middle or end."""
    return element("text", css, words, x=x, y=y, text_anchor=anchor, **more)


def lines(css: str, x: float, y: float, words: Iterable[str], font: float, anchor: str = "start") -> list[Element]:
    """Return several lines below each other, the middle of the first at height `y`."""
    return [text(css, x, y + index * LINE * font, each, anchor) for index, each in enumerate(words)]


def marker(series: int, x: float, y: float, radius: float = 4.5) -> Element:
    """Return the mark of the series with that index: circle, square, triangle, diamond; told apart without colour."""
    css = f"dot dot-{series + 1}"
    if not series:
        return element("circle", css, cx=x, cy=y, r=radius)
    corners = {
        1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        2: ((0, -1.3), (1.3, 1), (-1.3, 1)),
        3: ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
    }[series]
    return element("path", css, d=path([(x + radius * across, y + radius * down) for across, down in corners]) + "Z")


def path(points: Iterable[tuple[float, float]]) -> str:
    """Return the line through `points` as path data."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
