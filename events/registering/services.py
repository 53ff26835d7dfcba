"""Verbs on registrations. Whoever changes who comes holds the row of the event first, so that places are given one
after the other."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Channel
from accounts.models import Contact
from accounts.proven import one_at_a_time, person_at, person_called
from core.models import LogEntry
from core.states import advance, require
from events.enums import EventState, Format, RegistrationState
from events.models import Answer, BookableSlot, Companion, Event, Question, Registration
from events.models.registrations import ACTIVE
from events.registering import calls, letters, places
from events.registering.links import CONFIRM
from events.room import room_of
from events.services.editing import hold
from links.models import SignedLink
from links.services import issue, revoke
from regions.models import Municipality
from scheduling.planning import replan

CONFIRM_WITHIN = timedelta(days=2)  # that the link lasts by which a guest proves the address
BY_LINK = "link"
TALKING = (Channel.PHONE, Channel.VISIT, Channel.EVENT)  # then the person hears at once what has become of it


@dataclass(frozen=True)
class Person:
    """Who registers, as a form has it. Whoever has no `email` has a `phone` and is called."""

    given_name: str
    family_name: str
    email: str
    phone: str = ""
    organisation_name: str = ""
    municipality: Municipality | None = None
    organisation: Any = None
    language: str = "de"

    @classmethod
    def of(cls, contact: Contact) -> "Person":
        """Return what is known of somebody with an account: the person acts for the organisation joined first."""
        membership = contact.memberships.active().select_related("organisation__municipality").order_by("pk").first()
        organisation = membership.organisation if membership else None
        return cls(
            contact.given_name,
            contact.family_name,
            contact.email,
            organisation_name=organisation.name if organisation else "",
            municipality=organisation.municipality if organisation else None,
            organisation=organisation,
            language=contact.language,
        )

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Wishes:
    """What somebody says when registering: how many come along and who, what is asked, when (advisory hours)."""

    companions: int = 0
    names: tuple[str, ...] = ()
    note: str = ""
    takes_part_online: bool = False
    slot: BookableSlot | None = None
    answers: dict[Question, str] = field(default_factory=dict)


# --- Registering -----------------------------------------------------------------------------------


@transaction.atomic
def register(event: Event, contact: Contact, wishes: Wishes, *, actor) -> Registration:
    """Register `contact`, whose address is proven: with a place, in line, or to be decided on. The person is told.

    Raises GuardFailed where the registration is closed, the person is registered already, or nothing is free."""
    locked = _open(event)
    registration = _written(locked, Person.of(contact), wishes)
    registration.contact = contact
    places.take_place(registration, actor=actor)
    return registration


@transaction.atomic
def ask_to_confirm(event: Event, person: Person, wishes: Wishes) -> None:
    """Keep what a guest has sent, and write to the address that it is to be confirmed; only then it counts. Where the
    address is registered already the mail says so. Whoever sends the form learns nothing of that."""
    locked = _open(event)
    known = _active(locked, person.email).exclude(state=RegistrationState.UNCONFIRMED).first()
    if known is not None:
        letters.known_already(known)
        return
    registration = _written(locked, person, wishes)
    registration.created_at = timezone.now()
    registration.save(update_fields=["created_at"])
    replan(registration)
    revoke(registration, CONFIRM)
    letters.please_confirm(registration, _link_to_confirm(registration))


def _link_to_confirm(registration: Registration) -> SignedLink:
    return issue(
        CONFIRM,
        contact=None,
        about=registration,
        key=f"{registration.pk}:{uuid4().hex}",
        expires_at=confirmed_until(registration),
        language=registration.language,
    )


def confirmed_until(registration: Registration) -> datetime:
    """Return until when a guest can confirm: some days, but not when the event has begun."""
    begins = registration.event.starts_at
    last = registration.created_at + CONFIRM_WITHIN
    return min(last, begins) if begins else last


@transaction.atomic
def confirm(registration: Registration) -> Registration:
    """The guest has proven the address: find or make the contact, and give the place. A second call changes nothing.

    Raises GuardFailed where nothing is free any more, InvalidTransition where it was cancelled or has expired."""
    locked = _held(registration)
    if locked.state not in (RegistrationState.UNCONFIRMED, RegistrationState.CANCELLED, RegistrationState.EXPIRED):
        return locked
    require(locked.event.state == EventState.PUBLISHED, _("The event does not take place, or the date has changed."))
    one_at_a_time(locked.email)
    locked.contact = _proven(locked)
    places.take_place(locked, actor=None, source=BY_LINK)
    return locked


def _proven(registration: Registration) -> Contact:
    return person_at(
        registration.email,
        given_name=registration.given_name,
        family_name=registration.family_name,
        language=registration.language,
    )


@transaction.atomic
def register_by_staff(event: Event, person: Person, wishes: Wishes, *, source: str, actor) -> Registration:
    """Staff register somebody who has called or written; the person is told like everybody else, or called where there
    is no e-mail address. `source` says how the person asked for it. Raises GuardFailed."""
    locked = hold(event)
    require(locked.state == EventState.PUBLISHED and not locked.is_over, _("The event is over or not published."))
    one_at_a_time(person.email or person.phone)
    contact = None if person.email else _called(person)
    registration = _written(locked, person, wishes, contact)
    registration.contact = contact or _proven(registration)
    places.take_place(registration, actor=actor, source=source)
    if source in TALKING:
        calls.told(registration, actor=actor)
        registration.refresh_from_db(fields=calls.NOTED)
    return registration


def _called(person: Person) -> Contact:
    return person_called(
        person.phone, given_name=person.given_name, family_name=person.family_name, language=person.language
    )


def _open(event: Event) -> Event:
    locked = hold(event)
    require(locked.takes_registrations, _("The registration is closed."))
    return locked


def _active(event: Event, email: str):
    return event.registrations.filter(email__iexact=email, state__in=ACTIVE)


def _known(event: Event, person: Person, called: Contact | None) -> Registration | None:
    """Return the registration there is of this address, or of somebody who is `called`."""
    if called is not None:
        return event.registrations.filter(contact=called, state__in=ACTIVE).first()
    return _active(event, person.email).first()


def _written(event: Event, person: Person, wishes: Wishes, called: Contact | None = None) -> Registration:
    """Return the row of an address that counts not yet, with what was said. What the same address sent before and never
    confirmed gives way to it. Raises GuardFailed where the address, or who is `called`, is registered."""
    _require_possible(event, wishes)
    registration = _known(event, person, called) or Registration(event=event)
    require(
        registration.state == RegistrationState.UNCONFIRMED,
        _("This person is registered already.") if called else _("This address is registered already."),
    )
    said = {"note": wishes.note, "takes_part_online": _is_online(event, wishes), "slot": wishes.slot}
    for name, value in {**person.columns(), **said, "companions_number": wishes.companions}.items():
        setattr(registration, name, value)
    registration.event = event
    registration.save()
    _write_companions(registration, wishes.companions, wishes.names)
    registration.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(registration=registration, question=question, text=text)
        for question, text in wishes.answers.items()
        if text
    )
    return registration


def _is_online(event: Event, wishes: Wishes) -> bool:
    """What was wished counts where there is a choice."""
    return wishes.takes_part_online if event.format == Format.HYBRID else event.format == Format.ONLINE


def _require_possible(event: Event, wishes: Wishes) -> None:
    require(
        0 <= wishes.companions <= event.most_companions and len(wishes.names) <= wishes.companions,
        _("You can bring %(number)d people at most.") % {"number": event.most_companions},
    )
    if wishes.slot is not None:
        require(wishes.slot.date.event_id == event.pk, _("Choose a time of this event."))
        places.require_free(wishes.slot)


def _write_companions(registration: Registration, number: int, names: tuple[str, ...]) -> None:
    """Make the companions of a registration `number`, with `names` as far as they are told. Tickets of those who stay
    are kept."""
    rows = list(registration.companions.all())
    wanted = [*names, *[""] * (number - len(names))]
    for row in rows[number:]:
        row.delete()
    for row, name in zip(rows, wanted, strict=False):
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
    Companion.objects.bulk_create(Companion(registration=registration, name=name) for name in wanted[len(rows) :])


def _held(registration: Registration) -> Registration:
    """Return the row as it is now, locked after its event."""
    event = hold(registration.event)
    row = Registration.objects.select_for_update(of=("self",)).select_related(
        "contact__user", "municipality", "slot__date"
    )
    locked = row.get(pk=registration.pk)
    locked.event = event
    return locked


# --- Deciding --------------------------------------------------------------------------------------


@transaction.atomic
def approve(registration: Registration, *, actor) -> Registration:
    """Give a place to whoever asked for one, or a place in line where all are taken. The person is told."""
    locked = _held(registration)
    require(locked.state == RegistrationState.REQUESTED, _("This has been decided already."))
    if room_of(locked).takes(locked.seats):
        places.admit(locked, letters.registered, actor=actor)
    else:
        require(locked.event.has_waiting_list, _("All places are taken."))
        places.put_in_line(locked, actor=actor)
    return locked


@transaction.atomic
def admit_by_hand(registration: Registration, *, actor) -> Registration:
    """Staff let somebody in regardless of order and number of places. The person is told."""
    locked = _held(registration)
    write = letters.promoted if locked.state == RegistrationState.WAITING else letters.registered
    require(locked.contact_id, _("The address is not confirmed yet."))
    places.admit(locked, write, actor=actor, details={"by_hand": True})
    return locked


@transaction.atomic
def decline(registration: Registration, *, note: str = "", actor) -> None:
    """Give no place; the person reads `note`."""
    locked = _held(registration)
    advance(locked, "decline", actor=actor, decline_note=note.strip())
    revoke(locked, CONFIRM)
    letters.declined(locked)


# --- Changing --------------------------------------------------------------------------------------


@transaction.atomic
def cancel_registration(registration: Registration, *, actor, source: str = "") -> list[Registration]:
    """The person does not come: the places go to those in line, who are told. Return those. To cancel again changes
    nothing."""
    locked = _held(registration)
    if locked.state in Registration.workflow.terminal:
        return []
    _cancel(locked, actor=actor, on_behalf_source=source)
    letters.cancelled(locked)
    return places.let_in(locked.event)


def _cancel(registration: Registration, **options: Any) -> None:
    was_counted = registration.counted_at is not None
    advance(registration, "cancel", **options)
    revoke(registration, CONFIRM)
    if was_counted:
        places.count("event_registration_cancelled", registration)


@transaction.atomic
def event_is_cancelled(event: Event, *, actor) -> int:
    """The whole event does not take place: end all registrations and tell those whose address is proven. Return how
    many are written to."""
    told = 0
    for registration in event.registrations.active().select_for_update(of=("self",)).select_related("contact__user"):
        registration.event = event
        _cancel(registration, actor=actor, reason="event_cancelled")
        if registration.contact is not None:
            letters.event_cancelled(registration)
            told += 1
    return told


@transaction.atomic
def change_companions(
    registration: Registration, *, number: int, names: tuple[str, ...] = (), actor, source: str = ""
) -> list[Registration]:
    """Bring more, fewer or other people. Fewer give their places to those in line, who are returned; more need free
    places where the person has one. Raises GuardFailed."""
    locked = _held(registration)
    require(locked.state in ACTIVE, _("The registration is over."))
    event = locked.event
    require(
        number <= event.most_companions and len(names) <= number,
        _("You can bring %(number)d people at most.") % {"number": event.most_companions},
    )
    more = number - locked.companions_number
    if more > 0 and locked.state == RegistrationState.REGISTERED:
        require(places.has_room_for(locked, more), _("There are not enough free places for that."))
    locked.companions_number = number
    locked.save(update_fields=["companions_number"])
    _write_companions(locked, number, names)
    LogEntry.objects.record(
        locked, "change_companions", actor=actor, to_state=locked.state, on_behalf_source=source, details={"more": more}
    )
    return places.let_in(event)


@transaction.atomic
def move_to(registration: Registration, slot: BookableSlot, *, actor, source: str = "") -> None:
    """Take another time of an advisory hour; the old one is free for others at once. The person is told."""
    locked = _held(registration)
    require(locked.state in places.HOLDS_A_TIME, _("The registration is over."))
    require(slot.date.event_id == locked.event_id, _("Choose a time of this event."))
    places.require_free(slot, but=locked)
    if locked.slot_id == slot.pk:
        return
    locked.slot = slot
    locked.save(update_fields=["slot"])
    LogEntry.objects.record(locked, "move_slot", actor=actor, to_state=locked.state, on_behalf_source=source)
    letters.moved(locked)


@transaction.atomic
def expire(registration: Registration) -> None:
    """Nobody has confirmed the address in time."""
    locked = _held(registration)
    advance(locked, "expire", actor=None)
    revoke(locked, CONFIRM)


@transaction.atomic
def send_again(registration: Registration) -> None:
    """Post the link to the own page once more."""
    letters.known_already(registration)


def promote_waiting(event: Event, *, actor=None) -> list[Registration]:
    """Let in who fits, after something else than a cancellation has made room; see `places.let_in`."""
    with transaction.atomic():
        return places.let_in(hold(event), actor=actor)
