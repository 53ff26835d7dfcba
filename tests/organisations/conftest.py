"""Registering as people do it, for the tests of this room."""

import pytest

from organisations.enums import Verification
from regions.models import Municipality
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory


@pytest.fixture
def typed(db):
    """`typed(name=...)` returns what a person fills in to register an organisation."""
    soest = Municipality.objects.get(name="Soest")

    def fill(**changes) -> dict:
        return {
            "aim": "both",
            "name": "Haverland Metallbau e. K.",
            "legal_form": "e. K.",
            "kind": "company",
            "street": "Am Schledder 7",
            "postcode": "59494",
            "city": "Soest",
            "place": f"m-{soest.pk}",
            "website": "www.haverland-metallbau.example",
            "register_court": "",
            "register_number": "",
            "vat_id": "",
            "size_class": "micro",
            "founded_year": "",
            "about": "",
        } | changes

    return fill


@pytest.fixture
def newcomer(db):
    """A person with an account and a confirmed address who belongs to no organisation yet."""
    user = ContactFactory(given_name="Nele", family_name="Haverland").user
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def pending(people):
    """An organisation in the hub's region that waits for the check, with dora's colleague as admin."""
    organisation = OrganisationFactory(
        name="Haverland Metallbau e. K.", verification=Verification.PENDING, verified_at=None
    )
    contact = MembershipFactory(organisation=organisation).contact
    contact.user.emailaddress_set.create(email=contact.email, verified=True, primary=True)
    organisation.created_by = contact.user
    organisation.save()
    return organisation


@pytest.fixture
def as_user(client):
    """`as_user(user)` returns the test client signed in as any account."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
