"""What pages share and what takes long, kept until something new has happened."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from django.core.cache import cache

from cooperation import facts
from cooperation.counting import Count, tally
from cooperation.facts import STAGES, Flow

EXACT_KEPT = 2 * 86_400  # seconds; the night looks again
SHOWN_KEPT = 40 * 86_400  # seconds; months that are over stay as they are, and the night looks again
_BASE = "cooperation:base"
_UNSETTLED = 1_000  # newest facts that count as new: a transaction that still runs may yet write among them

K = TypeVar("K", bound=Hashable)


def exact(
    key: str,
    cells_of: Callable[[Flow], Iterable[K]],
    *,
    by_topic: bool = False,
    stages: tuple[str, ...] = STAGES,
) -> dict[K, Count]:
    """Return the count of every cell up to now. `key` names what `cells_of` depends on.

    What was counted up to some fact, mostly one of last night, is kept; of what newer facts speak of is counted how it
    was then and how it is now.
    """
    base = cache.get(_BASE)
    if base is None:
        base = begin_anew()
    counts = cache.get_or_set(
        f"cooperation:exact:{key}:{base}:{by_topic}:{'.'.join(stages)}",
        lambda: tally(facts.flows(stages, by_topic=by_topic, up_to=base), cells_of),
        EXACT_KEPT,
    )
    was = tally(facts.flows(stages, by_topic=by_topic, up_to=base, changed_since=base), cells_of)
    now = tally(facts.flows(stages, by_topic=by_topic, changed_since=base), cells_of)
    numbers = Counter({cell: count.number for cell, count in counts.items()})
    numbers.update({cell: count.number for cell, count in now.items()})
    numbers.subtract({cell: count.number for cell, count in was.items()})
    return {cell: Count(number) for cell, number in numbers.items()}


def begin_anew() -> int:
    """Let all exact numbers be counted up to nearly the newest fact, and return that."""
    base = max(facts.newest() - _UNSETTLED, 0)
    cache.set(_BASE, base, EXACT_KEPT)
    return base


def kept(key: str, compute: Callable[[], Any], *, anew: bool) -> Any:
    """Return what `compute` returns, from the store unless `anew`."""
    found = None if anew else cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, SHOWN_KEPT)
    return found
