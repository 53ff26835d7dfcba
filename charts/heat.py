"""The heat map: rows by columns, five shades, the value in every cell."""

from dataclasses import dataclass

from charts.data import Datum, Table
from charts.shades import GAP, Shaded
from charts.svg import LINE, Drawing, Element, Size, lines, text
from charts.text import text_width, wrapped

CELL = 34  # units: how high a cell is at least
NAMES = 0.34  # of the width is for the names of the rows
STANDING = 130  # how long a standing name may be before it breaks


@dataclass(frozen=True, kw_only=True)
class Heat(Shaded):
    """Series are rows, their values columns in the same order. Values are not negative; zero has no shade."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len({tuple(datum.label for datum in row.data) for row in self.series}) > 1:
            raise ValueError("all rows of a heat map have the same columns")

    @property
    def columns(self) -> list[str]:
        return [datum.label for datum in self.series[0].data] if self.series else []

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
        legend, bottom = self.legend(top + 2 * GAP, size)
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
        field = self.field(datum, inner, size)
        if datum.value is None:
            return [field]
        middle = (x + width / 2, y + height / 2)
        return [field, text(f"in in-{self.step(datum.value)}", *middle, datum.written, "middle")]


def _shortened(lines: list[str], room: int) -> list[str]:
    """Return as many lines as a standing name has room for; the table has the whole name."""
    kept = lines[: max(1, room)]
    return kept if len(kept) == len(lines) else [*kept[:-1], f"{kept[-1]} …"]
