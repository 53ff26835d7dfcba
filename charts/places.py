"""The map by municipality: a tile per place, where the place lies, in five shades. Where places lie is plain data of
whoever has them; borders of a third party are not needed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from charts.data import Datum
from charts.shades import GAP, Shaded
from charts.svg import LINE, WIDE, Drawing, Element, Size, lines, text
from charts.text import wrapped

COLUMNS = {True: 6, False: 4}  # of tiles: on a wide drawing, on a narrow one
FREE = 1.4  # tiles per place: what is free gives the whole its outline
LINES = 3  # a name may have; the table has the whole name

Tile = tuple[int, int]  # column, row


@dataclass(frozen=True)
class Spot:
    """Where a place lies: from west to east and from north to south, each between 0 and 1."""

    name: str
    across: float
    down: float


@dataclass(frozen=True, kw_only=True)
class PlaceMap(Shaded):
    """Each value has the name of a spot. Its tile is the nearest to the spot that all others leave it; name and value
    stand in it, the shade says which class the value is in."""

    spots: tuple[Spot, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if missing := {datum.label for datum in self.data} - {spot.name for spot in self.spots}:
            raise ValueError(f"nobody knows where these places lie: {sorted(missing)}")

    def draw(self, size: Size) -> Drawing:
        wanted = {datum.label for datum in self.data}
        tiles = tiles_of([spot for spot in self.spots if spot.name in wanted], COLUMNS[size.width >= WIDE.width])
        across = 1 + max(column for column, _row in tiles.values())
        width = size.width / across
        most = max(len(_name(label, width, size)) for label in wanted)
        high = (most + 1) * LINE * size.font + 2 * GAP
        drawn: list[Element] = []
        for datum in sorted(self.data, key=lambda each: tiles[each.label][::-1]):
            column, row = tiles[datum.label]
            drawn += self._tile(datum, (column * width + 1, row * high + 1, width - 2, high - 2), size)
        legend, bottom = self.legend((1 + max(row for _column, row in tiles.values())) * high + 2 * GAP, size)
        return Drawing(size, bottom, (*drawn, *legend))

    def _tile(self, datum: Datum, box: tuple[float, float, float, float], size: Size) -> list[Element]:
        """Return one place: its field, its name, and its value below; no value on a hatched field."""
        x, y, width, height = box
        names = _name(datum.label, width, size)
        middle, step = x + width / 2, LINE * size.font
        drawn = [self.field(datum, box, size)]
        if datum.value is None:
            first = y + height / 2 - (len(names) - 1) * step / 2
            return [*drawn, *lines("label", middle, first, names, size.font, "middle")]
        shade = self.step(datum.value)
        first = y + (height - len(names) * step) / 2
        drawn += lines(f"in in-{shade}", middle, first, names, size.font, "middle")
        return [*drawn, text(f"number in in-{shade}", middle, first + len(names) * step, datum.written, "middle")]


def _name(label: str, width: float, size: Size) -> list[str]:
    """Return the lines of a name in a tile."""
    names = wrapped(label, width - GAP, size.font)
    return names if len(names) <= LINES else [*names[: LINES - 1], f"{names[LINES - 1]} …"]


def tiles_of(spots: Sequence[Spot], columns: int) -> dict[str, Tile]:
    """Return the tile of each spot: of all ways to give everybody one of `columns` by as many rows as are needed, the
    one in which they lie nearest to where they are. Columns and rows that stay free at the edge are left out."""
    columns = min(columns, len(spots))
    rows = math.ceil(max(len(spots), min(FREE * len(spots), len(spots) ** 2)) / columns)
    grid = np.array([(column, row) for row in range(rows) for column in range(columns)], float)
    reach = np.array([max(columns - 1, 1), max(rows - 1, 1)])
    places = np.array([(spot.across, spot.down) for spot in spots], float).reshape(-1, 2)
    distance = ((places[:, None, :] - grid[None, :, :] / reach) ** 2).sum(axis=2)
    _spots, chosen = linear_sum_assignment(distance)
    taken = grid[chosen].astype(int) - grid[chosen].astype(int).min(axis=0)
    return {spot.name: (int(column), int(row)) for spot, (column, row) in zip(spots, taken, strict=True)}
