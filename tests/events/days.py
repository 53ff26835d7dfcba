"""A matchmaking day with participants, for tests."""

from datetime import timedelta

from django.utils import timezone

from events.enums import Format, Kind
from events.models import Event, EventDate, PairingDay, PairingPerson, PairingWish, Registration, Timetable
from events.services import pairing
from events.timetables import computing

FRAME = {"minutes": 20, "pause": 5, "slots": 4, "tables": 5, "most": 3, "everybody": False}


def matchday(people, **columns) -> Event:
    """Return a published matchmaking day of the hub in two weeks."""
    event = Event.objects.create(
        kind=Kind.MATCHMAKING,
        title="Matchmaking-Tag",
        summary="Gespräche zu zweit.",
        description="Gespräche zu zweit.",
        format=Format.ON_SITE,
        state="published",
        published_at=timezone.now(),
        created_by=people.lead,
        **columns,
    )
    begin = timezone.now() + timedelta(days=14)
    EventDate.objects.create(event=event, starts_at=begin, ends_at=begin + timedelta(hours=6))
    return event


def framed(people, event: Event | None = None, **fields) -> PairingDay:
    event = event or matchday(people)
    moments = {"starts_at": event.starts_at, "wishes_until": event.starts_at - timedelta(days=2)}
    return pairing.set_frame(event, {**FRAME, **moments, **fields}, actor=people.lead)


def registered(event: Event, user, **columns) -> Registration:
    contact = user.contact
    position = event.registrations.count() + 1
    return Registration.objects.create(
        event=event,
        contact=contact,
        given_name=contact.given_name,
        family_name=contact.family_name,
        email=user.email,
        state="registered",
        position=position,
        counted_at=timezone.now(),
        **columns,
    )


def day_with(people, **fields) -> PairingDay:
    """Return a day with Anna and Dora, who look for something, and Clara and Carl, who offer it."""
    day = framed(people, **fields)
    firms = {"anna": people.company, "dora": people.other_company, "clara": people.startup, "carl": people.provider}
    for name, firm in firms.items():
        registered(day.event, getattr(people, name), organisation=firm, organisation_name=firm.name)
    pairing.invite(day, actor=people.lead)
    day.people.filter(registration__organisation__in=(people.startup, people.provider)).update(side="provider")
    return day


def person_of(day: PairingDay, user) -> PairingPerson:
    return PairingPerson.objects.select_related("registration", "day__event").get(
        day=day, registration__contact__user=user
    )


def wish(day: PairingDay, one, other, kind: str) -> None:
    PairingWish.objects.create(wisher=person_of(day, one), wished=person_of(day, other), kind=kind)


def draft_of(day: PairingDay, people, basis: str = "anew") -> Timetable:
    """Return the computed draft."""
    timetable = computing.request(day, basis, actor=people.lead)
    computing.work(timetable.pk)
    timetable.refresh_from_db()
    assert timetable.state == "draft"
    return timetable
