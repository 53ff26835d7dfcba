"""Which mail goes to whom when a meeting moves. Subjects name the case, never a firm; why a meeting is off, and who
did not come, only leads read."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Contact
from accounts.selectors import lead_contacts
from core.templatetags.portal import day
from links.services import issue
from mail.attachments import Attachment
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from meetings.enums import Attendance, MeetingState, Party
from meetings.models import Meeting, MeetingReport
from scheduling.clock import local

ANSWER_WITHIN = timedelta(days=30)  # that the link lasts which asks who came

Text = Callable[[], str]
Texts = Callable[[], list[str]]
Facts = Callable[[], list[tuple[str, str]]]


def _write(
    meeting: Meeting,
    contact: Contact,
    kind: str,
    occasion: str,
    subject: Text,
    body: Texts,
    *,
    facts: Facts = list,
    action: Callable[[], tuple[str, str]] | None = None,
    attachments: Iterable[Attachment] = (),
) -> None:
    """Post one letter; `occasion` tells it from others of its kind about the meeting."""

    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=contact.full_name,
            paragraphs=tuple(body()),
            facts=tuple(facts()),
            action=action() if action else (_("Open the meeting"), absolute(meeting.get_absolute_url())),
        )

    key = f"meeting.{kind}:{meeting.pk}:{occasion}:{contact.pk}"
    post_to(contact, letter, kind=f"meeting.{kind}", key=key, about=meeting, attachments=list(attachments))


def moment_words(moment: datetime) -> str:
    """Return day and time as people say them, by the clock in Berlin."""
    shown = local(moment)
    return _("%(day)s, %(time)s") % {"day": day(shown), "time": date_format(shown, "TIME_FORMAT")}


def place_words(meeting: Meeting) -> str:
    return ", ".join(filter(None, (meeting.get_kind_display(), meeting.place)))


def _numbered(meeting: Meeting, text: str) -> str:
    return f"{text}: {meeting.introduction.number}"


def _facts_of(meeting: Meeting) -> list[tuple[str, str]]:
    case = meeting.introduction
    both = f"{case.need.organisation.name}, {case.offer.organisation.name}"
    return [
        (_("When"), moment_words(meeting.starts_at)),
        (_("How long"), _("%(minutes)d minutes") % {"minutes": meeting.minutes}),
        (_("Where"), place_words(meeting)),
        (_("Who"), both),
    ]


def contacts_of(meeting: Meeting, party: str) -> list[Contact]:
    """Return who answers for `party`; deputies of an absent lead read along."""
    case = meeting.introduction
    if party == Party.LEAD:
        return lead_contacts(case.need.assigned_to, case.need.region)
    return [case.company_contact if party == Party.COMPANY else case.provider_contact]


# --- Finding a time --------------------------------------------------------------------------------


def times_proposed(meeting: Meeting) -> None:
    """The sides are asked with a link each that needs no login; leads look in the portal."""
    slots = list(meeting.slots.all())
    for party in set(Party) - {Party(meeting.proposed_as)}:
        for contact in contacts_of(meeting, party):
            _ask_for_times(meeting, contact, party, slots)


def _ask_for_times(meeting: Meeting, contact: Contact, party: str, slots: list) -> None:
    action = None
    if party != Party.LEAD:
        occasion = f"{meeting.pk}:{meeting.proposal}:{contact.pk}"
        last = slots[-1].starts_at
        link = issue("meeting.slots", contact=contact, about=meeting, key=occasion, expires_at=last)

        def action() -> tuple[str, str]:
            return _("Say which times suit"), absolute(link.path)

    _write(
        meeting,
        contact,
        "proposed",
        str(meeting.proposal),
        lambda: _numbered(meeting, _("Which time suits you?")),
        lambda: [
            {
                Party.COMPANY: _("The company proposes a meeting. Please tell us which of these times suit you."),
                Party.PROVIDER: _("The provider proposes a meeting. Please tell us which of these times suit you."),
                Party.LEAD: _("The project lead proposes a meeting. Please tell us which of these times suit you."),
            }[Party(meeting.proposed_as)],
            _("As soon as a time is fixed you receive an entry for your calendar."),
        ],
        facts=lambda: [
            *((_("Time %(number)d") % {"number": n}, moment_words(s.starts_at)) for n, s in enumerate(slots, start=1)),
            (_("How long"), _("%(minutes)d minutes") % {"minutes": meeting.minutes}),
            (_("Where"), place_words(meeting)),
        ],
        action=action,
    )


def times_marked(meeting: Meeting, party: str) -> None:
    """Who proposed the times, and the lead, hear how many of them suit."""
    slots = list(meeting.slots.prefetch_related("answers"))
    answers = [answer for slot in slots for answer in slot.answers.all() if answer.party == party]
    suiting = sum(answer.suits for answer in answers)
    occasion = f"{meeting.proposal}:{party}:{answers[0].answered_at.isoformat()}"
    for reader in {Party(meeting.proposed_as), Party.LEAD} - {Party(party)}:
        for contact in contacts_of(meeting, reader):
            _write(
                meeting,
                contact,
                "marked",
                occasion,
                lambda: _numbered(meeting, _("Answer to the proposed times")),
                lambda: [
                    ngettext(
                        "Of %(all)d proposed times %(number)d suits the other side.",
                        "Of %(all)d proposed times %(number)d suit the other side.",
                        suiting,
                    )
                    % {"all": len(slots), "number": suiting},
                    _("Please fix one of them now.") if suiting else _("Please propose other times."),
                ],
            )


def proposal_dropped(meeting: Meeting) -> None:
    """The sides hear that nobody waits for their answer any more."""
    for party in (Party.COMPANY, Party.PROVIDER):
        for contact in contacts_of(meeting, party):
            _write(
                meeting,
                contact,
                "dropped",
                str(meeting.proposal),
                lambda: _numbered(meeting, _("No meeting for now")),
                lambda: [_("The proposed times are no longer current. You do not have to do anything.")],
                action=lambda: (_("Open the case"), absolute(meeting.introduction.get_absolute_url())),
            )


# --- Calendars -------------------------------------------------------------------------------------


def meeting_fixed(meeting: Meeting, contact: Contact, invitation: Attachment) -> None:
    """The invitation, or the same entry with another time, place or circle of people."""
    is_new = meeting.sequence == 0
    _write(
        meeting,
        contact,
        "invitation",
        str(meeting.sequence),
        lambda: _numbered(meeting, _("Your meeting is fixed") if is_new else _("Your meeting has changed")),
        lambda: [
            _("The time of your meeting is fixed.") if is_new else _("There is a change to your meeting."),
            _("The entry for your calendar is attached. If it does not suit, you can move the meeting in the portal."),
        ],
        facts=lambda: _facts_of(meeting),
        attachments=[invitation],
    )


def meeting_cancelled(meeting: Meeting, contact: Contact, cancellation: Attachment) -> None:
    _write(
        meeting,
        contact,
        "cancelled",
        str(meeting.sequence),
        lambda: _numbered(meeting, _("The meeting is cancelled")),
        lambda: [
            _("The meeting on %(time)s does not take place.") % {"time": moment_words(meeting.starts_at)},
            _("You do not have to do anything. The attached entry removes it from your calendar."),
        ],
        action=lambda: (_("Open the case"), absolute(meeting.introduction.get_absolute_url())),
        attachments=[cancellation],
    )


def no_longer_invited(meeting: Meeting, contact: Contact, cancellation: Attachment) -> None:
    _write(
        meeting,
        contact,
        "uninvited",
        str(meeting.sequence),
        lambda: _numbered(meeting, _("You need not come to the meeting")),
        lambda: [
            _("Somebody else goes to the meeting on %(time)s in your place.")
            % {"time": moment_words(meeting.starts_at)},
            _("You do not have to do anything. The attached entry removes it from your calendar."),
        ],
        action=lambda: (_("Open the case"), absolute(meeting.introduction.get_absolute_url())),
        attachments=[cancellation],
    )


# --- The day before and the day after --------------------------------------------------------------


def meeting_tomorrow(meeting: Meeting) -> None:
    for attendee in meeting.attendees.filter(removed_at=None).select_related("contact"):
        _write(
            meeting,
            attendee.contact,
            "reminder",
            meeting.starts_at.isoformat(),
            lambda: _numbered(meeting, _("Your meeting is coming up")),
            lambda: [_("We remind you of your meeting. If something has come up, please move or cancel it today.")],
            facts=lambda: _facts_of(meeting),
        )


def ask_who_came(meeting: Meeting) -> None:
    """Both sides are asked, each by a link of its own, unless they have answered already."""
    answered = set(meeting.reports.filter(starts_at=meeting.starts_at).values_list("party", flat=True))
    for party in {Party.COMPANY, Party.PROVIDER} - answered:
        for contact in contacts_of(meeting, party):
            _ask_who_came(meeting, contact)


def _ask_who_came(meeting: Meeting, contact: Contact) -> None:
    occasion = meeting.starts_at.isoformat()
    link = issue(
        "meeting.attendance",
        contact=contact,
        about=meeting,
        key=f"{meeting.pk}:{occasion}:{contact.pk}",
        expires_at=meeting.starts_at + ANSWER_WITHIN,
    )
    _write(
        meeting,
        contact,
        "attendance",
        occasion,
        lambda: _numbered(meeting, _("Did the meeting take place?")),
        lambda: [
            _("Your meeting was planned for %(time)s. Please tell us with one click whether it took place.")
            % {"time": moment_words(meeting.starts_at)},
            _("The other side does not see your answer."),
        ],
        action=lambda: (_("Answer"), absolute(link.path)),
    )


def reported(report: MeetingReport, *, contradicts: bool) -> None:
    """Leads hear of what they may have to act on: it was moved, somebody did not come, or two answers differ."""
    meeting = report.meeting
    if report.party == Party.LEAD or (report.answer == Attendance.TOOK_PLACE and not contradicts):
        return
    for contact in contacts_of(meeting, Party.LEAD):
        _write(
            meeting,
            contact,
            "reported",
            f"{report.party}:{meeting.starts_at.isoformat()}:{report.answer}",
            lambda: _numbered(meeting, _("A meeting needs your attention")),
            lambda: [
                _("One side has told us about the meeting on %(time)s: %(answer)s.")
                % {"time": moment_words(meeting.starts_at), "answer": report.get_answer_display()},
                *([_("The other side has answered differently. Please ask both.")] if contradicts else []),
                *([_("Please enter the new time.")] if _waits_for_time(report) else []),
            ],
        )


def _waits_for_time(report: MeetingReport) -> bool:
    return report.answer == Attendance.MOVED and report.meeting.state == MeetingState.FIXED
