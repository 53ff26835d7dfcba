"""How unequally something is spread: pure numbers in, pure numbers out."""

from collections.abc import Sequence


def gini(values: Sequence[float]) -> float | None:
    """Return the Gini coefficient: 0 where all have the same, towards 1 where one has everything; None where there is
    nothing to spread.

    It is the mean absolute difference of all pairs, over twice the mean: G = ΣᵢΣⱼ |xᵢ - xⱼ| / (2 n² x̄). For values in
    ascending order that is G = 2 Σᵢ i·xᵢ / (n Σᵢ xᵢ) - (n + 1) / n, which needs one sort (Sen, On Economic Inequality,
    1973).
    """
    total, count = sum(values), len(values)
    if not total:
        return None
    weighted = sum(rank * value for rank, value in enumerate(sorted(values), 1))
    return 2 * weighted / (count * total) - (count + 1) / count


def top(values: Sequence[float], number: int) -> float:
    """Return what the largest `number` of the values make together."""
    return sum(sorted(values, reverse=True)[:number])


def lorenz(values: Sequence[float], steps: int) -> list[float]:
    """Return which share of everything the lowest 0, 1, ... of `steps` equal parts of those counted hold; a part that
    ends within one of them takes its fraction of it. Empty where there is nothing."""
    total, ordered = sum(values), sorted(values)
    if not total:
        return []
    shares = []
    for step in range(steps + 1):
        upto = len(ordered) * step / steps
        full = int(upto)
        held = sum(ordered[:full]) + (ordered[full] * (upto - full) if full < len(ordered) else 0)
        shares.append(held / total)
    return shares
