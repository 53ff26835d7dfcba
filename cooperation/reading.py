"""Flows that pages share, read once until something new has happened."""

from django.core.cache import cache
from django.db.models import Max

from cooperation.facts import STAGES, Flow, flows
from core.models import CaseEvent

KEPT = 3600  # seconds; months that are over do not change but by what is found to be one


def exact_flows(*, by_topic: bool = False, stages: tuple[str, ...] = STAGES) -> list[Flow]:
    """Return all flows up to now."""
    newest = CaseEvent.objects.aggregate(newest=Max("pk"))["newest"]
    key = f"cooperation:flows:{newest}:{by_topic}:{'.'.join(stages)}"
    return cache.get_or_set(key, lambda: flows(stages, by_topic=by_topic), KEPT)
