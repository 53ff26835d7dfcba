"""Who is told when an event changes. The registrations register here what they do (`on_changes`)."""

from collections.abc import Callable, Sequence

from events.changes import Change
from events.models import Event

_told: list[Callable[[Event, Sequence[Change]], int]] = []


def on_changes(tell: Callable[[Event, Sequence[Change]], int]) -> Callable:
    """Register `tell(event, changes)`, which writes to those concerned and returns how many they are."""
    _told.append(tell)
    return tell


def tell_of_changes(event: Event, changes: Sequence[Change]) -> int:
    """Tell of `changes`; return how many people are written to."""
    return sum(tell(event, changes) for tell in _told)
