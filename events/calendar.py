"""Events as calendars read them: a file, an attachment, and calendars that programs follow."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.findable import absolute
from events.enums import EventState, Format
from events.models import Event, EventDate, Registration
from events.words import summary_of, title_of
from mail.attachments import Attachment
from scheduling.ical import Entry, publication

FILE_NAME = "veranstaltung.ics"
CONTENT_TYPE = "text/calendar; method=PUBLISH"


def entries_of(event: Event, registration: Registration | None = None) -> list[Entry]:
    """Return one entry per date of `event`, in the active language. With a `registration` it holds what only those
    who are registered may know, and for an advisory hour only the time that person has booked."""
    if registration is not None and registration.slot is not None:
        slot = registration.slot
        return [_entry(event, slot.date, registration, slot.starts_at, slot.minutes)]
    return [
        _entry(event, row, registration, row.starts_at, int(row.duration.total_seconds() // 60))
        for row in event.dates.all()
    ]


def _entry(event: Event, row: EventDate, registration: Registration | None, starts_at, minutes: int) -> Entry:
    title = title_of(event)
    url = absolute(event.get_absolute_url())
    text = [str(summary_of(event))]
    if row.label:
        text.append(row.label)
    if registration is not None and event.online_url and event.format != Format.ON_SITE:
        text.append(_("To take part online: %(url)s") % {"url": event.online_url})
    text.append(_("More: %(url)s") % {"url": url})
    where = ", ".join(part for part in (event.venue.address if event.venue else "", event.room) if part)
    return Entry(
        uid=row.uid,
        sequence=row.sequence,
        stamp=row.changed_at,
        starts_at=starts_at,
        minutes=minutes,
        summary=f"{title}: {row.label}" if row.label and len(event.planned_dates) > 1 else str(title),
        language=title.language,
        place=where if event.format != Format.ONLINE else _("Online"),
        description="\n\n".join(text),
        url=url,
        is_cancelled=row.is_cancelled or event.state == EventState.CANCELLED,
    )


def as_file(event: Event) -> bytes:
    """Return all dates of `event` as a file to keep."""
    return publication(*entries_of(event))


def attachment(event: Event, registration: Registration) -> Attachment:
    """Return the dates of `event` for the letter to whoever is registered."""
    return Attachment(FILE_NAME, CONTENT_TYPE, publication(*entries_of(event, registration)))


def as_calendar(events: Iterable[Event], title: str) -> bytes:
    """Return `events` as a calendar that programs follow under `title`; cancelled ones are struck out there."""
    entries = [entry for event in events for entry in entries_of(event)]
    return publication(*entries, title=title, language=(get_language() or "de")[:2])


def calendar_of_person(registrations: Iterable[Registration], title: str) -> bytes:
    """Return the events somebody is registered for as a calendar that programs follow under `title`."""
    entries = [entry for row in registrations for entry in entries_of(row.event, row)]
    return publication(*entries, title=title, language=(get_language() or "de")[:2])
