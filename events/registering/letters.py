"""What people who register are written. All letters lead to the own page: state, ticket, companions, cancelling."""

from collections.abc import Callable, Iterable, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from events.calendar import attachment
from events.changes import Change
from events.enums import Format, RegistrationState
from events.following import calendar
from events.models import Event, EventDate, Registration
from events.models.registrations import COUNTED
from events.registering import calls
from events.registering.links import own_url
from events.room import in_line_before
from events.words import access_of, summary_of, time_of, title_of
from links.models import SignedLink
from mail.attachments import Attachment
from mail.letters import Letter
from mail.links import absolute
from mail.services import post, post_to
from scheduling.clock import local

Text = Callable[[], str]
Texts = Callable[[], list[str]]
Facts = Callable[[], list[tuple[str, str]]]


def _write(
    registration: Registration,
    kind: str,
    subject: Text,
    body: Texts,
    *,
    facts: Facts = list,
    closing: Texts = list,
    occasion: str = "",
    attached: Callable[[], Iterable[Attachment]] = tuple,
    leads_to_own_page: bool = True,
) -> None:
    """Post one letter to whoever is registered; `occasion` tells it from others of its kind, else the moment at which
    the state was entered does. Who has no address is noted to be called."""
    if registration.is_told_by_phone:
        calls.note(registration, kind)
        return
    kind = f"event.{kind}"
    contact = registration.contact

    def letter() -> Letter:
        public = absolute(registration.event.get_absolute_url())
        own = (_("Your registration"), own_url(registration)) if leads_to_own_page else None
        return Letter(
            subject=subject(),
            greeting_name=registration.full_name,
            paragraphs=tuple(body()),
            facts=tuple(facts()),
            action=own or (_("To the event"), public),
            closing=tuple(closing()),
        )

    with override(contact.language):
        files = list(attached())
    key = f"{kind}:{registration.pk}:{occasion or registration.state_changed_at.isoformat()}"
    post_to(contact, letter, kind=kind, key=key, about=registration, is_confidential=True, attachments=files)


# --- What stands in several letters ------------------------------------------------------------------


def _about(registration: Registration, text: str) -> str:
    return f"{text}: {title_of(registration.event)}"


def when_of(registration: Registration) -> list[tuple[str, str]]:
    """Return the dates in words, or for an advisory hour the time that was booked."""
    slot = registration.slot
    if slot is not None:
        return [(_("When"), time_of(slot.starts_at, slot.ends_at))]
    rows = registration.event.planned_dates
    if len(rows) == 1:
        return [(_("When"), time_of(rows[0].starts_at, rows[0].ends_at))]
    return [
        (_("Date %(number)d") % {"number": number}, time_of(row.starts_at, row.ends_at))
        for number, row in enumerate(rows, start=1)
    ]


def where_of(registration: Registration, *, with_link: bool) -> list[tuple[str, str]]:
    """Return place, way and accessibility; the link for taking part online only for those who are registered."""
    event = registration.event
    facts = []
    if event.format != Format.ONLINE and event.venue is not None and not registration.takes_part_online:
        place = ", ".join(part for part in (event.venue.address, event.room) if part)
        facts.append((_("Where"), place))
        access = access_of(event.venue).text
        if access:
            facts.append((_("Way and accessibility"), access))
    else:
        facts.append((_("Where"), _("Online")))
    if with_link and event.online_url and event.format != Format.ON_SITE:
        facts.append((_("Link for taking part online"), event.online_url))
    return facts


def _facts(registration: Registration, *, with_link: bool = False) -> list[tuple[str, str]]:
    facts = [*when_of(registration), *where_of(registration, with_link=with_link)]
    if registration.companions_number:
        facts.append((_("Places"), str(registration.seats)))
    return facts


def _way_to_cancel() -> str:
    return _("You cannot come? Please cancel on the page of your registration. Then somebody else gets your place.")


# --- Registering -------------------------------------------------------------------------------------


def please_confirm(registration: Registration, link: SignedLink) -> None:
    """Nothing that was typed stands in it but the event: nobody's address may be used to send words of others."""
    with override(registration.language):
        letter = Letter(
            subject=_about(registration, _("Please confirm your registration")),
            paragraphs=(
                _("somebody has registered for this event with your e-mail address."),
                _("Please confirm that it was you. Only then does the registration count."),
            ),
            facts=tuple(when_of(registration)),
            action=(_("Confirm the registration"), absolute(link.path)),
            closing=(
                _("The link is valid until %(moment)s.")
                % {"moment": date_format(local(link.expires_at), "DATETIME_FORMAT")},
                _("You have not registered? Then somebody has mistyped. Please do nothing."),
            ),
        )
    post(
        letter,
        to=[registration.email],
        kind="event.confirm",
        key=f"event.confirm:{link.pk}",
        language=registration.language,
        about=registration,
        is_confidential=True,
    )


def known_already(registration: Registration) -> None:
    _write(
        registration,
        "known",
        lambda: _about(registration, _("You are registered already")),
        lambda: [
            _("somebody has registered for this event with your e-mail address. You are registered already."),
            _("On the page of your registration you see where it stands, and can change or cancel it."),
        ],
        facts=lambda: [*when_of(registration), (_("State"), registration.get_state_display())],
        occasion=_this_minute(),
    )


def _this_minute() -> str:
    return f"{timezone.now():%Y%m%dT%H%M}"


def registered(registration: Registration) -> None:
    _has_place(
        registration,
        "registered",
        lambda: _about(registration, _("You are registered")),
        lambda: [_("you have a place. We look forward to seeing you."), str(summary_of(registration.event))],
    )


def promoted(registration: Registration) -> None:
    _has_place(
        registration,
        "promoted",
        lambda: _about(registration, _("You have a place now")),
        lambda: [
            _("a place has become free, and it is yours. You are registered now."),
            _("If you cannot come any more, please cancel, so that the next person gets the place."),
        ],
    )


def moved(registration: Registration) -> None:
    _has_place(
        registration,
        "moved",
        lambda: _about(registration, _("Your new time")),
        lambda: [_("you have booked another time. The one before is free again.")],
        occasion=f"{registration.slot_id}:{_this_minute()}",
    )


def _has_place(registration: Registration, kind: str, subject: Text, body: Texts, occasion: str = "") -> None:
    _write(
        registration,
        kind,
        subject,
        body,
        facts=lambda: _facts(registration, with_link=True),
        closing=lambda: [
            _("Your ticket is on the page of your registration. Bring it on your phone or on paper."),
            _way_to_cancel(),
            *calendar.line_of(registration.contact),
        ],
        attached=lambda: [attachment(registration.event, registration)],
        occasion=occasion,
    )


def waiting(registration: Registration) -> None:
    _write(
        registration,
        "waiting",
        lambda: _about(registration, _("You are on the waiting list")),
        lambda: [
            _("all places are taken at present. You are number %(number)d on the waiting list.")
            % {"number": in_line_before(registration)},
            _("As soon as a place is free for you, you get it by itself, and we write to you."),
        ],
        facts=lambda: _facts(registration),
        closing=lambda: [_("You no longer want to come? Please cancel on the page of your registration.")],
    )


def requested(registration: Registration) -> None:
    _write(
        registration,
        "requested",
        lambda: _about(registration, _("Your registration has arrived")),
        lambda: [
            _("thank you for your interest. We decide on each registration for this event and write to you."),
            _("Until then nothing is fixed. You need not do anything."),
        ],
        facts=lambda: _facts(registration),
    )


def declined(registration: Registration) -> None:
    def body() -> list[str]:
        sorry = _("we are sorry, this time we cannot give you a place.")
        other = _("You find our other events on the portal. We would be glad to see you there.")
        return [sorry, *([registration.decline_note] if registration.decline_note else []), other]

    _write(
        registration,
        "declined",
        lambda: _about(registration, _("No place this time")),
        body,
        leads_to_own_page=False,
    )


def cancelled(registration: Registration) -> None:
    """Tell whoever cancelled, or was taken off by staff; who never confirmed the address is not written to."""
    if registration.contact is None:
        return
    _write(
        registration,
        "registration_cancelled",
        lambda: _about(registration, _("Your registration is cancelled")),
        lambda: [
            _("your registration is cancelled. Your ticket is not valid any more."),
            _("You can register again as long as there are places."),
        ],
        facts=lambda: when_of(registration),
        leads_to_own_page=False,
    )


# --- The event moves -----------------------------------------------------------------------------------


def event_cancelled(registration: Registration) -> None:
    event = registration.event
    _write(
        registration,
        "cancelled",
        lambda: _about(registration, _("The event is cancelled")),
        lambda: [_("the event you are registered for does not take place."), event.cancel_note],
        facts=lambda: when_of(registration),
        attached=lambda: [attachment(event, registration)],
        leads_to_own_page=False,
    )


def changed(registration: Registration, changes: Sequence[Change]) -> None:
    """Say what is different, old and new; those who are not registered yet do not read the link."""
    event = registration.event
    has_place = registration.state == RegistrationState.REGISTERED

    def facts() -> list[tuple[str, str]]:
        said = [
            (
                str(each.what),
                _("%(after)s (before: %(before)s)")
                % {"after": each.after or _("open"), "before": each.before or _("open")},
            )
            for each in changes
        ]
        return said or when_of(registration)

    _write(
        registration,
        "changed",
        lambda: _about(registration, _("Something has changed")),
        lambda: [
            _("something has changed about an event you are registered for. Please note it."),
            _("The other details stay as they were."),
        ],
        facts=facts,
        closing=lambda: [_way_to_cancel()],
        occasion=event.changed_at.isoformat(),
        attached=lambda: [attachment(event, registration)] if has_place else (),
    )


def reminder(registration: Registration, date: EventDate, *, hours: int = 0) -> None:
    """Remind of one date: the working day before, or `hours` before those who take part online."""

    def body() -> list[str]:
        if hours:
            begins = ngettext("it begins in %(hours)d hour.", "it begins in about %(hours)d hours.", hours)
            return [begins % {"hours": hours}]
        return [_("soon it is time. This is what you need to know.")]

    def facts() -> list[tuple[str, str]]:
        slot = registration.slot
        begin, end = (slot.starts_at, slot.ends_at) if slot else (date.starts_at, date.ends_at)
        label = [(_("What"), date.label)] if date.label else []
        return [(_("When"), time_of(begin, end)), *label, *where_of(registration, with_link=True)]

    _write(
        registration,
        "reminder_online" if hours else "reminder",
        lambda: _about(registration, _("Soon") if hours else _("Reminder")),
        body,
        facts=facts,
        closing=lambda: [_way_to_cancel()],
        occasion=f"{date.pk}:{date.starts_at.isoformat()}",
    )


def tell_of_changes(event: Event, changes: Sequence[Change]) -> int:
    """Write to everybody who has a place, waits or has asked for one; return how many."""
    rows = event.registrations.filter(state__in=COUNTED)
    told = list(rows.select_related("contact__user", "slot__date"))
    for registration in told:
        registration.event = event
        changed(registration, changes)
    return len(told)
