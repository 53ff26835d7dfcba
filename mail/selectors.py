"""Reads for the staff pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from core.models import LogEntry
from mail.enums import MessageState
from mail.models import OutboxMessage
from mail.permissions import can_settle_message
from mail.workflow import OUTBOX


@dataclass(frozen=True)
class StateCount:
    state: MessageState
    number: int


@dataclass(frozen=True)
class Step:
    """One line of a message's history: what happened, and the row of the log that says who, when and why."""

    label: str
    entry: LogEntry


def count_states(user) -> list[StateCount]:
    """Return how many messages the person sees in each state, in the order of `MessageState`; one query."""
    numbers = OutboxMessage.objects.visible_to(user).aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in MessageState.values}
    )
    return [StateCount(state, numbers[state]) for state in MessageState]


def by_day(first: date) -> dict[tuple[date, str], int]:
    """Return how many messages were written on each day since `first`, by the state they are in. Numbers alone, also
    for the operator, who reads no message."""
    written = OutboxMessage.objects.filter(created_at__date__gte=first).order_by()
    days = written.annotate(day=TruncDate("created_at")).values_list("day", "state").annotate(number=Count("pk"))
    return {(day, state): number for day, state, number in days}


def in_state(messages: QuerySet[OutboxMessage], state: str) -> QuerySet[OutboxMessage]:
    """Return the messages in `state`; all of them when it is empty or names no state."""
    return messages.filter(state=state) if state in MessageState.values else messages


def history(message: OutboxMessage) -> list[Step]:
    """Return what happened to the message, oldest first."""
    entries = LogEntry.objects.about(message).select_related("actor__contact").order_by("at", "pk")
    return [Step(OUTBOX[entry.verb].label, entry) for entry in entries]


def recipients_due(now: datetime) -> Iterable[int]:
    """Return the ids of the contacts for whom a summary is due."""
    due = OutboxMessage.objects.not_yet_told().filter(not_before__lte=now, recipient__isnull=False)
    return due.order_by("recipient").values_list("recipient", flat=True).distinct()


def waiting_for_release(user, about) -> list[OutboxMessage]:
    """Return the letters about a case that the person can release."""
    held = OutboxMessage.objects.visible_to(user).about(about).held().without_bodies().order_by("created_at", "pk")
    return [message for message in held if can_settle_message(user, message)]
