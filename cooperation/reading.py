"""What pages share and what takes long, kept until something new has happened."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import TypeVar

from django.core.cache import cache

from cooperation import facts
from cooperation.counting import Count, tally
from cooperation.disclosure import Published
from cooperation.facts import STAGES, Flow
from cooperation.tasks import prepare_numbers
from core.jobs import enqueue_on_commit

EXACT_KEPT = 2 * 86_400  # seconds; the night looks again
SHOWN_KEPT = 40 * 86_400  # seconds; months that are over stay as they are, and the night looks again
STARTED_KEPT = 1_800  # seconds; then a job that never came is started again
_BASE, _STARTED = "cooperation:base", "cooperation:started"
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


class BeingCountedError(Exception):
    """What all readers see is not worked out yet; a job is at it."""


def kept(key: str, compute: Callable[[], Published], *, anew: bool) -> Published:
    """Return what is kept; with `anew` what `compute` returns, and keep that. No page waits for it, as it can take
    minutes: raises BeingCountedError where nothing is kept, and starts the job of the night."""
    if anew:
        found = compute()
        cache.set(key, found, SHOWN_KEPT)
        cache.set(_edition_of(key), found.edition, SHOWN_KEPT)
        return found
    try:
        return _read(key)
    except BeingCountedError:
        _start()
        return _read(key)


def _read(key: str) -> Published:
    edition = cache.get(_edition_of(key))
    if edition is None:
        raise BeingCountedError
    return _read_once(key, edition)


@lru_cache(maxsize=8)
def _read_once(key: str, _edition: str) -> Published:
    """Return what is kept. It is tens of thousands of numbers, so a process unpacks an edition once."""
    found = cache.get(key)
    if found is None:
        raise BeingCountedError
    return found


def _edition_of(key: str) -> str:
    return f"{key}:edition"


def _start() -> None:
    if cache.add(_STARTED, True, STARTED_KEPT):
        enqueue_on_commit(prepare_numbers)


def has_ended() -> None:
    """Say that the job of the night has ended, so that it may be started again."""
    cache.delete(_STARTED)
