from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Consent, ConsentText, PlatformRole, User
from regions.models import Municipality, Region

pytestmark = pytest.mark.django_db


def refused(constraint: str, write) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.PROJECT_LEAD, "region"),
        (Role.EDITOR, "municipality"),
        (Role.REGION_LEAD, ""),
        (Role.REGION_LEAD, "municipality"),
        (Role.MUNICIPAL_PARTNER, ""),
        (Role.MUNICIPAL_PARTNER, "region"),
    ],
)
def test_the_database_refuses_a_role_with_the_wrong_scope(people, role, scope):
    scopes = {
        "": {},
        "region": {"region": Region.objects.get(slug="soest")},
        "municipality": {"municipality": Municipality.objects.get(name="Soest")},
    }
    refused("platformrole_scope", lambda: PlatformRole.objects.create(user=people.anna, role=role, **scopes[scope]))


def test_the_database_refuses_the_same_role_twice(people):
    refused("platformrole_unique", lambda: PlatformRole.objects.create(user=people.lead, role=Role.PROJECT_LEAD))


def test_the_database_refuses_a_consent_withdrawn_before_it_was_given(people):
    text = ConsentText.objects.first()
    consent = Consent(
        contact=people.anna.contact,
        organisation=people.company,
        purpose=text.purpose,
        text=text,
        language="de",
        recorded_by=people.anna,
        withdrawn_at=timezone.now() - timedelta(days=1),
    )
    refused("consent_withdrawn_after_given", consent.save)


def test_the_database_refuses_a_version_of_a_consent_text_twice(people):
    text = ConsentText.objects.first()
    again = ConsentText(purpose=text.purpose, version=text.version, text_de="x", text_en="x")
    refused("consenttext_unique_version", again.save)


def test_the_fingerprint_of_a_text_follows_both_wordings(people):
    text = ConsentText(purpose="contact_release", version=9, text_de="Ja", text_en="Yes")
    text.save()
    before = text.sha256
    text = ConsentText(purpose="contact_release", version=10, text_de="Ja", text_en="Yes!")
    text.save()
    assert text.sha256 != before
    assert (text.text("en"), text.text("de")) == ("Yes!", "Ja")


def test_an_account_is_known_by_its_address_whatever_the_case():
    user = User.objects.create_user("Kim@Example.org", "secret")
    assert user.email == "kim@example.org"
    assert User.objects.get_by_natural_key("KIM@example.org") == user
    assert user.get_full_name() == "kim@example.org"


def test_an_account_needs_an_address():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_roles_say_what_a_person_looks_after(people):
    assert people.lead.is_project_lead
    assert people.lead.moderates
    assert people.far_lead.led_region_ids == [people.provider.region_id]
    assert not people.far_lead.is_project_lead
    assert people.editor.is_editor
    assert people.partner.is_municipal_partner
    assert not people.operator.moderates
