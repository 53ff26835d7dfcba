"""Who comes to the events of the demo: members and guests, some in line, some to be decided on, and who came before."""

from collections.abc import Iterator
from itertools import chain

from accounts.enums import Channel
from accounts.models import Contact
from demo.people import Cast
from events.enums import CheckedBy, Kind
from events.models import BookableSlot, Event, Question, Registration
from events.participation.services import check_in
from events.registering import services
from events.registering.services import Person, Wishes
from mail.services import silenced

GUESTS = (
    ("Mira", "Holtkamp", "Holtkamp Metallbau"),
    ("Jonas", "Brede", "Brede & Söhne Tischlerei"),
    ("Selin", "Akdemir", "Akdemir Logistik"),
    ("Rolf", "Middendorf", ""),
    ("Greta", "Sommerfeld", "Stadtwerke Beispielstadt"),
    ("Tarek", "Nasser", "Nasser Elektrotechnik"),
    ("Ute", "Kampmann", "Gasthof Kampmann"),
    ("Paulina", "Rehm", "Hochschule Musterstadt"),
    ("Viktor", "Lorenz", "Lorenz Kunststoffe"),
    ("Hanne", "Ostermann", "Ostermann Gartenbau"),
)
QUESTION = "Was kostet so eine Anbindung im Betrieb?"


def tell_registrations(cast: Cast) -> None:
    """Let people register for what is to come, through the same services as in the portal. Letters are history."""
    with silenced():
        _register_for_the_talk(cast)
        _ask_for_the_training(cast)
        _book_times(cast)
        _fill(Event.objects.filter(kind=Kind.ROUND_TABLE, state="published").upcoming().first(), cast)


def _members(cast: Cast) -> Iterator[Contact]:
    return (user.contact for user in chain.from_iterable(cast.members.values()))


def _next(kind: str) -> Event:
    return Event.objects.filter(kind=kind).upcoming().first()


def _guest(event: Event, number: int, **wishes) -> Registration:
    """Register a guest by the form and the link in the mail."""
    given, family, company = GUESTS[number]
    person = Person(given, family, f"{given}.{family}@example.org".lower(), organisation_name=company)
    services.ask_to_confirm(event, person, Wishes(**wishes))
    return services.confirm(event.registrations.get(email=person.email))


def _answers(event: Event) -> dict[Question, str]:
    return {row: "no" if row.kind == "yes_no" else QUESTION for row in event.questions.all()}


def _register_for_the_talk(cast: Cast) -> None:
    event = _next(Kind.TALK)
    for number, contact in zip(range(18), _members(cast), strict=False):
        more = {"companions": 1, "names": ("Kim Berger",)} if number % 5 == 0 else {}
        services.register(event, contact, Wishes(answers=_answers(event), **more), actor=contact.user)
    guests = [_guest(event, number, answers=_answers(event)) for number in range(len(GUESTS) - 2)]
    _guest(event, len(GUESTS) - 2, answers=_answers(event), takes_part_online=True)
    _call(event, cast)
    services.cancel_registration(guests[3], actor=None, source=services.BY_LINK)
    given, family, company = GUESTS[-1]
    unproven = Person(given, family, f"{given}.{family}@example.org".lower(), organisation_name=company)
    services.ask_to_confirm(event, unproven, Wishes(answers=_answers(event)))


def _call(event: Event, cast: Cast) -> None:
    """Somebody without an e-mail address has called; the hub calls to say whether there is a place."""
    person = Person("Heinrich", "Overbeck", "", phone="02941 5550177", organisation_name="Overbeck Polsterei")
    wishes = Wishes(answers=_answers(event))
    services.register_by_staff(event, person, wishes, source=Channel.LETTER, actor=cast.lead)


def _ask_for_the_training(cast: Cast) -> None:
    event = _next(Kind.TRAINING)
    asked = [_guest(event, number) for number in range(7)]
    for registration in asked[:3]:
        services.approve(registration, actor=cast.lead)
    services.decline(asked[3], note="Der Kurs richtet sich an Betriebe mit eigenem Angebotswesen.", actor=cast.lead)


def _book_times(cast: Cast) -> None:
    event = _next(Kind.ADVISORY)
    slots = BookableSlot.objects.filter(date__event=event)[1:4]
    for contact, slot in zip(_members(cast), slots, strict=False):
        services.register(event, contact, Wishes(slot=slot), actor=contact.user)


def _fill(event: Event, cast: Cast) -> None:
    """Register more people than there are places."""
    for _number, contact in zip(range(event.capacity + 3), _members(cast), strict=False):
        services.register(event, contact, Wishes(), actor=contact.user)


def register_members(event: Event, cast: Cast) -> list[Registration]:
    """Let some members register, as things stood at the time the caller has gone to."""
    return [
        services.register(event, contact, Wishes(), actor=contact.user)
        for contact, _place in zip(_members(cast), range(12), strict=False)
    ]


def come(registered: list[Registration], cast: Cast) -> None:
    """Let all but some of them come."""
    for registration in registered[:-3]:
        check_in(registration, None, registration.event.dates.get(), how=CheckedBy.TICKET, actor=cast.lead)
