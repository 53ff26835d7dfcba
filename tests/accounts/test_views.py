from html import unescape

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.urls import reverse

from accounts.models import Contact
from tests.conftest import PERSONS

pytestmark = pytest.mark.django_db

PROFILE = reverse("accounts:profile")
DATA = {"given_name": "Anna-Lena", "family_name": "Feldkamp", "phone": "02943 1234", "language": "de"}


def text_of(response) -> str:
    return unescape(response.content.decode())


def test_everybody_who_is_signed_in_has_an_account_page(sign_in):
    for person in PERSONS:
        assert sign_in(person).get(PROFILE).status_code == 200, person
    response = sign_in(None).get(PROFILE)
    assert (response.status_code, response.url.startswith(reverse("account_login"))) == (302, True)


def test_the_page_shows_memberships_and_roles(sign_in, people):
    assert people.company.get_absolute_url() in text_of(sign_in("anna").get(PROFILE))
    assert "Dortmund" in text_of(sign_in("far_lead").get(PROFILE))


def test_own_data_is_changed_and_nobody_elses(sign_in, people):
    response = sign_in("anna").post(PROFILE, DATA | {"email": "evil@example.org", "user": people.ben.pk})
    assert (response.status_code, response.url) == (302, PROFILE)
    contact = Contact.objects.get(user=people.anna)
    assert (contact.full_name, contact.phone, contact.email) == ("Anna-Lena Feldkamp", "02943 1234", people.anna.email)
    assert Contact.objects.get(user=people.ben).given_name == "Ben"


def test_a_chosen_language_holds_for_pages_and_messages(sign_in, people):
    client = sign_in("anna")
    page = client.post(PROFILE, DATA | {"language": "en"}, follow=True)
    assert "Your data is saved." in text_of(page)
    assert client.cookies["django_language"].value == "en"
    people.anna.refresh_from_db()
    assert (people.anna.language, Contact.objects.get(user=people.anna).language) == ("en", "en")


@pytest.mark.parametrize(("field", "value"), [("given_name", ""), ("family_name", ""), ("language", "fr")])
def test_what_is_missing_comes_back_with_what_was_typed(sign_in, people, field, value):
    response = sign_in("anna").post(PROFILE, DATA | {field: value})
    assert list(response.context["form"].errors) == [field]
    assert "02943 1234" in text_of(response)
    assert Contact.objects.get(user=people.anna).given_name == "Anna"


def test_an_account_without_a_person_gets_one(sign_in, people):
    people.operator.contact.delete()
    sign_in("operator").post(PROFILE, DATA)
    assert Contact.objects.get(user=people.operator).email == people.operator.email


def test_messages_follow_a_changed_address(people):
    old, new = (EmailAddress(user=people.anna, email=email) for email in (people.anna.email, "neu@example.org"))
    email_changed.send(
        sender=type(people.anna), request=None, user=people.anna, from_email_address=old, to_email_address=new
    )
    assert Contact.objects.get(user=people.anna).email == "neu@example.org"
