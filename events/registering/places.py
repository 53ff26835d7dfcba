"""How places are given. Everything here needs the row of the event locked (`events.services.editing.hold`)."""

from collections.abc import Iterator

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.facts import record_event
from core.stamps import touch
from core.states import GuardFailed, advance, require
from events.enums import Admission, EventState, Kind, RegistrationState
from events.facts import event_attributes
from events.models import BookableSlot, Event, Registration
from events.registering import letters
from events.room import Room, room_of, rooms_of, waiting_in
from organisations.facts import organisation_attributes

HOLDS_A_TIME = [RegistrationState.REQUESTED, RegistrationState.REGISTERED]


def take_place(registration: Registration, *, actor, source: str = "") -> None:
    """Give a registration with a proven address its position, and a place, a place in line or a place among those to be
    decided on. `registration.event` is the locked row. Raises GuardFailed where there is neither."""
    event = registration.event
    last = event.registrations.aggregate(last=Max("position"))["last"] or 0
    counted = {"position": last + 1, "counted_at": timezone.now(), "contact": registration.contact}
    options = {"actor": actor, "on_behalf_source": source, **counted}
    if event.kind == Kind.ADVISORY:
        require_free(registration.slot)
    if event.admission == Admission.APPROVAL:
        advance(registration, "request", **options)
        letters.requested(registration)
    elif has_room_for(registration, registration.seats):
        admit(registration, letters.registered, **options)
    else:
        require(event.has_waiting_list, _("All places are taken."))
        put_in_line(registration, **options)


def has_room_for(registration: Registration, seats: int) -> bool:
    """Whether `seats` more people fit in where `registration` takes part, and nobody waits for these places."""
    room = room_of(registration)
    return not room.waiting and room.takes(seats)


def require_free(slot: BookableSlot | None, *, but: Registration | None = None) -> None:
    """Raise GuardFailed unless nobody but `but` has booked `slot`."""
    if slot is None:
        raise GuardFailed([_("Choose a time.")])
    others = slot.registrations.filter(state__in=HOLDS_A_TIME)
    if but is not None:
        others = others.exclude(pk=but.pk)
    require(not others.exists(), _("Somebody has just booked this time. Please choose another one."))


def admit(registration: Registration, write, **options) -> None:
    """Give a place, count it, and tell the person by the letter that `write` posts."""
    advance(registration, "admit", **options)
    count("event_registered", registration)
    write(registration)
    touch("events")


def put_in_line(registration: Registration, **options) -> None:
    advance(registration, "queue", **options)
    count("event_waiting", registration)
    letters.waiting(registration)


def let_in(event: Event, *, actor=None) -> list[Registration]:
    """Give places that have become free to those in line, strictly in their order: where the first does not fit nobody
    overtakes. Those on site and those online do not wait for each other. Return who got a place. Nobody is let in once
    the event has begun."""
    begins = event.starts_at
    if event.state != EventState.PUBLISHED or begins is None or begins <= timezone.now():
        return []
    return [registration for room in rooms_of(event) for registration in _let_in(event, room, actor)]


def _let_in(event: Event, room: Room, actor) -> Iterator[Registration]:
    seats = 0
    for registration in waiting_in(event, room).select_for_update(of=("self",)):
        seats += registration.seats
        if not room.takes(seats):
            return
        registration.event = event
        admit(registration, letters.promoted, actor=actor)
        yield registration


def count(kind: str, registration: Registration) -> None:
    """Keep a fact about the event and where the person comes from; nothing that says who it is."""
    event = registration.event
    town = registration.municipality
    firm = organisation_attributes(registration.organisation) if registration.organisation else {}
    record_event(
        kind,
        attributes={
            **event_attributes(event),
            "from_ags": town.ags if town else firm.get("ags", "").replace("unknown", ""),
            **{f"from_{name}": firm[name] for name in ("kind", "size_class", "sectors") if firm},
            "seats": registration.seats,
            "is_online": registration.takes_part_online,
        },
        organisation_id=registration.organisation_id,
    )
