"""Verbs on what people say at an event that they need, or could offer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Need
from core.facts import record_event
from core.models import LogEntry
from core.states import advance, announce, require
from events.enums import EventState
from events.facts import event_attributes
from events.following import letters
from events.following.enums import NoteKind
from events.models import Event, EventNote

NOTED_FOR = timedelta(days=14)  # after the end, that a guest may still leave a note
NOTED_BEFORE = timedelta(days=1)  # the begin: tables are laid the day before
NOTE_WORKING_DAYS = 5  # in which the organiser reads a note
EVENT = "event"  # the noun of an origin, see companies.signals


def origin_of(event: Event) -> str:
    """Return what tells a need that it was told at `event`."""
    return f"{EVENT}-{event.code}"


def takes_notes(event: Event) -> bool:
    """Whether guests may leave a note: around the event, unless it was cancelled."""
    if event.state not in (EventState.PUBLISHED, EventState.DONE) or not event.starts_at:
        return False
    return event.starts_at - NOTED_BEFORE <= timezone.now() <= event.ends_at + NOTED_FOR


@transaction.atomic
def note_offer(
    event: Event,
    *,
    text: str,
    name: str,
    email: str = "",
    organisation_name: str = "",
    language: str = "de",
    actor=None,
) -> EventNote:
    """Write down what somebody could offer. A guest who writes it (`actor` None) is told by mail that it has arrived.
    Raises GuardFailed where the event takes no notes."""
    if actor is None:
        require(takes_notes(event), _("This event is over. Please write to us instead."))
    note = EventNote.objects.create(
        event=event,
        kind=NoteKind.COMPETENCE,
        text=text,
        name=name,
        email=email,
        organisation_name=organisation_name,
        language=language,
        noted_by=actor,
    )
    _noted(note, actor)
    if actor is None:
        letters.note_received(note)
    return note


def need_was_told(need: Need, origin: str, actor) -> EventNote | None:
    """Remember that `need` was told at the event that `origin` names; None where it names none."""
    noun, _dash, code = origin.partition("-")
    event = Event.objects.public().filter(code=code).first() if noun == EVENT else None
    if event is None:
        return None
    note, created = EventNote.objects.get_or_create(
        need=need, defaults={"event": event, "kind": NoteKind.NEED, "noted_by": actor, "state": "done"}
    )
    if created:
        _noted(note, actor)
    return note


def _noted(note: EventNote, actor) -> None:
    LogEntry.objects.record(note, "create", actor=actor, to_state=note.state, details={"kind": note.kind})
    record_event("event_note", attributes={**event_attributes(note.event), "note": note.kind}, need_id=note.need_id)
    announce(note, "create", actor=actor)


def take_step(note: EventNote, step: str, *, actor) -> None:
    """Take `settle`, `discard` or `reopen`. Raises InvalidTransition, and GuardFailed for a need, whose own page says
    where it stands."""
    require(note.kind == NoteKind.COMPETENCE, _("The page of the need says where it stands."))
    advance(note, step, actor=actor)
