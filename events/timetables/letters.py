"""Who is written to about meetings: the invitation to wish, the own timetable, and changes of it. No letter names
somebody who has not agreed to be named."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from events.enums import AppointmentState, News
from events.models import PairingPerson, Timetable
from events.registering import calls
from events.words import clock_of, moment_words
from links.models import SignedLink
from links.services import issue
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to

LINK = "event.pairing"
LINK_LASTS = timedelta(days=1)  # after the last meeting

# Slot, table and the other one: what somebody has to know of a meeting.
Row = tuple[int, int, int]


def link_of(person: PairingPerson) -> SignedLink:
    """Return the link by which somebody wishes and reads the own timetable without signing in."""
    contact = person.registration.contact
    until = person.day.end_of(person.day.slots - 1) + LINK_LASTS
    return issue(LINK, contact=contact, about=person, key=f"{person.pk}:{contact.pk}", expires_at=until)


def named(person: PairingPerson) -> str:
    """Return how others read of somebody."""
    number = _("Participant %(number)d") % {"number": person.number}
    return f"{number}, {person.shown_name}" if person.shown_name else number


def invited(person: PairingPerson) -> None:
    """Ask somebody for profile and wishes."""
    _write(
        person,
        "invited",
        "1",
        lambda: _("Whom would you like to meet?"),
        lambda: [_("you meet others one to one at this day. Please tell us who you are and whom you want to meet.")],
        facts=lambda: [
            (_("Event"), person.day.event.title),
            (_("Wishes until"), moment_words(person.day.wishes_until)),
        ],
        button=lambda: _("Choose whom to meet"),
    )


def published(timetable: Timetable, before: Timetable | None) -> int:
    """Tell everybody whose meetings changed; at the first time everybody who takes part. Return how many."""
    now, then = rows_of(timetable), rows_of(before) if before else {}
    people = {p.pk: p for p in timetable.day.people.coming().select_related("registration__contact", "day__event")}
    told = [key for key in people if before is None or now.get(key, []) != then.get(key, [])]
    kind = "changed" if before else "timetable"
    for key in told:
        _timetable(people[key], timetable, kind, now.get(key, []), people)
    return len(told)


def rows_of(timetable: Timetable) -> dict[int, list[Row]]:
    """Return participant -> the own meetings, in order."""
    found: dict[int, list[Row]] = {}
    for row in timetable.appointments.filter(state=AppointmentState.PLANNED).order_by("slot"):
        for own, other in (row.pair, row.pair[::-1]):
            found.setdefault(own, []).append((row.slot, row.table, other))
    return found


def _timetable(
    person: PairingPerson, timetable: Timetable, kind: str, rows: list[Row], people: dict[int, PairingPerson]
) -> None:
    def facts() -> list[tuple[str, str]]:
        day = person.day
        return [
            (
                clock_of(day.begin_of(slot), day.end_of(slot)),
                _("Table %(number)d: %(name)s") % {"number": table + 1, "name": named(people[other])},
            )
            for slot, table, other in rows
            if other in people
        ]

    def body() -> list[str]:
        if not rows:
            return [_("there is no meeting for you in the timetable. Please write to us if you want one.")]
        if kind == "changed":
            return [_("your meetings have changed. This is your timetable now.")]
        return [_("this is your timetable. Please be at your table in good time.")]

    def subject() -> str:
        return _("Your meetings have changed") if kind == "changed" else _("Your meetings at the matchmaking day")

    _write(person, kind, str(timetable.pk), subject, body, facts=facts, button=lambda: _("Open my timetable"))


def _write(
    person: PairingPerson,
    kind: str,
    occasion: str,
    subject: Callable[[], str],
    body: Callable[[], list[str]],
    *,
    facts: Callable[[], list[tuple[str, str]]],
    button: Callable[[], str],
) -> None:
    contact = person.registration.contact
    if person.registration.is_told_by_phone:
        calls.note(person.registration, News.WISHES if kind == "invited" else News.TIMETABLE)
        return
    link = link_of(person)

    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=contact.full_name,
            paragraphs=tuple(body()),
            facts=tuple(facts()),
            action=(button(), absolute(link.path)),
        )

    kind = f"pairing.{kind}"
    post_to(contact, letter, kind=kind, key=f"{kind}:{person.pk}:{occasion}", about=person)
