"""What needs, files and steps cause here, and what the outbox knows about the letters. Importing registers."""

from django.dispatch import receiver

from companies.signals import need_came_from
from core.states import effect
from events.following.enums import ItemState
from events.following.notes import need_was_told
from events.models import ActionItem, EventNote
from links.services import revoke
from mail.enums import Weight
from mail.occasions import decided_by, occasion


@receiver(need_came_from)
def a_need_was_told_at_an_event(need, origin, actor, **kwargs) -> None:
    need_was_told(need, origin, actor)


@effect("action_item", "finish", "drop")
def nobody_is_asked_any_more(item: ActionItem, actor) -> None:
    revoke(item)


occasion(
    "event.item_remind",
    "event.item_overdue.lead",
    weight=Weight.ANSWER,
    is_current=lambda item: item.state == ItemState.OPEN,
)
occasion("event.feedback", weight=Weight.ANSWER)
decided_by("events.actionitem", lambda user: ActionItem.objects.managed_by(user))
decided_by("events.eventnote", lambda user: EventNote.objects.managed_by(user))
