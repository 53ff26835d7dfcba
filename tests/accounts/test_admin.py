import pytest
from django.urls import reverse

from accounts.models import User
from mail.models import OutboxMessage
from organisations.models import Organisation

pytestmark = pytest.mark.django_db

INLINES = {
    "contact-TOTAL_FORMS": "1",
    "contact-INITIAL_FORMS": "0",
    "contact-0-given_name": "Nele",
    "contact-0-family_name": "Hartwich",
    "contact-0-email": "nele@example.org",
    "contact-0-language": "de",
    "platform_roles-TOTAL_FORMS": "0",
    "platform_roles-INITIAL_FORMS": "0",
}


def test_the_operator_creates_an_account_and_the_person_gets_a_link(sign_in, settings):
    settings.EMAIL_BACKEND = "mail.backend.OutboxBackend"
    client = sign_in("operator")

    answer = client.post(
        reverse("admin:accounts_user_add"),
        {"email": "Nele@Example.org", "language": "de", "is_active": "on", **INLINES},
    )
    assert answer.status_code == 302
    user = User.objects.get(email="nele@example.org")
    assert not user.has_usable_password()
    assert user.contact.full_name == "Nele Hartwich"

    client.post(
        reverse("admin:accounts_user_changelist"), {"action": "send_password_link", "_selected_action": [user.pk]}
    )
    message = OutboxMessage.objects.get()
    assert "nele@example.org" in message.to[0]
    assert message.is_confidential


def test_the_operator_edits_an_organisation_but_does_not_verify_it(people, sign_in):
    organisation = Organisation.objects.create(name="Neuwerk GmbH", kind="company", region=people.company.region)
    client = sign_in("operator")

    client.post(
        reverse("admin:organisations_organisation_change", args=[organisation.pk]),
        {
            "name": "Neuwerk Maschinen GmbH",
            "kind": "company",
            "region": organisation.region_id,
            "verification": "verified",
            "memberships-TOTAL_FORMS": "0",
            "memberships-INITIAL_FORMS": "0",
        },
    )

    organisation.refresh_from_db()
    assert organisation.name == "Neuwerk Maschinen GmbH"
    assert not organisation.is_verified
    assert organisation.verified_by is None


def test_accounts_are_not_deleted_in_the_admin(people, sign_in):
    client = sign_in("operator")
    assert client.get(reverse("admin:accounts_user_delete", args=[people.anna.pk])).status_code == 403
