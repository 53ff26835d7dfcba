"""Five shades for values that are not negative: what heat map and map have in common."""

import math

from django.utils.translation import gettext as _

from charts.axis import nice_step
from charts.data import Chart, Datum, written
from charts.svg import LINE, Element, Size, rect, text
from charts.text import text_width

STEPS = 5  # shades in the style sheet
FINE = (1, 2, 3, 4, 5, 6, 8, 10)  # steps of an axis are too coarse here: the darkest shades would stay unused
GAP = 6


class Shaded(Chart):
    """Base of charts that tell values by shades. Zero has no shade."""

    def __post_init__(self) -> None:
        if any(datum.value < 0 for datum in self.shown):
            raise ValueError("there are no shades for values below zero")

    @property
    def shade(self) -> float:
        """How much each shade spans: a round step, so that five of them hold the largest value; whole for numbers of
        things."""
        values = [datum.value for datum in self.shown]
        step = nice_step(max(values, default=0) / STEPS, FINE)
        return max(1, step) if all(float(value).is_integer() for value in values) else step

    def step(self, value: float) -> int:
        """Return the shade of a value, 1 to 5; 0 for zero."""
        return min(STEPS, math.ceil(value / self.shade))

    def field(self, datum: Datum, box: tuple[float, float, float, float], size: Size) -> Element:
        """Return the field of a value in its shade, hatched where it is not shown."""
        if datum.value is None:
            return self.hatched(size, *box)
        return rect(f"cell cell-{self.step(datum.value)}", *box)

    def legend(self, top: float, size: Size) -> tuple[list[Element], float]:
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
