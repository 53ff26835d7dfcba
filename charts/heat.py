"""The heat map: rows by columns, five shades, the value in every cell."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from charts.axis import nice_step
from charts.data import Chart, Datum, Table, written
from charts.svg import LINE, Drawing, Element, Size, lines, rect, text
from charts.text import text_width, wrapped

STEPS = 5  # shades in the style sheet
FINE = (1, 2, 3, 4, 5, 6, 8, 10)  # steps of an axis are too coarse here: the darkest shades would stay unused
CELL = 34  # units: how high a cell is at least
GAP = 6
NAMES = 0.34  # of the width is for the names of the rows
STANDING = 130  # how long a standing name may be before it breaks


@dataclass(frozen=True, kw_only=True)
class Heat(Chart):
    """Series are rows, their values columns in the same order. Values are not negative; zero has no shade."""

    def __post_init__(self) -> None:
        if any(datum.value < 0 for datum in self.shown):
            raise ValueError("a heat map has no shades for values below zero")
        if len({tuple(datum.label for datum in row.data) for row in self.series}) > 1:
            raise ValueError("all rows of a heat map have the same columns")

    @property
    def columns(self) -> list[str]:
        return [datum.label for datum in self.series[0].data] if self.series else []

    @property
    def shade(self) -> float:
        """How much each shade spans: a round step, so that five of them hold the largest value."""
        return nice_step(max((datum.value for datum in self.shown), default=0) / STEPS, FINE)

    def step(self, value: float) -> int:
        """Return the shade of a value, 1 to 5; 0 for zero."""
        return min(STEPS, math.ceil(value / self.shade))

    def name_of(self, datum: Datum) -> str:
        row = next(row.name for row in self.series if any(each is datum for each in row.data))
        return f"{row}, {datum.label}"

    @property
    def table(self) -> Table:
        rows = [(row.name, *(datum.written for datum in row.data)) for row in self.series]
        return Table((self.unit, *self.columns), tuple(rows))

    def draw(self, size: Size) -> Drawing:
        left = NAMES * size.width
        width = (size.width - left) / len(self.columns)
        drawn, top = self._head(left, width, size)
        for row in self.series:
            names = wrapped(row.name, left - GAP, size.font)
            high = max(CELL, len(names) * LINE * size.font + GAP)
            first = top + high / 2 - (len(names) - 1) * LINE * size.font / 2
            drawn += lines("label", 0, first, names, size.font)
            for index, datum in enumerate(row.data):
                drawn += self._cell(datum, (left + index * width, top, width, high), size)
            top += high
        legend, bottom = self._legend(top + 2 * GAP, size)
        return Drawing(size, bottom, (*drawn, *legend))

    def _head(self, left: float, width: float, size: Size) -> tuple[list[Element], float]:
        """Return the names of the columns and where they end; they stand upright where they are too wide."""
        step = LINE * size.font
        if all(text_width(name, size.font) <= width - GAP for name in self.columns):
            middle = [left + (index + 0.5) * width for index in range(len(self.columns))]
            words = zip(middle, self.columns, strict=True)
            return [text("tick", x, step / 2, name, "middle") for x, name in words], step + GAP
        names = [_shortened(wrapped(name, STANDING, size.font), int(width // step)) for name in self.columns]
        high = max(text_width(each, size.font) for name in names for each in name)
        drawn = []
        for index, name in enumerate(names):
            first = left + (index + 0.5) * width - (len(name) - 1) * step / 2
            for below, words in enumerate(name):
                x = first + below * step
                turned = f"rotate(-90 {x:.1f} {high:.1f})"
                drawn.append(text("tick", x, high, words, transform=turned))
        return drawn, high + GAP

    def _cell(self, datum: Datum, box: tuple[float, float, float, float], size: Size) -> list[Element]:
        x, y, width, height = box
        inner = (x + 1, y + 1, width - 2, height - 2)
        if datum.value is None:
            return [self.hatched(size, *inner)]
        shade = self.step(datum.value)
        middle = (x + width / 2, y + height / 2)
        return [rect(f"cell cell-{shade}", *inner), text(f"in in-{shade}", *middle, datum.written, "middle")]

    def _legend(self, top: float, size: Size) -> tuple[list[Element], float]:
        """Return what the shades mean, in lines that fit, and where they end."""
        upto = [written(self.shade * step) for step in range(1, STEPS + 1)]
        keys = [("0", 0), *((_("up to %(value)s") % {"value": words}, step + 1) for step, words in enumerate(upto))]
        if len(self.shown) < len(self.data):
            keys.append((_("not shown"), None))
        drawn, x, side = [], 0.0, 2.5 * GAP
        for words, shade in keys:
            width = side + GAP + text_width(words, size.font) + 2 * GAP
            if x + width > size.width:
                x, top = 0.0, top + 1.4 * LINE * size.font
            box = (x, top, side, side)
            drawn.append(self.hatched(size, *box) if shade is None else rect(f"cell cell-{shade}", *box))
            drawn.append(text("label", x + side + GAP, top + side / 2, words))
            x += width
        return drawn, top + side + GAP


def _shortened(lines: list[str], room: int) -> list[str]:
    """Return as many lines as a standing name has room for; the table has the whole name."""
    kept = lines[: max(1, room)]
    return kept if len(kept) == len(lines) else [*kept[:-1], f"{kept[-1]} …"]
