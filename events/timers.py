"""An event whose last date has ended is over."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from events.enums import EventState
from events.following.feedback import ASKED_WITHIN
from events.following.timers import plan_feedback
from events.models import Event
from events.registering.timers import plan_reminders
from events.services.publishing import finish
from scheduling.models import Timer
from scheduling.registry import Planned, handler, rule


def with_something_ahead() -> QuerySet[Event]:
    """Return the events that are to come, and those that have just been: who came is still asked."""
    just_over = Q(state=EventState.DONE, state_changed_at__gt=timezone.now() - ASKED_WITHIN)
    return Event.objects.filter(Q(state=EventState.PUBLISHED) | just_over)


@rule("events.Event", among=with_something_ahead)
def plan_event(event: Event) -> Iterator[Planned]:
    if event.state == EventState.PUBLISHED and event.ends_at:
        yield Planned("event.finish", event.ends_at, event.ends_at.isoformat())
    yield from plan_reminders(event)
    yield from plan_feedback(event)


@handler("event.finish")
def over(event: Event, timer: Timer) -> None:
    finish(event)
