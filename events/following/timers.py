"""What happens by itself after an event: the question how it was, and reminders of what was taken on."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from core.states import InvalidTransition
from events.enums import Admission, EventState
from events.following import feedback, letters
from events.following.enums import ItemState
from events.models import ActionItem, Event
from links.models import SignedLink
from links.services import issue
from scheduling.clock import local
from scheduling.models import Timer
from scheduling.moments import at_hour, when_missed_at_work
from scheduling.registry import Planned, handler, rule
from scheduling.workdays import add_working_days, subtract_working_days

ITEM = "event.item"  # purpose of the link by which an owner says that it is done
REMIND_WORKING_DAYS = 2  # before the day
ANSWERED_FOR = timedelta(days=60)


def plan_feedback(event: Event) -> Iterator[Planned]:
    """Those who came are asked one working day after the end."""
    ends_at = event.ends_at
    held = event.state in (EventState.PUBLISHED, EventState.DONE) and event.admission != Admission.NONE
    if held and ends_at:
        yield Planned("event.feedback", at_hour(add_working_days(local(ends_at).date(), 1)), ends_at.isoformat())


@handler("event.feedback")
def ask_for_feedback(event: Event, timer: Timer) -> None:
    feedback.ask(event)


@rule("events.ActionItem", among=lambda: ActionItem.objects.open().select_related("event"), parents=("event",))
def plan_item(item: ActionItem) -> Iterator[Planned]:
    if item.state != ItemState.OPEN:
        return
    occasion = item.due_on.isoformat()
    reminded_at = at_hour(subtract_working_days(item.due_on, REMIND_WORKING_DAYS))
    if item.owner_id and reminded_at > item.created_at:
        yield Planned("event.item_remind", reminded_at, occasion)
    yield Planned("event.item_overdue", when_missed_at_work(item.due_on), occasion)


def item_link(item: ActionItem) -> SignedLink:
    """Return the link by which the owner says that it is done."""
    return issue(
        ITEM,
        contact=item.owner,
        about=item,
        key=f"{item.pk}:{item.owner_id}:{item.due_on.isoformat()}",
        expires_at=timezone.now() + ANSWERED_FOR,
    )


@handler("event.item_remind")
def remind(item: ActionItem, timer: Timer) -> None:
    if item.state != ItemState.OPEN or item.owner is None:
        raise InvalidTransition(f"action item {item.pk} waits for nobody")
    letters.item_is_due(item, item_link(item), timer.round)


@handler("event.item_overdue")
def overdue(item: ActionItem, timer: Timer) -> None:
    if item.state != ItemState.OPEN:
        raise InvalidTransition(f"action item {item.pk} is not open")
    letters.item_is_overdue(item, timer.round)
