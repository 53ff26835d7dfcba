"""Charts of bars that lie: bars with an earlier value, funnels, shares of a whole."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from charts.axis import Scale, scale_of
from charts.data import Chart, Datum, Table, percent, written
from charts.svg import LINE, Drawing, Element, Size, line, lines, rect, text
from charts.text import text_width, wrapped

BAR = 20  # units: how thick a bar is
GAP = 8  # between bar and words
MARK = 3  # how thick the value before is, and how far it reaches over its bar
STUB = 44  # of what is not shown: long enough to see the hatching
PARTS = 5  # so many parts the style sheet has shades for


@dataclass(frozen=True)
class _Row:
    """Where one bar lies: the lines of its name, the middle of the first, the middle of the bar."""

    datum: Datum
    names: list[str]
    first: float
    middle: float


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Lying bars in the order given or, with `is_sorted`, the largest first; `before` of a value is a thin mark."""

    is_sorted: bool = False

    def __post_init__(self) -> None:
        if self.is_sorted:
            data = sorted(self.data, key=lambda datum: (datum.value is None, -(datum.value or 0)))
            object.__setattr__(self, "series", tuple(replace(one, data=tuple(data)) for one in self.series))

    @property
    def compares(self) -> bool:
        return any(datum.before is not None for datum in self.data)

    def sentences(self) -> list[str]:
        told = super().sentences()
        if self.compares:
            pairs = [(datum.value, datum.before) for datum in self.shown if datum.before is not None]
            rose, fell = sum(now > before for now, before in pairs), sum(now < before for now, before in pairs)
            told.append(_("Since the period before, %(up)s rose and %(down)s fell.") % {"up": rose, "down": fell})
        return told

    @property
    def table(self) -> Table:
        if not self.compares:
            return super().table
        rows = [
            (datum.label, datum.written, "\N{EN DASH}" if datum.before is None else written(datum.before))
            for datum in self.data
        ]
        return Table(("", self.unit, _("Period before")), tuple(rows))

    def words(self, index: int) -> str:
        """Return what is written behind a bar."""
        return self.data[index].written

    def draw(self, size: Size) -> Drawing:
        rows, bottom = self._rows(size)
        scale = self._scale(size)
        drawn = self._axis(scale, size, bottom)
        for index, row in enumerate(rows):
            drawn += lines("label", 0 if size.labels else GAP / 2, row.first, row.names, size.font)  # beside the axis
            drawn += self._bar(row, self.words(index), scale, size)
        return Drawing(size, bottom + size.font * LINE, tuple(drawn))

    def _rows(self, size: Size) -> tuple[list[_Row], float]:
        """Return the rows from top to bottom, and where the last one ends."""
        rows, top, step = [], 0.0, LINE * size.font
        for datum in self.data:
            names = wrapped(datum.label, (size.labels or size.width) - GAP, size.font)
            high = len(names) * step
            block = max(high, BAR + 2 * MARK)
            if size.labels:
                rows.append(_Row(datum, names, top + (block - high + step) / 2, top + block / 2))
            else:
                rows.append(_Row(datum, names, top + step / 2, top + high + GAP / 4 + BAR / 2))
                block = high + GAP / 4 + BAR
            top += block + 1.5 * GAP
        return rows, top

    def _scale(self, size: Size) -> Scale:
        values = [value for datum in self.data for value in (datum.value, datum.before) if value is not None]
        room = GAP + max(text_width(self.words(index), size.font) for index in range(len(self.data)))
        hidden = STUB if len(self.shown) < len(self.data) else 0
        left = size.labels + (room if min(values, default=0) < 0 else 0)
        right = max(left + STUB, size.width - room)
        return scale_of(values, left, max(right, left + hidden), count=4)

    def _axis(self, scale: Scale, size: Size, bottom: float) -> list[Element]:
        words = [written(tick) for tick in scale.ticks]
        return [
            each
            for tick, word in zip(scale.ticks, words, strict=True)
            for each in (
                line("grid" if tick else "axis", scale(tick), 0, scale(tick), bottom - GAP / 2),
                *_tick(word, scale, tick, words, bottom, size),
            )
        ]

    def _bar(self, row: _Row, words: str, scale: Scale, size: Size) -> list[Element]:
        zero, top, value, before = scale(0), row.middle - BAR / 2, row.datum.value, row.datum.before
        if value is None:
            return [
                self.hatched(size, zero, top, STUB, BAR),
                text("note", zero + STUB + GAP, row.middle, words),
            ]
        end = scale(value)
        drawn = [rect("bar", min(zero, end), top, abs(end - zero), BAR)]
        outer = end
        if before is not None:
            mark = scale(before)
            outer = max(end, mark) if value >= 0 else min(end, mark)
            drawn.append(rect("before", max(0, mark - MARK / 2), top - MARK, MARK, BAR + 2 * MARK))
        anchor, away = ("start", GAP) if value >= 0 else ("end", -GAP)
        return [*drawn, text("value", outer + away, row.middle, words, anchor)]


def _tick(word: str, scale: Scale, tick: float, words: list[str], bottom: float, size: Size) -> list[Element]:
    """Return the number of a tick, unless only every second or third has room."""
    apart = abs(scale(scale.low + scale.step) - scale(scale.low))
    every = -(-(max(text_width(each, size.font) for each in words) + GAP) // apart)
    if round((tick - scale.low) / scale.step) % every:
        return []
    x = max(scale(tick), text_width(word, size.font) / 2)
    return [text("tick", x, bottom + size.font * LINE / 2 - GAP / 2, word, "middle")]


@dataclass(frozen=True, kw_only=True)
class Funnel(Bars):
    """Steps of which each holds part of the one before; behind each bar stands its share of that."""

    def share(self, index: int) -> str:
        """Return the share of the step before; nothing for the first step, beside a value that is not shown, or for
        more than there was before, which is no part of it."""
        value, before = self.data[index].value, self.data[index - 1].value
        if not index or value is None or before is None or value > before:
            return ""
        return percent(value, before)

    def words(self, index: int) -> str:
        share = self.share(index)
        return f"{self.data[index].written} ({share})" if share else self.data[index].written

    def sentences(self) -> list[str]:
        first, last = self.shown[0], self.shown[-1]
        if first is last or last.value > first.value:
            return super().sentences()
        figures = {
            "first": first.written,
            "start": first.label,
            "last": last.written,
            "end": last.label,
            "share": percent(last.value, first.value),
        }
        return [_("From %(start)s (%(first)s) to %(end)s (%(last)s): %(share)s remain.") % figures]

    @property
    def table(self) -> Table:
        rows = [
            (datum.label, datum.written, self.share(index) or "\N{EN DASH}") for index, datum in enumerate(self.data)
        ]
        return Table(("", self.unit, _("Share of the step before")), tuple(rows))

    def _axis(self, scale: Scale, size: Size, bottom: float) -> list[Element]:
        return [line("axis", scale(0), 0, scale(0), bottom - GAP / 2)]


@dataclass(frozen=True, kw_only=True)
class Shares(Chart):
    """One bar cut into up to five parts of a whole; the legend below names them in the same order. What is not shown is
    no part: the shares are those of what is shown."""

    def __post_init__(self) -> None:
        if len(self.data) > PARTS or any(datum.value < 0 for datum in self.shown):
            raise ValueError(f"a share bar has up to {PARTS} parts, none below zero")

    @property
    def whole(self) -> float:
        return sum(datum.value for datum in self.shown)

    def share(self, datum: Datum) -> str:
        return "\N{EN DASH}" if datum.value is None else percent(datum.value, self.whole)

    def sentences(self) -> list[str]:
        largest = max(self.shown, key=lambda datum: datum.value)
        if not self.whole:
            return super().sentences()
        share = {"name": largest.label, "share": self.share(largest)}
        return [_("%(name)s has the largest share: %(share)s.") % share]

    @property
    def table(self) -> Table:
        rows = [(datum.label, datum.written, self.share(datum)) for datum in self.data]
        return Table(("", self.unit, _("Share")), tuple(rows))

    def draw(self, size: Size) -> Drawing:
        drawn: list[Element] = []
        left, height, step = 0.0, 2 * BAR, LINE * size.font
        top = height + step
        if not self.whole:
            drawn.append(rect("rest", 0, 0, size.width, height))
        for index, datum in enumerate(self.data):
            key = rect(f"part part-{index + 1}", 0, top - GAP, 2 * GAP, 2 * GAP)
            if datum.value is None:
                key = self.hatched(size, 0, top - GAP, 2 * GAP, 2 * GAP)
            elif self.whole:
                width = size.width * datum.value / self.whole
                drawn.append(rect(f"part part-{index + 1}", left, 0, width, height))
                left += width
            words = f"{datum.label}: {datum.written}"
            words += f" ({self.share(datum)})" if datum.value is not None and self.whole else ""
            names = wrapped(words, size.width - 4 * GAP, size.font)
            drawn += [key, *lines("label", 3 * GAP, top, names, size.font)]
            top += len(names) * step + GAP / 2
        return Drawing(size, top, tuple(drawn))
