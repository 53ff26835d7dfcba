"""Events and registrations, the way people bring them there."""

from typing import Any

from accounts.models import Contact
from events.models import Event, Question, Registration
from events.registering import services
from events.registering.services import Person, Wishes
from tests.events.cases import event_in
from tests.factories import ContactFactory


def talk_in(state: str, people, **fields: Any) -> Event:
    """Return an event online, whose link only those who are registered may read."""
    return event_in(state, people, **{"format": "online", "online_url": "https://video.example.org/raum", **fields})


def asked(event: Event, text: str = "Was möchten Sie erfahren?", **fields: Any) -> Question:
    return Question.objects.create(event=event, text=text, **fields)


def registered(event: Event, contact: Contact | None = None, **wishes: Any) -> Registration:
    """Return the registration of `contact` (somebody new if none is given), whatever became of it."""
    contact = contact or ContactFactory()
    return services.register(event, contact, Wishes(**wishes), actor=contact.user)


def guest(email: str = "gast@example.org", **fields: Any) -> Person:
    return Person(**{"given_name": "Gesine", "family_name": "Gast", "email": email, **fields})


def unconfirmed(event: Event, person: Person | None = None, **wishes: Any) -> Registration:
    """Return what a guest has sent and not confirmed."""
    person = person or guest()
    services.ask_to_confirm(event, person, Wishes(**wishes))
    return Registration.objects.get(event=event, email=person.email)
