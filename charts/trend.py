"""Lines through periods: the trend with up to four series, and the sparkline with one."""

import itertools
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from charts.axis import Scale, scale_of
from charts.data import Chart, Datum, Series, Table, percent, written
from charts.svg import LINE, Drawing, Element, Size, element, line, marker, path, rect, text
from charts.text import text_width, wrapped

SERIES = 4  # dashes, marks and colours in the style sheet
HEIGHT = {"wide": 240, "narrow": 200}  # units, of the area between the axes
GAP = 8
CROWDED = 24  # with more periods the marks would hide the line
BAND = 0.6  # of a period's width is hatched where a value is not shown
WIDEST_BAND = 4 * GAP  # units; the first period has no more room on its left

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Trend(Chart):
    """Series are lines; their values are periods in order, the same for all. A value that is not shown leaves a gap."""

    def __post_init__(self) -> None:
        if len(self.series) > SERIES:
            raise ValueError(f"a trend tells up to {SERIES} series apart")
        if len({tuple(datum.label for datum in one.data) for one in self.series}) > 1:
            raise ValueError("all series of a trend have the same periods")

    @property
    def periods(self) -> list[str]:
        return [datum.label for datum in self.series[0].data] if self.series else []

    def name_of(self, datum: Datum) -> str:
        if len(self.series) == 1:
            return datum.label
        series = next(one.name for one in self.series if any(each is datum for each in one.data))
        return f"{series}, {datum.label}"

    def sentences(self) -> list[str]:
        changes = [_change(one) for one in self.series]
        return [*filter(None, changes), *super().sentences()]

    @property
    def table(self) -> Table:
        head = ("", *(one.name or self.unit for one in self.series))
        rows = [
            (period, *(one.data[index].written for one in self.series)) for index, period in enumerate(self.periods)
        ]
        return Table(head, tuple(rows))

    def draw(self, size: Size) -> Drawing:
        legend, top = self._legend(size)
        top += 2 * GAP if legend else GAP
        bottom = top + HEIGHT[size.name]
        scale = scale_of([datum.value for datum in self.shown], bottom, top)
        left = GAP + max(text_width(written(tick), size.font) for tick in scale.ticks)
        ends = [one.data[-1].written for one in self.series]
        right = size.width - GAP - max(text_width(end, size.font) for end in ends)
        places = _spread(left + 2 * GAP, right - GAP, len(self.periods))
        drawn = [*legend, *_ticks(scale, left, right, size), *self._gaps(places, top, bottom, size)]
        for index, one in enumerate(self.series):
            drawn += _line(index, _points(one, places, scale))
        drawn += self._ends(places[-1] + GAP, scale, size)
        drawn += self._names(places, bottom + LINE * size.font, size)
        return Drawing(size, bottom + 1.75 * LINE * size.font, tuple(drawn))

    def _legend(self, size: Size) -> tuple[list[Element], float]:
        """Return a line per series with its mark and name, and where they end; a single series needs none."""
        drawn, top, step = [], 0.0, LINE * size.font
        for index, one in enumerate(self.series if len(self.series) > 1 else ()):
            middle = top + step / 2
            drawn += [line(f"line line-{index + 1}", 0, middle, 36, middle), marker(index, 18, middle)]
            for words in wrapped(one.name, size.width - 36 - GAP, size.font):
                drawn.append(text("label", 36 + GAP, top + step / 2, words))
                top += step
        return drawn, top

    def _gaps(self, places: list[float], top: float, bottom: float, size: Size) -> list[Element]:
        """Return a hatched band wherever a value is not shown."""
        band = _band(places)
        return [
            self.hatched(size, x - band / 2, top, band, bottom - top)
            for index, x in enumerate(places)
            if any(one.data[index].value is None for one in self.series)
        ]

    def _ends(self, x: float, scale: Scale, size: Size) -> list[Element]:
        """Return the last value of each line beside its end, moved apart where they would touch."""
        last = sorted((scale(one.data[-1].value), one.data[-1].written) for one in self.series if _is_open(one))
        drawn, free, step = [], -size.font, LINE * size.font
        for index, (y, words) in enumerate(last):
            lowest = scale(scale.low) - (len(last) - 1 - index) * step
            free = max(min(y, lowest), free + step)
            drawn.append(text("value", x, free, words))
        return drawn

    def _names(self, places: list[float], y: float, size: Size) -> list[Element]:
        """Return the names of the periods, the last one always, as many others as have room."""
        widest = max(text_width(name, size.font) for name in self.periods) + GAP
        apart = places[1] - places[0] if len(places) > 1 else widest
        every = max(1, -(-widest // apart))
        left = max(GAP, widest / 2)
        return [
            text("tick", min(max(x, left), size.width - widest / 2 + GAP / 2), y, name, "middle")
            for index, (x, name) in enumerate(zip(places, self.periods, strict=True))
            if not (len(places) - 1 - index) % every
        ]


def _is_open(one: Series) -> bool:
    """Whether the line reaches the end: only then its last value can stand there."""
    return one.data[-1].value is not None


def _change(one: Series) -> str:
    """Return how a line went from its first to its last value; nothing for fewer than two."""
    shown = [datum for datum in one.data if datum.value is not None]
    if len(shown) < 2:
        return ""
    first, last = shown[0], shown[-1]
    told = {
        "name": f"{one.name}: " if one.name else "",
        "first": first.written,
        "start": first.label,
        "last": last.written,
        "end": last.label,
        "share": _share(first.value, last.value),
    }
    if last.value == first.value:
        return capfirst(_("%(name)sas at first (%(start)s) so at last (%(end)s): %(last)s.") % told)
    if last.value > first.value:
        change = _("%(name)sup from %(first)s (%(start)s) to %(last)s (%(end)s)%(share)s.")
    else:
        change = _("%(name)sdown from %(first)s (%(start)s) to %(last)s (%(end)s)%(share)s.")
    return capfirst(change % told)


def _share(first: float, last: float) -> str:
    """Return by which share a value changed; nothing where that says nothing, from zero or across it."""
    if first <= 0 or last < 0:
        return ""
    return _(", a change of %(share)s") % {"share": percent(abs(last - first), first)}


def _spread(left: float, right: float, count: int) -> list[float]:
    if count == 1:
        return [(left + right) / 2]
    return [left + index * (right - left) / (count - 1) for index in range(count)]


def _band(places: list[float]) -> float:
    """Return the width that is hatched where a value is not shown."""
    return min(BAND * (places[1] - places[0]), WIDEST_BAND) if len(places) > 1 else WIDEST_BAND


def _ticks(scale: Scale, left: float, right: float, size: Size) -> list[Element]:
    return [
        each
        for tick in scale.ticks
        for each in (
            line("grid" if tick else "axis", left, scale(tick), right, scale(tick)),
            text("tick", left - GAP / 2, scale(tick), written(tick), "end"),
        )
    ]


def _points(one: Series, places: list[float], scale: Scale) -> list[Point | None]:
    return [None if datum.value is None else (x, scale(datum.value)) for x, datum in zip(places, one.data, strict=True)]


def _line(index: int, points: list[Point | None]) -> list[Element]:
    """Return the pieces of a line between its gaps, and a mark at each value; where marks would touch, at the ends."""
    pieces = [list(group) for shown, group in itertools.groupby(points, key=bool) if shown]
    drawn = [element("path", f"line line-{index + 1}", d=path(piece)) for piece in pieces if len(piece) > 1]
    crowded = len(points) > CROWDED
    marked = [point for piece in pieces for point in (piece[-1:] if crowded else piece)]
    return drawn + [marker(index, *point) for point in marked]


@dataclass(frozen=True, kw_only=True)
class Sparkline(Trend):
    """One small line without axes, for beside a figure; its last value is written at the end."""

    def draw(self, size: Size) -> Drawing:
        one, height, width = self.series[0], 3 * GAP, size.width / 2
        scale = scale_of([datum.value for datum in self.shown], height + GAP, GAP)
        places = _spread(GAP, width, len(one.data))
        band = min(_band(places), 2 * GAP)
        drawn = [
            self.hatched(size, x - band / 2, GAP, band, height)
            for x, datum in zip(places, one.data, strict=True)
            if datum.value is None
        ]
        zero = scale(0)
        drawn.append(rect("axis", 0, zero, width + GAP, 0.5))
        pieces = _line(0, _points(one, places, scale))
        drawn += [each for each in pieces if each.tag == "path"]
        if _is_open(one):
            drawn += [marker(0, places[-1], scale(one.data[-1].value))]
        drawn.append(text("value", width + 2 * GAP, height / 2 + GAP, one.data[-1].written))
        return Drawing(size, height + 2 * GAP, tuple(drawn))
