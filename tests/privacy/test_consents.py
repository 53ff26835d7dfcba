"""Consents: only ever added, readable in every version, withdrawn as easily as given."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.consents import withdraw
from accounts.models import Consent, ConsentText
from core.models import LogEntry
from core.states import GuardFailed
from tests.cases import introduction_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(people) -> Consent:
    return introduction_in("introduced", people).company_consent


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(given_at=timezone.now()),
        lambda rows: rows.update(channel="phone"),
        lambda rows: rows.update(language="en", withdrawn_at=timezone.now()),
        lambda rows: rows._raw_delete(rows.db),
    ],
)
def test_the_database_refuses_to_rewrite_a_consent(consent, change):
    rows = Consent.objects.filter(pk=consent.pk)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        change(rows)
    assert rows.exists()


def test_the_database_refuses_to_delete_a_consent(consent):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_consent WHERE id = %s", [consent.pk])


def test_a_withdrawal_is_written_once(consent):
    rows = Consent.objects.filter(pk=consent.pk)
    rows.update(withdrawn_at=timezone.now())
    for value in (None, timezone.now()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(withdrawn_at=value)


def test_the_database_refuses_to_change_a_text(consent):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentText.objects.update(text_de="Etwas anderes.")


def test_the_record_holds_text_hash_time_and_way(consent):
    text = consent.text
    digest = hashlib.sha256(f"{text.text_de}\n{text.text_en}".encode()).hexdigest()
    assert (text.sha256, consent.channel, consent.given_at.tzinfo is not None) == (digest, "portal", True)


def test_an_old_text_stays_readable_after_a_new_version(people, consent, sign_in):
    ConsentText.objects.create(purpose=consent.purpose, version=2, text_de="Neue Fassung.", text_en="New wording.")
    page = sign_in("anna").get(reverse("privacy:consents")).content.decode()
    assert consent.text.text_de in page
    assert consent.text.sha256 in page
    assert "Fassung 1" in page
    assert "Neue Fassung." not in page


def test_one_click_withdraws_and_ends_the_introduction(people, consent, sign_in):
    client = sign_in("anna")
    page = client.get(reverse("privacy:consents")).content.decode()
    url = reverse("privacy:consent_withdraw", args=[consent.pk])
    assert url in page
    client.post(url)
    consent.refresh_from_db()
    assert consent.withdrawn_at
    step = LogEntry.objects.get(verb="withdraw_consent", subject_type="matchmaking.introduction")
    assert step.to_state == "withdrawn"
    assert "widerrufen" in client.get(reverse("privacy:consents")).content.decode()
    assert client.post(url).status_code == 302  # a second click does no harm


def test_a_consent_can_be_withdrawn_after_the_introduction_has_ended(people):
    case = introduction_in("success", people)
    withdraw(case.company_consent, actor=people.anna)
    case.refresh_from_db()
    assert case.state == "success"
    assert not case.contact_data_released


def test_nobody_withdraws_for_somebody_else(people, consent, sign_in):
    url = reverse("privacy:consent_withdraw", args=[consent.pk])
    for person in ("ben", "clara", "lead"):
        assert sign_in(person).post(url).status_code == 404
    consent.refresh_from_db()
    assert consent.is_valid


def test_a_withdrawn_consent_is_not_withdrawn_again(people, consent):
    withdraw(consent, actor=people.anna)
    with pytest.raises(GuardFailed):
        withdraw(consent, actor=people.anna)
