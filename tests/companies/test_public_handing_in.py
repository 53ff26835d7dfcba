"""What becomes of a draft: links, proof of the address, and handing in, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.consents import withdraw
from accounts.models import Consent, Contact
from companies.models import Need, NeedDraft
from companies.public_intake import services
from core.models import LogEntry
from links.models import SignedLink
from mail.models import OutboxMessage
from organisations.checks import run_checks
from organisations.enums import MemberRole
from organisations.models import Membership, Organisation
from organisations.services.verification import reject_organisation, verify_organisation
from tests.companies.visiting import (
    ABOUT,
    ADDRESS,
    FRAME,
    URL,
    company,
    filled,
    handed_in,
    link_in,
    mailed,
    send,
    take,
    walk,
)
from tests.factories import ContactFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.PUBLIC_FORM_SECONDS = 0


@pytest.fixture
def client() -> Client:
    return Client()


def test_the_whole_way_leads_from_a_text_to_a_need_that_waits_for_the_check(client, people):
    assert client.get(reverse(URL("need"))).status_code == 200
    assert not NeedDraft.objects.exists()
    walk(client)
    done = send(client)
    assert "Adresse bestätigen" in done.content.decode()
    assert not Need.objects.exists()
    path = link_in(mailed("need_draft.confirm"))
    reader = Client()
    assert "Drehmaschinen" in reader.get(path).content.decode()
    assert not Need.objects.exists()
    assert reader.post(path, follow=True).status_code == 200
    need = Need.objects.get()
    assert (need.state, need.created_by, need.contact.email) == ("draft", None, ADDRESS)
    assert need.title == "Unsere alten Drehmaschinen melden keinen Stillstand"
    assert need.organisation.verification == "pending"
    assert need.organisation.memberships.get().role == MemberRole.ADMIN
    assert need.consent.channel == "link"
    assert mailed("need.waits").to == [f"Hanna Wieland <{ADDRESS}>"]
    draft = NeedDraft.objects.get()
    assert (draft.need, draft.content, draft.email) == (need, {}, "")
    assert "ist angekommen" in client.get(reverse(URL("need")), follow=True).content.decode()


def test_the_check_compares_the_confirmed_address_with_the_website(client, people):
    mail = run_checks(handed_in(client).organisation)[0]
    assert (mail.is_good, "wieland-fraesteile.example" in mail.finding) == (True, True)


def test_the_need_goes_on_by_itself_when_a_lead_verifies_the_company(client, people):
    need = handed_in(client)
    assert need in Need.objects.visible_to(people.lead)
    verify_organisation(need.organisation, actor=people.lead)
    need.refresh_from_db()
    assert (need.state, need.versions.get().by_company) == ("submitted", True)
    assert need.number
    entry = LogEntry.objects.about(need).get(verb="submit")
    assert (entry.actor, entry.on_behalf_source) == (None, "link")
    assert mailed("need.submitted").to == [f"Hanna Wieland <{ADDRESS}>"]


def test_a_company_that_is_not_verified_keeps_its_need_waiting(client, people):
    need = handed_in(client)
    reject_organisation(need.organisation, actor=people.lead, reason="not_found", text="Wir finden die Firma nicht.")
    need.refresh_from_db()
    assert need.state == "draft"
    assert mailed("organisation.rejected").to == [f"Hanna Wieland <{ADDRESS}>"]


def test_who_comes_by_the_link_hands_in_at_once(client, people):
    walk(client)
    take(client, "company", company(), "later")
    form = client.get(reverse(URL("later"))).context["form"]
    client.post(reverse(URL("later")), {"email": ADDRESS, "opened": form["opened"].value()})
    reader = Client()
    assert reader.get(link_in(mailed("need_draft.link"))).url == reverse(URL("send"))
    send(reader)
    assert Need.objects.get().contact.email == ADDRESS
    assert not OutboxMessage.objects.filter(kind="need_draft.confirm").exists()


def test_another_address_has_to_be_confirmed_anew(client, people):
    walk(client)
    services.send_link(NeedDraft.objects.get())
    reader = Client()
    reader.get(link_in(mailed("need_draft.link")))
    take(reader, "company", company(email="other@wieland-fraesteile.example"))
    send(reader)
    assert not Need.objects.exists()
    assert mailed("need_draft.confirm").to == ["other@wieland-fraesteile.example"]


def test_a_browser_without_the_proof_loses_a_draft_that_the_reader_of_the_mail_goes_on_with(client, people):
    walk(client)
    services.send_link(NeedDraft.objects.get())
    reader = Client()
    reader.get(link_in(mailed("need_draft.link")))
    assert client.get(reverse(URL("company"))).status_code == 200
    take(reader, "company", company(phone="02941 999"))
    assert client.get(reverse(URL("company"))).status_code == 302
    assert reader.get(reverse(URL("company"))).context["form"]["phone"].value() == "02941 999"


def test_looking_at_a_link_writes_nothing(client, people):
    walk(client)
    send(client)
    services.send_link(NeedDraft.objects.get())
    before = NeedDraft.objects.values().get()
    for kind in ("need_draft.link", "need_draft.confirm"):
        Client().get(link_in(mailed(kind)))
        Client().head(link_in(mailed(kind)))
    assert NeedDraft.objects.values().get() == before
    assert not Need.objects.exists()


def test_a_change_after_the_mail_ends_the_question(client):
    walk(client)
    send(client)
    path = link_in(mailed("need_draft.confirm"))
    take(client, "frame", FRAME | {"goal": "Etwas anderes"})
    assert Client().post(path).status_code == 410
    assert reverse(URL("need")) in Client().get(path).content.decode()
    assert not Need.objects.exists()


def test_saving_the_same_once_more_does_not_end_it(client):
    walk(client)
    send(client)
    take(client, "frame", FRAME)
    assert NeedDraft.objects.get().asked_at


def test_a_link_is_used_once_and_says_so_the_second_time(client, people):
    walk(client)
    send(client)
    path = link_in(mailed("need_draft.confirm"))
    Client().post(path)
    again = Client().post(path)
    assert (again.status_code, Need.objects.count()) == (200, 1)
    assert "angekommen" in again.content.decode()


def test_old_links_end_with_a_new_one_and_with_the_handing_in(client, people):
    walk(client)
    draft = NeedDraft.objects.get()
    services.send_link(draft)
    first = link_in(mailed("need_draft.link"))
    services.send_link(draft)
    second = link_in(mailed("need_draft.link"))
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 302
    services.hand_in(filled(draft))
    assert Client().get(second).status_code == 410


def test_altered_and_expired_links_get_a_page_with_a_way_on(client):
    walk(client)
    services.send_link(NeedDraft.objects.get())
    path = link_in(mailed("need_draft.link"))
    assert Client().get(path[:-3] + "xx/").status_code == 404
    SignedLink.objects.update(created_at=timezone.now() - timedelta(9), expires_at=timezone.now() - timedelta(1))
    page = Client().get(path)
    assert page.status_code == 410
    assert reverse(URL("need")) in page.content.decode()


def test_handing_in_twice_makes_one_need(client, people):
    walk(client)
    draft = filled(NeedDraft.objects.get())
    assert services.hand_in(draft) == services.hand_in(draft)
    assert (Need.objects.count(), Organisation.objects.filter(name="Wieland Frästeile GmbH").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_the_same_moment_make_one_need(client, people):
    """The link on the phone and the browser on the desk, both pressed at once."""
    walk(client)
    draft = filled(NeedDraft.objects.get())
    at_once = Barrier(2)

    def press() -> int:
        try:
            at_once.wait(10)
            return services.hand_in(NeedDraft.objects.get(pk=draft.pk)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        found = [each.result() for each in [hands.submit(press), hands.submit(press)]]
    assert found == [Need.objects.get().pk] * 2
    assert Contact.objects.filter(email=ADDRESS).count() == 1
    assert Organisation.objects.filter(name="Wieland Frästeile GmbH").count() == 1
    assert OutboxMessage.objects.filter(kind="need.waits").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_drafts_of_one_address_at_the_same_moment_make_one_person(people):
    for _ in range(2):
        walk(Client())
    waiting = [filled(each).pk for each in NeedDraft.objects.all()]
    at_once = Barrier(2)

    def press(pk: int) -> None:
        try:
            at_once.wait(10)
            services.hand_in(NeedDraft.objects.get(pk=pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        for each in [hands.submit(press, pk) for pk in waiting]:
            each.result()
    assert Need.objects.count() == 2
    assert Contact.objects.filter(email=ADDRESS).count() == 1
    assert Organisation.objects.filter(name="Wieland Frästeile GmbH").count() == 1


def test_after_handing_in_each_page_of_the_steps_leads_to_the_receipt(client, people):
    walk(client)
    services.hand_in(filled(NeedDraft.objects.get()))
    for step in ("need", "frame", "company", "send", "later"):
        assert client.get(reverse(URL(step))).url == reverse(URL("done"))
        assert take(client, step, ABOUT).url == reverse(URL("done"))
    assert client.post(reverse(URL("draft")), ABOUT).status_code == 409
    client.post(reverse(URL("restart")))
    assert client.get(reverse(URL("need"))).context["form"]["description"].value() in (None, "")
    assert Need.objects.count() == 1


def test_a_known_person_is_found_again_with_the_own_company(client, people):
    people.company.name = "Wieland Frästeile GmbH"
    people.company.save()
    need = handed_in(client, email=people.anna.email.upper(), family_name="Feldkamp")
    assert (need.contact, need.organisation, need.state) == (people.anna.contact, people.company, "submitted")
    assert need.versions.get().written_by is None


def test_a_foreign_company_of_the_same_name_is_never_joined(client, people):
    need = handed_in(client, org_name=people.company.name)
    assert need.organisation != people.company
    assert not people.company.memberships.filter(contact=need.contact).exists()


def test_a_person_without_account_of_the_same_name_is_reused_and_another_one_is_not(client, people):
    known = ContactFactory(user=None, email=ADDRESS, family_name="Wieland", phone="")
    shared = ContactFactory(user=None, email=ADDRESS, family_name="Anders")
    need = handed_in(client)
    assert need.contact == known
    assert need.contact.phone == "02941 123"
    assert not Membership.objects.filter(contact=shared).exists()


def test_a_person_has_a_limited_number_of_companies_in_the_queue(client, people):
    known = ContactFactory(user=None, email=ADDRESS, family_name="Wieland")
    for name in ("Xanten Bau", "Yburg Transporte", "Zwettl Brot"):
        MembershipFactory(contact=known, organisation__name=name, organisation__verification="pending")
    walk(client)
    send(client)
    page = Client().post(link_in(mailed("need_draft.confirm")))
    assert "noch nicht geprüft" in page.content.decode()
    assert not Need.objects.exists()


def test_the_consent_can_be_withdrawn_and_takes_the_need_back(client, people):
    need = handed_in(client)
    withdraw(Consent.objects.get(), actor=people.lead)
    need.refresh_from_db()
    assert need.state == "withdrawn"


def test_leads_see_what_came_without_an_account(client, people, sign_in):
    need = handed_in(client)
    lead = sign_in("lead")
    for url in (
        reverse("dashboard"),
        reverse("organisations:queue"),
        reverse("companies:need_queue"),
        reverse("organisations:verification", args=[need.organisation_id]),
        need.get_absolute_url(),
    ):
        assert "ohne Konto" in lead.get(url).content.decode(), url
    assert need.title in lead.get(reverse("organisations:verification", args=[need.organisation_id])).content.decode()


def test_the_status_link_says_that_the_company_is_checked_first(client, people):
    handed_in(client)
    page = Client().get(link_in(mailed("need.waits")))
    assert page.status_code == 200
    assert "zuerst" in page.content.decode()
