"""Opening an account: the confirmed address, what a stranger may learn, and who is recognised."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import Contact, User
from accounts.services import contact_of, link_known_contact
from mail.models import OutboxMessage
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

SIGN_UP = reverse("account_signup")
PASSWORD = "lange-genug-4711"


def typed(**changes) -> dict:
    return {
        "given_name": "Nele",
        "family_name": "Neumann",
        "email": "Nele@Firma.example",
        "phone_number": "02921 4711",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | changes


def confirm(client) -> None:
    body = OutboxMessage.objects.filter(kind="account.email_confirmation_signup").latest("pk").body_text
    path = re.search(r"http://testserver(/accounts/confirm-email/\S+)", body)[1]
    assert client.get(path).status_code == 200
    assert not EmailAddress.objects.get(user__email="nele@firma.example").verified  # reading confirms nothing
    client.post(path)


def test_an_account_begins_with_a_confirmed_address(client):
    answer = client.post(SIGN_UP, typed())
    assert answer.url == reverse("account_email_verification_sent")
    user = User.objects.get(email="nele@firma.example")
    assert (user.contact.full_name, user.contact.phone) == ("Nele Neumann", "02921 4711")
    letter = OutboxMessage.objects.get(kind="account.email_confirmation_signup")
    assert letter.is_confidential
    assert "Nele Neumann" in letter.body_text
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("dashboard")).url.startswith(reverse("account_login"))
    confirm(client)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("dashboard")).url == reverse("organisations:start")


def test_a_link_names_this_installation_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(SIGN_UP, typed(), headers={"host": "evil.example"})
    body = OutboxMessage.objects.get(kind="account.email_confirmation_signup").body_text
    assert "http://testserver/accounts/confirm-email/" in body
    assert "evil.example" not in body


def test_a_known_and_an_unknown_address_get_the_same_answer(client, people):
    answers = []
    for email in (people.anna.email, "nobody@firma.example"):
        answer = client.post(SIGN_UP, typed(email=email), follow=True)
        shown = re.sub(r'value="\w{64}"', "", answer.content.decode().replace(email, "<address>"))
        answers.append((answer.redirect_chain, shown))
        client.cookies.clear()
    assert answers[0] == answers[1]
    known = OutboxMessage.objects.get(kind="account.account_already_exists")
    assert people.anna.email in known.to[0]
    assert User.objects.filter(email=people.anna.email).count() == 1


def test_a_reset_tells_an_unknown_address_by_mail_only(client):
    client.post(reverse("account_reset_password"), {"email": "nobody@firma.example"})
    assert SIGN_UP in OutboxMessage.objects.get(kind="account.unknown_account").body_text


def test_a_reset_of_a_known_address_is_a_letter_with_a_working_link(client, people):
    client.post(reverse("account_reset_password"), {"email": people.anna.email})
    body = OutboxMessage.objects.get(kind="account.password_reset_key").body_text
    path = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", body)[1]
    assert client.get(path, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"email": "keine"}, "email"),
        ({"password2": "anders-4711-lang"}, "password2"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"family_name": "x" * 81}, "family_name"),
    ],
)
def test_errors_keep_what_was_typed(client, changes, field):
    page = client.post(SIGN_UP, typed(**changes))
    assert field in page.context["form"].errors
    assert "02921 4711" in page.content.decode()
    assert not User.objects.exists()


def test_too_many_attempts_are_stopped_with_words(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "2/m/ip", "login": "2/m/ip"}
    for url, data in (
        (SIGN_UP, typed(email="x")),
        (reverse("account_login"), {"login": "a@b.example", "password": "x"}),
    ):
        codes = [client.post(url, data).status_code for _ in range(3)]
        assert codes == [200, 200, 429], url
    assert "Zu viele Versuche" in client.post(SIGN_UP, typed(email="x")).content.decode()


def test_a_deactivated_account_cannot_sign_in(client, people):
    people.anna.is_active = False
    people.anna.save()
    client.post(reverse("account_login"), {"login": people.anna.email, "password": "demo-dzm-2018"})
    assert "_auth_user_id" not in client.session


# --- People whom staff have entered before ---------------------------------------------------------


@pytest.fixture
def known():
    contact = Contact.objects.create(given_name="N.", family_name="Neumann?", email="NELE@firma.example", phone="1")
    MembershipFactory(organisation=OrganisationFactory(), contact=contact)
    return contact


def test_a_contact_of_the_house_is_linked_when_the_address_is_confirmed_and_not_before(client, known):
    client.post(SIGN_UP, typed())
    user = User.objects.get(email="nele@firma.example")
    known.refresh_from_db()
    assert known.user is None
    confirm(client)
    known.refresh_from_db()
    assert (known.user, known.full_name, known.email) == (user, "Nele Neumann", user.email)
    assert Contact.objects.filter(user=user).count() == 1
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("dashboard")).status_code == 200  # member of the organisation at once


def test_who_acts_for_an_organisation_already_keeps_the_own_contact(people, known):
    Contact.objects.filter(pk=known.pk).update(email=people.anna.email)
    assert not link_known_contact(people.anna)
    assert contact_of(User.objects.get(pk=people.anna.pk)) == people.anna.contact


def test_an_unconfirmed_address_links_nothing(known):
    user = User.objects.create_user("nele@firma.example")
    user.emailaddress_set.create(email=user.email, verified=False, primary=True)
    assert not link_known_contact(user)
    user.emailaddress_set.update(verified=True)
    assert link_known_contact(user)
    assert not link_known_contact(user)  # a second time there is nobody left


def test_an_account_of_the_operator_without_contact_gets_one():
    user = User.objects.create_user("betrieb@firma.example")
    assert contact_of(user).email == user.email
