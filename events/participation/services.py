"""Checking in and taking it back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import ReadPlace
from accounts.reads import note_read
from core.models import LogEntry
from core.states import require
from events.enums import RegistrationState
from events.models import Attendance, Companion, Event, EventDate, ParticipantList, Registration
from events.registering.places import count


@transaction.atomic
def check_in(
    registration: Registration, companion: Companion | None, date: EventDate, *, how: str, actor
) -> Attendance:
    """Note that a person has come to `date`; a second press changes nothing. Raises GuardFailed for whoever has no
    place."""
    Registration.objects.select_for_update().get(pk=registration.pk)
    registration.refresh_from_db(fields=["state"])
    require(registration.state == RegistrationState.REGISTERED, _("This person has no place at the event."))
    require(date.event_id == registration.event_id, _("The ticket belongs to another event."))
    attendance, created = Attendance.objects.get_or_create(
        registration=registration, companion=companion, date=date, defaults={"how": how, "checked_by": actor}
    )
    if created:
        LogEntry.objects.record(registration, "check_in", actor=actor, to_state=registration.state)
        count("event_attended", registration)
    return attendance


@transaction.atomic
def undo_check_in(registration: Registration, companion: Companion | None, date: EventDate, *, actor) -> None:
    """The person was not there after all; harmless where nobody has said so."""
    gone, _rows = Attendance.objects.filter(registration=registration, companion=companion, date=date).delete()
    if gone:
        LogEntry.objects.record(registration, "undo_check_in", actor=actor, to_state=registration.state)
        count("event_attendance_undone", registration)


@transaction.atomic
def ask_for_list(event: Event, *, columns: Iterable[str], purpose: str, actor) -> ParticipantList:
    """Keep that somebody needs a list, with which columns and what for. The log keeps it, too."""
    asked = ParticipantList.objects.create(
        event=event, columns=list(columns), purpose=purpose.strip(), created_by=actor
    )
    LogEntry.objects.record(event, "ask_for_list", actor=actor, to_state=event.state, details={"list": asked.pk})
    return asked


def note_fetch(asked: ParticipantList, form: str, *, actor) -> None:
    """Keep in the log that the list was fetched, and in which form."""
    details = {"list": asked.pk, "form": form, "columns": asked.columns}
    LogEntry.objects.record(asked.event, "fetch_list", actor=actor, to_state=asked.event.state, details=details)
    _note_export(asked.event, actor)


def note_badges(event: Event, *, actor) -> None:
    """Keep in the log that name badges were made."""
    LogEntry.objects.record(event, "fetch_badges", actor=actor, to_state=event.state)
    _note_export(event, actor)


def _note_export(event: Event, actor) -> None:
    rows = event.registrations.coming().select_related("contact")
    note_read(actor, (row.contact for row in rows), ReadPlace.EXPORT)
