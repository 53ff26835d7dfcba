"""Who was entered by others is told so, once, and by whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Contact
from mail.models import OutboxMessage
from privacy.models import ThirdPartyNotice
from privacy.third_parties import post_due
from tests.factories import ContactFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def letters():
    return OutboxMessage.objects.filter(kind="privacy.third_party")


def test_a_person_entered_by_others_gets_one_letter(people):
    contact = ContactFactory(user=None, given_name="Iris", family_name="Ohlen", email="iris@example.org")
    MembershipFactory(organisation=people.company, contact=contact, role="member")
    notice = ThirdPartyNotice.objects.get(contact=contact)
    assert 27 < (notice.due_on - timezone.localdate()).days < 32
    assert post_due() == 1
    assert post_due() == 0
    letter = letters().get()
    assert letter.to == ["Iris Ohlen <iris@example.org>"]
    text = " ".join(letter.body_text.split())
    for said in ("Iris Ohlen, iris@example.org", people.company.name, "Art. 6 Abs. 1", "24 Monate", "Auskunft"):
        assert said in text
    assert "Nordrhein-Westfalen" in text


def test_who_opens_an_account_is_not_written_to(people):
    assert post_due() == 0
    assert not letters().exists()


def test_who_has_an_account_by_then_is_not_written_to(people):
    contact = ContactFactory(user=None, email="neu@example.org")
    Contact.objects.filter(pk=contact.pk).update(user=None)
    people.editor.contact.delete()
    Contact.objects.filter(pk=contact.pk).update(user=people.editor)
    assert post_due() == 0


def test_bulk_work_is_noticed_as_well(people):
    Contact.objects.bulk_create(
        [Contact(given_name="A", family_name=str(n), email=f"bulk{n}@example.org") for n in range(3)]
    )
    assert post_due() == 3


def test_the_letter_may_wait_but_not_beyond_the_month(people, settings):
    contact = ContactFactory(user=None, email="spaeter@example.org")
    settings.THIRD_PARTY_NOTICE_DAYS = 10
    assert post_due() == 0
    ThirdPartyNotice.objects.filter(contact=contact).update(created_at=timezone.now() - timedelta(days=11))
    assert post_due() == 1


def test_nobody_is_written_to_without_an_address(people):
    Contact.objects.create(given_name="Ohne", family_name="Adresse", email="")
    assert post_due() == 0
