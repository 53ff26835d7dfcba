"""Who has seen contact data: noted once a day, told to the person by role."""

import pytest
from django.urls import reverse

from accounts.enums import ReaderRole, ReadPlace
from accounts.models import ContactRead
from mail.models import OutboxMessage
from tests.cases import introduction_in, need_in, offer_in
from tests.newsletter.cases import answer_of

pytestmark = pytest.mark.django_db


def reads(contact) -> set[tuple[str, str]]:
    return set(ContactRead.objects.filter(contact=contact).values_list("reader_role", "place"))


def test_pages_that_show_contact_data_are_noted(people, sign_in):
    need, offer = need_in("submitted", people), offer_in("submitted", people)
    client = sign_in("lead")
    client.get(need.get_absolute_url())
    client.get(offer.get_absolute_url())
    client.get(people.company.get_absolute_url())
    client.get(reverse("organisations:verification", args=[people.company.pk]))
    message = next(m for m in OutboxMessage.objects.all() if "anna@example.org" in str(m.to))
    client.get(message.get_absolute_url())
    role = ReaderRole.PROJECT_LEAD
    assert reads(people.anna.contact) == {
        (role, ReadPlace.NEED),
        (role, ReadPlace.ORGANISATION),
        (role, ReadPlace.VERIFICATION),
        (role, ReadPlace.MESSAGE),
    }
    assert reads(people.clara.contact) == {(role, ReadPlace.OFFER)}


@pytest.mark.parametrize("name", ["newsletter:calls", "newsletter:call", "newsletter:reader_list", "newsletter:reader"])
def test_lists_of_the_newsletter_are_noted_for_whoever_is_known_by_the_address(name, people, sign_in):
    answer = answer_of(people.lead, email="Anna@Example.org", phone="02941 1234")
    number = {"newsletter:call": [answer.pk], "newsletter:reader": [answer.subscription_id]}.get(name, [])
    page = sign_in("editor").get(reverse(name, args=number))
    assert "anna@example.org" in page.content.decode().lower()
    assert reads(people.anna.contact) == {(ReaderRole.EDITOR, ReadPlace.NEWSLETTER)}
    assert reads(people.ben.contact) == set()


def test_the_other_side_is_noted_only_once_both_have_agreed(people, sign_in):
    case = introduction_in("awaiting_provider", people)
    sign_in("clara").get(case.get_absolute_url())
    assert reads(people.anna.contact) == set()
    case = introduction_in("introduced", people, need=need_in("qualified", people))
    sign_in("clara").get(case.get_absolute_url())
    assert reads(people.anna.contact) == {(ReaderRole.OTHER_SIDE, ReadPlace.INTRODUCTION)}


def test_colleagues_are_noted_and_oneself_is_not(people, sign_in):
    client = sign_in("anna")
    for _time in range(3):
        client.get(reverse("organisations:people", args=[people.company.pk]))
    assert reads(people.anna.contact) == set()
    assert reads(people.ben.contact) == {(ReaderRole.OWN_ORGANISATION, ReadPlace.ORGANISATION)}
    assert ContactRead.objects.filter(contact=people.ben.contact).count() == 1


def test_the_person_learns_of_the_role_and_not_of_the_person(people, sign_in):
    sign_in("lead").get(people.company.get_absolute_url())
    page = sign_in("anna").get(reverse("privacy:reads")).content.decode()
    assert "Projektleitung" in page
    assert "Seite der Organisation" in page
    assert "Wortmann" not in page
