"""Erasing a person: what is asked, what stays, and that nothing else is left anywhere."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent, Contact, Session, User
from accounts.selectors import lead_contacts
from companies.models import NeedDraft
from core.models import LogEntry
from core.personal import How, fates_of, holdings, registered_models
from core.search import find_values
from core.states import InvalidTransition
from legal.models import Ticket
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from newsletter.models import Answer, Proof, Subscription
from organisations.models import Invitation, Membership
from privacy import erasure
from privacy.enums import ErasureState, Hold
from privacy.erasure import carry_out, due_ids, request_erasure, withdraw_erasure
from privacy.holds import kept_of, obstacles_of
from privacy.models import ErasureRequest, HeldRecord
from privacy.people import Person
from privacy.traces import MARK, Traces
from tests.cases import introduction_in, need_in
from tests.conftest import fresh
from tests.factories import ContactFactory, MembershipFactory

pytestmark = pytest.mark.django_db

GIVEN, FAMILY = "Zorah", "Quastenberg"
EMAIL, PHONE = "zq@kanarie.example", "0171 5550199"
CANARIES = (f"{GIVEN} {FAMILY}", f"{FAMILY}, {GIVEN}", EMAIL, PHONE)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PORTAL_VAR = tmp_path


@pytest.fixture(autouse=True)
def _proof_can_be_planted(db):
    """A proof is written once; these tests write into it all the same. The roll-back puts the trigger back."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE newsletter_proof DISABLE TRIGGER newsletter_proof_is_written_once")


def rename(user) -> Person:
    """Let the person bear values that occur nowhere else."""
    Contact.objects.filter(user=user).update(given_name=GIVEN, family_name=FAMILY, email=EMAIL, phone=PHONE)
    User.objects.filter(pk=user.pk).update(email=EMAIL)
    user.emailaddress_set.update(email=EMAIL)
    Invitation.objects.filter(email=user.email).update(email=EMAIL)
    Ticket.objects.filter(reporter_email=user.email).update(reporter_email=EMAIL)
    NeedDraft.objects.filter(email=user.email).update(email=EMAIL)
    Subscription.objects.filter(email=user.email).update(email=EMAIL)
    Proof.objects.filter(email=user.email).update(email=EMAIL)
    Answer.objects.filter(email=user.email).update(email=EMAIL)
    return Person.of(Contact.objects.select_related("user").get(user=user))


def erase_now(contact: Contact, *, at_the_last: bool = True) -> ErasureRequest:
    """Ask for the erasure and carry it out, on the last day of the month unless told otherwise."""
    request = request_erasure(contact, actor=contact.user)
    today = timezone.localdate()
    ErasureRequest.objects.filter(pk=request.pk).update(
        erase_after=timezone.now() - timedelta(minutes=1),
        due_on=today if at_the_last else today + timedelta(days=20),
    )
    carry_out(request.pk)
    request.refresh_from_db()
    return request


def plant(person: Person) -> set[str]:
    """Write the person's values into every column that the register calls personal and an erasure empties; return
    these columns."""
    planted = set()
    for model in registered_models():
        if model in (Contact, User):  # they bear the values already
            continue
        for name, fate in fates_of(model).items():
            column = model._meta.get_field(name)
            if fate.how == How.KEEP or column.is_relation or column.primary_key or column.unique:
                continue
            rows = model._base_manager.all()
            own = {pk for holding in _holdings(model) for pk in person.rows_in(holding).values_list("pk", flat=True)}
            row = rows.filter(pk__in=own).order_by("pk").first() if own else rows.order_by("pk").first()
            assert row is not None, f"{model._meta.label}: the fixture `traces` needs a row"
            if fate.how != How.SCRUB:
                assert row.pk in own, f"{model._meta.label}: the fixture `traces` needs a row of the person"
            value = _canary(column)
            if value is not None:
                rows.filter(pk=row.pk).update(**{name: value})
                planted.add(f"{model._meta.db_table}.{column.column}")
    return planted


def _holdings(model):
    return [holding for holding in holdings() if holding.model is model]


def _canary(column: models.Field):
    if isinstance(column, models.EmailField):
        return EMAIL
    if isinstance(column, models.JSONField | models.BinaryField):
        values = [f"{GIVEN} {FAMILY} <{EMAIL}>", *CANARIES]
        return values if isinstance(column.get_default(), list) or column.name == "to" else {"v": values, EMAIL: 1}
    if isinstance(column, models.FileField):
        return None  # a name of the portal's choice
    length = column.max_length or 10_000
    text = " / ".join(CANARIES)
    return next((each for each in (text, EMAIL, PHONE) if len(each) <= length), None)


def test_after_an_erasure_no_value_of_the_person_is_anywhere(people, traces):
    person = rename(people.anna)
    planted = plant(person)
    before = {f"{hit.table}.{hit.column}" for hit in find_values(CANARIES).hits}
    assert len(planted) > 50
    assert planted <= before  # the search finds every one of them
    Consent.objects.filter(contact=person.contact).update(withdrawn_at=timezone.now())
    request = erase_now(person.contact)
    assert (request.state, request.obstacles) == (ErasureState.DONE, [])
    left = {hit.table for hit in find_values(CANARIES).hits}
    assert left == {"privacy_heldrecord"}  # the proof of the consent, until its day
    HeldRecord.objects.all().delete()
    assert find_values(CANARIES).hits == ()
    assert request.proof["found"] == []
    assert request.proof["searched"] > 150
    assert not any(canary in str(request.proof) for canary in CANARIES)


def test_somebody_who_gave_no_consent_leaves_nothing_at_all(people):
    need_in("qualified", people, author=people.ben)
    person = rename(people.ben)
    erase_now(person.contact)
    assert find_values(CANARIES).hits == ()
    assert not HeldRecord.objects.exists()


def test_rows_stay_and_lead_to_a_person_without_name(people):
    need = need_in("qualified", people, author=people.ben)
    erase_now(people.ben.contact)
    need.refresh_from_db()
    contact = Contact.objects.get(pk=people.ben.contact.pk)
    assert need.created_by_id == people.ben.pk
    assert contact.full_name == "Gelöschte Person"
    assert contact.email.endswith("@erased.invalid")
    user = fresh(people.ben)
    assert (user.is_active, user.has_usable_password()) == (False, False)


def test_open_needs_pass_to_who_remains(people):
    need = need_in("submitted", people, author=people.ben)
    erase_now(people.ben.contact)
    need.refresh_from_db()
    assert need.contact == people.anna.contact
    assert not Membership.objects.get(contact=people.ben.contact).is_active
    told = OutboxMessage.objects.get(kind="privacy.member_erased")
    assert "Osthoff" not in told.body_text


def test_cases_of_an_organisation_that_nobody_acts_for_any_more_end(people):
    need = need_in("submitted", people, organisation=people.other_company, author=people.dora)
    erase_now(people.dora.contact)
    need.refresh_from_db()
    assert need.state == "withdrawn"


def test_texts_of_the_organisation_stay_without_the_name(people):
    need = need_in("qualified", people, author=people.ben)
    text = "Fragen an Ben Osthoff, ben@example.org. Herr Osthoff weiß Bescheid. Die Maschinen stehen oft."
    type(need).objects.filter(pk=need.pk).update(description=text)
    erase_now(people.ben.contact)
    need.refresh_from_db()
    assert need.description == f"Fragen an {MARK}, {MARK}. Herr {MARK} weiß Bescheid. Die Maschinen stehen oft."


def test_what_others_share_is_not_taken_from_them(people):
    """A central phone number, a mailbox of the department, and a namesake stay theirs."""
    shared = ContactFactory(given_name="Ben", family_name="Osthoff", phone="0221 999", email="ben@example.org")
    Contact.objects.filter(pk=people.ben.contact.pk).update(phone="0221 999")
    assert Traces.of(Person.of(Contact.objects.get(pk=people.ben.contact.pk))).telling == ()
    erase_now(Contact.objects.get(pk=people.ben.contact.pk))
    shared.refresh_from_db()
    assert (shared.full_name, shared.phone, shared.email) == ("Ben Osthoff", "0221 999", "ben@example.org")


def test_messages_that_wait_for_the_person_are_not_sent_any_more(people):
    need_in("submitted", people, author=people.ben)
    waiting = [m.pk for m in OutboxMessage.objects.filter(state="queued") if "ben@example.org" in str(m.to)]
    assert waiting
    erase_now(people.ben.contact)
    assert not OutboxMessage.objects.filter(pk__in=waiting).exists()
    assert not find_values(["ben@example.org"]).hits


def test_the_grace_period_comes_first(people, settings):
    settings.ERASURE_GRACE_DAYS = 3
    request = request_erasure(people.ben.contact, actor=people.ben)
    assert not carry_out(request.pk)
    assert due_ids() == []
    assert due_ids(timezone.now() + timedelta(days=3, minutes=1)) == [request.pk]
    withdraw_erasure(request, actor=people.ben)
    assert due_ids(timezone.now() + timedelta(days=9)) == []
    assert people.ben.contact.erased_at is None


def test_asking_twice_is_asking_once(people):
    first = request_erasure(people.ben.contact, actor=people.ben)
    assert request_erasure(people.ben.contact, actor=people.ben) == first


def test_what_was_erased_cannot_be_withdrawn(people):
    request = erase_now(people.ben.contact)
    with pytest.raises(InvalidTransition):
        withdraw_erasure(request, actor=people.ben)


def test_the_only_administration_delays_it_until_the_last_day(people):
    person = Person.of(people.anna.contact)
    assert [each.code for each in obstacles_of(person)] == ["last_admin"]
    request = erase_now(people.anna.contact, at_the_last=False)
    assert (request.state, request.obstacles) == (ErasureState.WAITING, ["last_admin"])
    ErasureRequest.objects.update(due_on=timezone.localdate())
    carry_out(request.pk)
    assert Membership.objects.get(contact=people.ben.contact).role == "admin"


def test_a_running_introduction_delays_it_and_then_ends(people):
    case = introduction_in("introduced", people)
    MembershipFactory(organisation=people.company, role="admin")
    assert [each.code for each in obstacles_of(Person.of(people.anna.contact))] == ["open_introduction"]
    request = erase_now(people.anna.contact, at_the_last=False)
    assert request.state == ErasureState.WAITING
    ErasureRequest.objects.update(due_on=timezone.localdate())
    carry_out(request.pk)
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert Consent.objects.get(contact=people.anna.contact).withdrawn_at


def test_the_proof_of_a_consent_is_held_apart_until_its_day(people):
    introduction_in("introduced", people)
    kept = [each for each in kept_of(Person.of(people.anna.contact)) if each.hold]
    assert [each.hold for each in kept] == [Hold.CONSENT_PROOF]
    erase_now(people.anna.contact)
    held = HeldRecord.objects.get(contact=people.anna.contact)
    assert held.values["name"] == "Anna Feldkamp"
    assert (held.until.month, held.until.day, held.until.year) == (12, 31, timezone.localdate().year + 3)


def test_a_grant_holds_longer(people, settings):
    introduction_in("introduced", people)
    settings.GRANT_RETENTION_UNTIL = timezone.localdate() + timedelta(days=3000)
    kept = {each.hold: each.until for each in kept_of(Person.of(people.anna.contact)) if each.hold}
    assert kept[Hold.GRANT] == settings.GRANT_RETENTION_UNTIL


def test_an_erasure_that_leaves_something_has_not_happened(people, monkeypatch):
    need_in("submitted", people, author=people.ben)
    monkeypatch.setattr(erasure, "anonymise", lambda person, traces: {})
    request = erase_now(people.ben.contact)
    assert request.state == ErasureState.WAITING
    assert "found:accounts_contact.email" in request.obstacles
    assert Contact.objects.get(pk=people.ben.contact.pk).full_name == "Ben Osthoff"
    assert Membership.objects.get(contact=people.ben.contact).is_active


def test_after_a_restore_the_person_is_erased_again(people, capsys):
    contact = people.ben.contact
    before = Contact.objects.filter(pk=contact.pk).values().get()
    erase_now(contact)
    Contact.objects.filter(pk=contact.pk).update(**{k: v for k, v in before.items() if k != "id"})  # the backup
    call_command("replay_erasures")
    assert "1 erasures on record, 1 carried out again." in capsys.readouterr().out
    assert Contact.objects.get(pk=contact.pk).full_name == "Gelöschte Person"
    call_command("replay_erasures")
    assert "1 erasures on record, 0 carried out again." in capsys.readouterr().out


def test_after_a_restore_a_later_person_with_the_same_number_stays(people, capsys):
    contact = people.ben.contact
    erase_now(contact)
    Contact.objects.filter(pk=contact.pk).update(
        given_name="Neu", family_name="Da", erased_at=None, created_at=timezone.now()
    )
    call_command("replay_erasures")
    assert "0 carried out again" in capsys.readouterr().out


def test_the_person_sees_what_goes_what_stays_and_why(people, confirmed):
    case = introduction_in("introduced", people)
    page = confirmed("anna").get(reverse("privacy:erasure")).content.decode()
    for said in ("einzige Verwaltung", case.number, "31. Dezember", "Art. 7 Abs. 1 DSGVO", "Ihre Einwilligungen"):
        assert said in page


def test_asking_needs_the_password_and_a_yes(people, sign_in, confirmed):
    url = reverse("privacy:erasure")
    assert "reauthenticate" in sign_in("ben").post(url, {"confirmed": "on"}).url
    client = confirmed("ben")
    assert client.post(url).status_code == 200
    assert not ErasureRequest.objects.exists()
    assert client.post(url, {"confirmed": "on"}).status_code == 302
    assert ErasureRequest.objects.get().contact == people.ben.contact
    assert "widerrufen" in client.get(reverse("privacy:own")).content.decode().casefold()
    client.post(reverse("privacy:erasure_withdraw"))
    assert ErasureRequest.objects.get().state == ErasureState.WITHDRAWN


def test_staff_see_the_requests_with_their_day_and_what_is_in_the_way(people, sign_in):
    erase_now(people.anna.contact, at_the_last=False)
    page = sign_in("lead").get(reverse("privacy:erasure_queue")).content.decode()
    assert "Anna Feldkamp" in page
    assert "einzige Verwaltung" in page


def test_a_contact_without_account_is_erased_as_well(people):
    member = MembershipFactory(
        organisation=people.company, role="member", contact=ContactFactory(user=None, email="ohne@konto.example")
    )
    erase_now(member.contact)
    assert find_values(["ohne@konto.example"]).hits == ()


def test_sessions_end_and_the_log_keeps_who_did_what(people, sign_in):
    sign_in("ben")
    erase_now(people.ben.contact)
    assert not Session.objects.filter(user=people.ben).exists()
    assert LogEntry.objects.filter(actor=people.ben, verb="request_erasure").exists()
    assert Introduction.objects.count() == 0


def test_staff_ask_on_behalf_of_somebody_without_account(people, sign_in):
    contact = ContactFactory(user=None, email="brief@konto.example")
    client, url = sign_in("lead"), reverse("privacy:erasure_request")
    refused = client.post(url, {"email": "niemand@konto.example"})
    assert (refused.status_code, "niemand@konto.example" in refused.content.decode()) == (200, True)
    assert client.post(url, {"email": "Brief@Konto.example"}).status_code == 302
    request = ErasureRequest.objects.get(contact=contact)
    assert (request.cause, request.requested_by) == ("staff", people.lead)
    letter = OutboxMessage.objects.get(kind="privacy.erasure_requested")
    assert "brief@konto.example" in str(letter.to)


def test_what_stands_in_the_way_is_in_the_list_of_the_day(people, sign_in):
    erase_now(people.anna.contact, at_the_last=False)
    page = sign_in("lead").get(reverse("dashboard")).content.decode()
    assert "Löschung der Angaben zu einer Person" in page


def test_cases_of_an_erased_lead_reach_the_others(people):
    assert people.lead.contact in lead_contacts(people.lead, people.company.region)
    Contact.objects.filter(user=people.lead).update(erased_at=timezone.now())
    User.objects.filter(pk=people.lead.pk).update(is_active=False)
    assert lead_contacts(fresh(people.lead), people.company.region) == [people.lead2.contact]
