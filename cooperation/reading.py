"""What pages share and what takes long, kept until something new has happened."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import Max

from cooperation.facts import STAGES, Flow, flows
from core.models import CaseEvent

EXACT_KEPT = 3_600  # seconds
SHOWN_KEPT = 40 * 86_400  # seconds; months that are over stay as they are, and the night looks again


def exact_flows(*, by_topic: bool = False, stages: tuple[str, ...] = STAGES) -> list[Flow]:
    """Return all flows up to now."""
    newest = CaseEvent.objects.aggregate(newest=Max("pk"))["newest"]
    key = f"cooperation:flows:{newest}:{by_topic}:{'.'.join(stages)}"
    return cache.get_or_set(key, lambda: flows(stages, by_topic=by_topic), EXACT_KEPT)


def kept(key: str, compute: Callable[[], Any], *, anew: bool) -> Any:
    """Return what `compute` returns, from the store unless `anew`."""
    found = None if anew else cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, SHOWN_KEPT)
    return found
