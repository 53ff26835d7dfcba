"""Who has a meeting in the calendar, and the letters that keep these calendars right."""

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Case, When
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.selectors import leads_of_region
from companies.models import Need
from core.states import advance
from mail.attachments import Attachment
from mail.links import absolute
from meetings import notifications
from meetings.enums import Party
from meetings.models import Meeting, MeetingAttendee
from scheduling import ical

FILE_NAME = "termin.ics"


def people_of(meeting: Meeting) -> dict[Contact, str]:
    """Return whom the case names at present, each with the party."""
    case = meeting.introduction
    people = dict.fromkeys(_leads_of(case.need), Party.LEAD)
    people |= {case.company_contact: Party.COMPANY, case.provider_contact: Party.PROVIDER}
    return {contact: party for contact, party in people.items() if not contact.erased_at}


def _leads_of(need: Need) -> list[Contact]:
    """Return the responsible lead. Deputies are not invited: they would come and go with each holiday."""
    contact = getattr(need.assigned_to, "contact", None)
    return [contact] if contact and not contact.erased_at else leads_of_region(need.region)


def is_up_to_date(meeting: Meeting) -> bool:
    """Whether the meeting is in the calendars of those the case names, and in no others."""
    invited = meeting.attendees.filter(removed_at=None).values_list("contact", flat=True)
    return set(invited) == {contact.pk for contact in people_of(meeting)}


def gather(meeting: Meeting, *, accepted: set[str]) -> list[Contact]:
    """Write down who is invited to the time that is about to be fixed, before the step itself; return who no longer is.
    `accepted` are the parties whom the time suits."""
    removed = _renew_attendees(meeting)
    meeting.attendees.update(has_accepted=Case(When(party__in=accepted, then=True), default=False))
    return removed


def send(meeting: Meeting, removed: Iterable[Contact]) -> None:
    """Send the entry, new or changed, to everybody, and let the calendars of those who were `removed` drop it."""
    attendees = _attendees(meeting)
    for contact in removed:
        notifications.no_longer_invited(meeting, contact, _cancellation(meeting, contact, is_whole=False))
    for attendee in attendees:
        notifications.meeting_fixed(meeting, attendee.contact, _invitation(meeting, attendee.contact, attendees))


def renew(meeting: Meeting) -> None:
    """Tell the calendars that other people are invited now."""
    removed = _renew_attendees(meeting)
    advance(meeting, "renew", actor=None, sequence=meeting.sequence + 1)
    send(meeting, removed)


def call_off(meeting: Meeting) -> None:
    """Let everybody's calendar drop the entry."""
    for attendee in _attendees(meeting):
        notifications.meeting_cancelled(meeting, attendee.contact, _cancellation(meeting, attendee.contact))


def _renew_attendees(meeting: Meeting) -> list[Contact]:
    """Make the rows equal to the people of the case; return whom it no longer names."""
    people, now = people_of(meeting), timezone.now()
    leaving = list(meeting.attendees.filter(removed_at=None).exclude(contact__in=people).select_related("contact"))
    MeetingAttendee.objects.filter(pk__in=[attendee.pk for attendee in leaving]).update(removed_at=now)
    present = set(meeting.attendees.filter(removed_at=None).values_list("contact", flat=True))
    for contact, party in people.items():
        if contact.pk not in present:
            fields = {"party": party, "invited_at": now, "removed_at": None, "has_accepted": False}
            meeting.attendees.update_or_create(contact=contact, defaults=fields)
    return [attendee.contact for attendee in leaving]


def _attendees(meeting: Meeting) -> list[MeetingAttendee]:
    return list(meeting.attendees.filter(removed_at=None).select_related("contact"))


# --- What calendars read ---------------------------------------------------------------------------


def file_of(meeting: Meeting) -> bytes:
    """Return the entry of a fixed meeting as a file, in the language of the page."""
    return ical.publication(_entry(meeting, translation.get_language()))


def _invitation(meeting: Meeting, reader: Contact, attendees: list[MeetingAttendee]) -> Attachment:
    people = [ical.Person(each.contact.full_name, each.contact.email, each.has_accepted) for each in attendees]
    content = ical.invitation(_entry(meeting, reader.language), _organiser(), people)
    return Attachment(FILE_NAME, "text/calendar; method=REQUEST", content)


def _cancellation(meeting: Meeting, reader: Contact, *, is_whole: bool = True) -> Attachment:
    person = ical.Person(reader.full_name, reader.email)
    content = ical.cancellation(_entry(meeting, reader.language), _organiser(), person, is_whole=is_whole)
    return Attachment(FILE_NAME, "text/calendar; method=CANCEL", content)


def _entry(meeting: Meeting, language: str) -> ical.Entry:
    with translation.override(language):
        url = absolute(meeting.get_absolute_url())
        return ical.Entry(
            uid=meeting.uid,
            sequence=meeting.sequence,
            stamp=timezone.now(),
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            summary=_("Meeting on %(number)s") % {"number": meeting.introduction.number},
            language=language,
            place=", ".join(filter(None, (meeting.get_kind_display(), meeting.place))),
            description=_("Details, and what to do if the time no longer suits: %(url)s") % {"url": url},
            url=url,
        )


def _organiser() -> ical.Organiser:
    """The hub, where people read the answers of calendars; the mail itself comes from the portal."""
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return ical.Organiser(settings.OPERATOR["name"] or name, settings.LEAD_CONTACT_EMAIL, sender)
