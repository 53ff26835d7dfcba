"""Figures of the newsletter. Nothing here looks at what somebody reads."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count
from django.utils import timezone

from core.models import CaseEvent
from newsletter.enums import DeliveryState, LeaveReason
from newsletter.models import Issue

MONTHS = 12
COUNTED = {"newsletter_confirmed": "confirmed", "newsletter_left": "left", "newsletter_bounced": "bounced"}


@dataclass(frozen=True)
class Month:
    """How many people came and went in a month."""

    first: date
    confirmed: int
    left: int
    bounced: int


def months() -> list[Month]:
    """Return the last twelve months, the newest first."""
    this = timezone.localdate().replace(day=1)
    firsts = [this - relativedelta(months=number) for number in range(MONTHS)]
    numbers: Counter[tuple[date, str]] = Counter()
    events = CaseEvent.objects.filter(kind__in=COUNTED, occurred_at__date__gte=firsts[-1])
    for kind, at in events.values_list("kind", "occurred_at"):
        numbers[timezone.localdate(at).replace(day=1), COUNTED[kind]] += 1
    return [Month(first, *(numbers[first, name] for name in COUNTED.values())) for first in firsts]


def reasons() -> list[tuple[Any, int]]:
    """Return why people left in the last twelve months, the most frequent reason first."""
    since = timezone.localdate() - relativedelta(months=MONTHS)
    said = CaseEvent.objects.filter(kind="newsletter_left", occurred_at__date__gte=since)
    counted = Counter(attributes.get("reason", "") for attributes in said.values_list("attributes", flat=True))
    return [(LeaveReason(reason).label if reason else "", number) for reason, number in counted.most_common()]


@dataclass(frozen=True)
class Progress:
    """How far sending has come. `done` mails wait no more; `states` is label and number of each state there is."""

    total: int
    done: int
    states: tuple[tuple[Any, int], ...]

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


def progress(issue: Issue) -> Progress:
    """Return how many mails of an issue are in which state."""
    counted = dict(issue.deliveries.order_by().values_list("state").annotate(number=Count("pk")))
    total = sum(counted.values())
    waiting = counted.get(DeliveryState.QUEUED, 0) + counted.get(DeliveryState.SENDING, 0)
    states = tuple((state.label, counted[state]) for state in DeliveryState if state in counted)
    return Progress(total, total - waiting, states)
