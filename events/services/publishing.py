"""How an event comes before the public, and off it again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.facts import record_event
from core.stamps import touch
from core.states import GuardFailed, advance, require
from events.enums import Admission, Format, Kind
from events.facts import event_attributes
from events.models import Event, EventDate
from events.services.editing import hold


def missing_for_publication(event: Event) -> list[str]:
    """Return what is still missing, one sentence each."""
    problems = []
    if not event.dates.filter(is_cancelled=False).exists():
        problems.append(_("Enter at least one date."))
    elif not event.dates.filter(is_cancelled=False, ends_at__gt=timezone.now()).exists():
        problems.append(_("All dates lie in the past."))
    if event.kind != Kind.PARTNER and event.format != Format.ONLINE and event.venue is None:
        problems.append(_("Choose the venue."))
    takes_part_online = event.format != Format.ON_SITE and event.kind != Kind.PARTNER
    if takes_part_online and event.admission == Admission.NONE and not event.online_url:
        problems.append(_("Enter the link for taking part online."))
    if event.kind == Kind.ADVISORY and not any(day.slots.exists() for day in event.dates.all()):
        problems.append(_("Say how long one conversation of the advisory hour is."))
    if not event.description and event.kind != Kind.PARTNER:
        problems.append(_("Describe what people can expect."))
    return problems


@transaction.atomic
def submit(event: Event, *, actor) -> None:
    """A municipality hands its event in; the hub looks at it. Raises GuardFailed with what is missing."""
    locked = _complete(event)
    advance(locked, "submit", actor=actor)


@transaction.atomic
def give_back(event: Event, *, actor) -> None:
    advance(hold(event), "give_back", actor=actor)


@transaction.atomic
def publish(event: Event, *, actor) -> None:
    """Show the event to everybody and open its registration. Raises GuardFailed with what is missing."""
    locked = _complete(event)
    now = timezone.now()
    advance(locked, "publish", actor=actor, published_at=locked.published_at or now, changed_at=now)
    record_event("event_published", attributes=event_attributes(locked))
    touch("events")


def _complete(event: Event) -> Event:
    locked = hold(event)
    problems = missing_for_publication(locked)
    if problems:
        raise GuardFailed(problems)
    return locked


@transaction.atomic
def take_back(event: Event, *, actor) -> None:
    """Make a draft of a published event as long as nobody is registered."""
    locked = hold(event)
    require(
        not locked.registrations.active().exists(),
        _("People are registered already. Cancel the event, so that they are told."),
    )
    advance(locked, "take_back", actor=actor)
    touch("events")


@transaction.atomic
def cancel(event: Event, *, note: str, actor) -> None:
    """Cancel the whole event. Everybody who is registered or waits is told (effects of registrations); calendars strike
    it out."""
    require(note.strip(), _("Say why the event is cancelled."))
    locked = hold(event)
    now = timezone.now()
    advance(locked, "cancel", actor=actor, cancel_note=note.strip(), changed_at=now)
    _calendars_change(locked, now)
    record_event("event_cancelled", attributes=event_attributes(locked))
    touch("events")


def _calendars_change(event: Event, now: datetime) -> None:
    for row in EventDate.objects.select_for_update().filter(event=event, ends_at__gt=now):
        row.sequence += 1
        row.changed_at = now
        row.save(update_fields=["sequence", "changed_at"])


@transaction.atomic
def finish(event: Event) -> None:
    """The last date has ended."""
    advance(event, "finish", actor=None)
    record_event("event_held", attributes=event_attributes(event))
    touch("events")
