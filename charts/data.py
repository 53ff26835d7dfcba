"""What a chart is made of: plain data, in order, and what every chart can say about it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from charts.svg import Drawing, Element, Size, rect

NAMED = 3  # so many withheld values are named in the words beside a chart, the rest is counted


@dataclass(frozen=True)
class Datum:
    """One value with its name. `value` None is not shown, and `reason` says why; zero is a value. `before` is the same
    in the period before, where charts compare."""

    label: str
    value: float | None
    before: float | None = None
    reason: str = gettext_lazy("protected")

    @property
    def written(self) -> str:
        return str(self.reason) if self.value is None else written(self.value)


@dataclass(frozen=True)
class Series:
    """Named values: a line, a row of a heat map, or the only one of a chart."""

    name: str
    data: tuple[Datum, ...]


@dataclass(frozen=True)
class Table:
    """The same as the chart: the heads of the columns, and rows that begin with their name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Base of all charts. `key` is unique on a page and fit for an id; `unit` says in the plural what is counted;
    `source` is where the figures come from and `as_of` the day up to which they do."""

    key: str
    title: str
    unit: str
    source: str
    as_of: date
    series: tuple[Series, ...] = field(default=())

    @property
    def data(self) -> tuple[Datum, ...]:
        """All values, one series after the other."""
        return tuple(datum for one in self.series for datum in one.data)

    @property
    def shown(self) -> list[Datum]:
        return [datum for datum in self.data if datum.value is not None]

    @property
    def is_empty(self) -> bool:
        return not self.data

    @property
    def finding(self) -> str:
        """What the chart shows, in sentences: what matters most, then what is withheld."""
        if not self.shown:
            return " ".join([_("No value can be shown."), *self.withheld])
        return " ".join([*self.sentences(), *self.withheld])

    @property
    def withheld(self) -> list[str]:
        names = [f"{self.name_of(datum)} ({datum.reason})" for datum in self.data if datum.value is None]
        if not names:
            return []
        named, rest = ", ".join(names[:NAMED]), len(names) - NAMED
        if rest <= 0:
            return [_("Not shown: %(names)s.") % {"names": named}]
        return [_("Not shown: %(names)s, and %(count)s more.") % {"names": named, "count": rest}]

    def name_of(self, datum: Datum) -> str:
        """Return how the words beside the chart call a value."""
        return datum.label

    def sentences(self) -> list[str]:
        """Return highest and lowest in words; only called when there is something to show."""
        highest = max(self.shown, key=lambda datum: datum.value)
        lowest = min(self.shown, key=lambda datum: datum.value)
        if highest.value == lowest.value:
            if len(self.shown) == 1:
                return [_("%(name)s: %(value)s.") % self.told(highest)]
            return [_("All values are the same: %(value)s.") % self.told(highest)]
        return [
            _("Highest: %(name)s with %(value)s.") % self.told(highest),
            _("Lowest: %(name)s with %(value)s.") % self.told(lowest),
        ]

    def told(self, datum: Datum) -> dict[str, str]:
        return {"name": self.name_of(datum), "value": datum.written}

    @property
    def table(self) -> Table:
        return Table(("", self.unit), tuple((datum.label, datum.written) for datum in self.data))

    def draw(self, size: Size) -> Drawing:
        """Return the drawing in one size; only called when there is data."""
        raise NotImplementedError

    def hatched(self, size: Size, x: float, y: float, width: float, height: float) -> Element:
        """Return the sign of a value that is not shown; zero never looks like this."""
        return rect("hidden", x, y, width, height, fill=f"url(#hatch-{self.key}-{size.name})")


def single(data: Sequence[Datum], name: str = "") -> tuple[Series, ...]:
    """Return `data` as the only series of a chart; none at all for no data."""
    return (Series(name, tuple(data)),) if data else ()


def written(value: float) -> str:
    """Return a number as people of the language read it: whole, or with one digit after the point."""
    text = number_format(round(value, 1), 0 if float(value).is_integer() else 1, use_l10n=True, force_grouping=True)
    return text.replace("-", "\N{MINUS SIGN}")


def percent(part: float, whole: float) -> str:
    """Return a share; a dash where there is no whole. What is almost nothing or almost all says so."""
    if not whole:
        return "\N{EN DASH}"
    share = 100 * part / whole
    if 0 < share < 1:
        return "<\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}%"
    if 99 < share < 100:
        return ">\N{NO-BREAK SPACE}99\N{NO-BREAK SPACE}%"
    return f"{written(math.floor(share + 0.5))}\N{NO-BREAK SPACE}%"
