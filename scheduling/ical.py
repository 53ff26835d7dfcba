"""Entries for calendars (RFC 5545), as invitations and cancellations by mail (RFC 5546, 6047) and as a file.

The library escapes, folds and quotes. What is said here is which entry a calendar takes for the same one (UID), which
of two it takes for the newer one (SEQUENCE, then DTSTAMP), and what the clocks show.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vRecur,
    vText,
)

from scheduling.clock import ZONE, local

PRODUCT = "-//DZM-Portal//Meetings//DE"
HOUR = timedelta(hours=1)
REFRESHED = timedelta(hours=4)  # how often a program that follows a calendar asks again


@dataclass(frozen=True)
class Person:
    """Somebody who is invited; `has_accepted` when the person said already that the time suits."""

    name: str
    email: str
    has_accepted: bool = False


@dataclass(frozen=True)
class Organiser:
    """The hub; answers of calendars go to `email`, mails come from `sent_by`."""

    name: str
    email: str
    sent_by: str = ""


@dataclass(frozen=True)
class Entry:
    """A meeting or an event as one reader's calendar shows it.

    `uid` stays the same for as long as the meeting is the same one, `sequence` rises with every change, `stamp` is
    the moment this entry was written. `summary`, `description` and `place` are texts in `language`; a summary is shown
    on locked screens and by calendars that others look into, so it names nobody.
    """

    uid: UUID
    sequence: int
    stamp: datetime
    starts_at: datetime
    minutes: int
    summary: str
    language: str
    place: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def invitation(entry: Entry, organiser: Organiser, people: Iterable[Person]) -> bytes:
    """Return the request to note `entry`, or its new time or place, sent to all `people`."""
    event = _event(entry, organiser)
    event.add("status", "CONFIRMED")
    _describe(event, entry)
    for person in people:
        event.add("attendee", _attendee(person))
    return _calendar("REQUEST", event)


def cancellation(entry: Entry, organiser: Organiser, person: Person, *, is_whole: bool = True) -> bytes:
    """Return the request to `person` to remove the entry.

    It says neither where the meeting would have been nor who else was invited: a consent may have been withdrawn.
    `is_whole` False: the meeting takes place without this person, which RFC 5546 says by leaving out the status.
    """
    event = _event(entry, organiser)
    if is_whole:
        event.add("status", "CANCELLED")
    event.add("attendee", _address(person.name, person.email))
    return _calendar("CANCEL", event)


def publication(*entries: Entry, title: str = "", language: str = "") -> bytes:
    """Return the entries as a file to keep, or as what a calendar fetches again and again under the name `title`; it
    asks for no answer and names nobody. A cancelled entry says so: a calendar that has it strikes it out."""
    return _calendar("PUBLISH", *map(_published, entries), title=title, language=language)


def _published(entry: Entry) -> Event:
    event = _event(entry, None)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    _describe(event, entry)
    return event


def _calendar(method: str, *events: Event, title: str = "", language: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if title:
        calendar.add("name", _text(title, language))  # RFC 7986; older programs read the other one
        calendar.add("x-wr-calname", title)
        calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESHED))
    calendar.add_component(_zone())
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _event(entry: Entry, organiser: Organiser | None) -> Event:
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", local(entry.starts_at))
    # Not DTEND: one that lies in the hour that comes twice would be read as its first coming.
    event.add("duration", timedelta(minutes=entry.minutes))
    event.add("summary", _text(entry.summary, entry.language))
    if organiser:
        address = _address(organiser.name, organiser.email)
        if organiser.sent_by and organiser.sent_by != organiser.email:
            address.params["SENT-BY"] = f"mailto:{organiser.sent_by}"
        event.add("organizer", address)
    return event


def _describe(event: Event, entry: Entry) -> None:
    event.add("transp", "OPAQUE")
    if entry.place:
        event.add("location", _text(entry.place, entry.language))
    if entry.description:
        event.add("description", _text(entry.description, entry.language))
    if entry.url:
        event.add("url", entry.url)


def _text(text: str, language: str) -> vText:
    written = vText(text)
    written.params["LANGUAGE"] = language
    return written


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    # Quotes cannot be written into a parameter at all (RFC 5545, 3.2).
    address.params["CN"] = " ".join(name.replace('"', "'").split())
    return address


def _attendee(person: Person) -> vCalAddress:
    attendee = _address(person.name, person.email)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED" if person.has_accepted else "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE" if person.has_accepted else "TRUE"
    return attendee


def _zone() -> Timezone:
    """Return the rules of the European Union since 1996, under which all our meetings fall.

    The library would list the single days up to 2038, in new time where RFC 5545 wants the old one.
    """
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(_change(TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), HOUR, 2 * HOUR))
    zone.add_component(_change(TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 2 * HOUR, HOUR))
    return zone


def _change(part, name: str, first: datetime, before: timedelta, after: timedelta):
    """Fill in `part`: every year on the last Sunday of the month of `first`, at its hour in the time that ends."""
    part.add("tzname", name)
    part.add("dtstart", first)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("rrule", vRecur(freq="yearly", bymonth=first.month, byday="-1su"))
    return part
