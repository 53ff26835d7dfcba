"""From numbers to places on an axis: round steps (1, 2, 5 times a power of ten) and a linear scale."""

import math
from dataclasses import dataclass

TICKS = 5  # about so many; more would crowd a phone


ROUND = (1, 2, 5, 10)


def nice_step(least: float, factors: tuple[int, ...] = ROUND) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, ... (or 0.1, 0.2, ...) that is at least `least`; 1 for nothing. Other
    `factors` end with 10, too."""
    if least <= 0:
        return 1
    power = 10 ** math.floor(math.log10(least))
    return next(factor * power for factor in factors if factor * power >= least * (1 - 1e-9))


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` on the stretch from `start` to `end` of a drawing, which may run backwards."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        return [self.low + index * self.step for index in range(round((self.high - self.low) / self.step) + 1)]


def scale_of(values: list[float], start: float, end: float, count: int = TICKS) -> Scale:
    """Return the scale that shows all of `values` and zero with about `count` steps; whole numbers keep whole steps."""
    low, high = min(0, *values, 0), max(0, *values, 0)
    step = nice_step((high - low) / count)
    if all(float(value).is_integer() for value in values):
        step = max(1, step)
    low, high = step * math.floor(low / step), step * math.ceil(high / step)
    return Scale(low, high if high > low else low + step, step, start, end)
