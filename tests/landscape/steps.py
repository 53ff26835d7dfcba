"""Short cuts for tests of the landscape."""

from django.urls import reverse

from landscape.models import Entry
from landscape.services import choose_visibility
from tests.cases import offer_in


def entry_of(organisation) -> Entry:
    return Entry.objects.get(organisation=organisation)


def listed_startup(people) -> Entry:
    """Publish an offer of Clara's startup, which puts it into the landscape."""
    offer_in("published", people)
    return entry_of(people.startup)


def agreed_company(people) -> Entry:
    return choose_visibility(people.company, actor=people.anna, visibility="listed", booked_until=None)


def directory(client, query: str = "") -> str:
    return client.get(f"{reverse('landscape:directory')}?{query}").content.decode()
