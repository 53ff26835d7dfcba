"""Verbs on minutes, and on what people have taken on at a round table."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.models import LogEntry
from core.states import GuardFailed, advance, announce, require
from events.following import letters
from events.following.enums import ItemState, MinutesState
from events.following.guests import who_came
from events.models import ActionItem, Event, Minutes


@transaction.atomic
def write(event: Event, *, text: str, actor) -> Minutes:
    """Keep the minutes as a draft. Raises GuardFailed where they were approved: then they were sent."""
    minutes = Minutes.objects.select_for_update().filter(event=event).first() or Minutes(event=event, written_by=actor)
    require(minutes.state == MinutesState.DRAFT, _("The minutes are approved and were sent. They stay as they are."))
    minutes.text = text
    minutes.save()
    LogEntry.objects.record(minutes, "write", actor=actor)
    return minutes


@transaction.atomic
def approve(event: Event, *, actor) -> int:
    """Approve the minutes and send them to everybody who was there; return how many. Raises GuardFailed."""
    minutes = Minutes.objects.select_for_update().filter(event=event).first()
    if minutes is None or not minutes.text.strip():
        raise GuardFailed([_("Write the minutes first.")])
    begins = event.starts_at
    require(begins is not None and begins <= timezone.now(), _("The meeting has not begun yet."))
    advance(minutes, "approve", actor=actor, approved_at=timezone.now())
    rows = list(who_came(event).select_related("contact__user"))
    for registration in rows:
        registration.event = event
        letters.minutes(registration, minutes)
    return len(rows)


@transaction.atomic
def add_item(event: Event, *, text: str, owner: Contact | None, owner_name: str, due_on: date, actor) -> ActionItem:
    """Write down what somebody has taken on."""
    require(owner is not None or owner_name, _("Say who has taken it on."))
    item = ActionItem.objects.create(
        event=event, text=text, owner=owner, owner_name="" if owner else owner_name, due_on=due_on, created_by=actor
    )
    LogEntry.objects.record(item, "create", actor=actor, to_state=item.state)
    announce(item, "create", actor=actor)
    return item


@transaction.atomic
def finish(item: ActionItem, *, note: str, actor, source: str = "") -> None:
    """It is done, as the owner says by link (`source`) or staff do."""
    advance(item, "finish", actor=actor, on_behalf_source=source, done_note=note)


@transaction.atomic
def drop(item: ActionItem, *, note: str, actor) -> None:
    require(note, _("Say why it is dropped."))
    advance(item, "drop", actor=actor, done_note=note)


@transaction.atomic
def reopen(item: ActionItem, *, actor) -> None:
    advance(item, "reopen", actor=actor)


def open_before(event: Event) -> QuerySet[ActionItem]:
    """Return what is still open from earlier meetings of the series."""
    if event.series_id is None or event.series_day is None:
        return ActionItem.objects.none()
    earlier = Event.objects.filter(series=event.series_id, series_day__lt=event.series_day)
    rows = ActionItem.objects.filter(event__in=earlier, state=ItemState.OPEN)
    return rows.select_related("owner", "event")
