"""A lead takes down a need during a talk: one page, one piece, and nothing goes on without consent."""

from html import unescape
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.bias import declare_bias
from accounts.consents import withdraw
from accounts.models import Consent, Contact
from companies.capture.titles import title_of
from companies.models import CaptureDraft, Need
from contactlog.models import ContactEntry
from core.models import LogEntry
from core.states import GuardFailed, advance
from mail.models import OutboxMessage
from matchmaking.documents import needs_as_documents
from organisations.models import Membership, Organisation
from organisations.services.verification import verify_organisation
from taxonomy.models import Topic
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

CAPTURE, DRAFT = reverse("companies:need_capture"), reverse("companies:capture_draft")
TEXT = "Im Lager stimmt der Bestand nie. Vor jeder Inventur suchen wir zwei Tage lang."
KEY = "00000000-0000-4000-8000-000000000007"


def text_of(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def told(people) -> dict:
    """What a lead types who talks to Dora on the phone."""
    return {
        "form_key": KEY,
        "organisation": people.other_company.pk,
        "person": people.dora.contact.pk,
        "kind": "call",
        "description": TEXT,
        "title": "",
        "topics": [Topic.objects.get(slug="iiot").pk],
        "confidentiality": "anonymous",
        "language": "de",
        "consent": "spoken",
        "consent_at": "",
        "save": "1",
    }


NEW_FIRM = {"organisation": "", "is_new": "1", "org_name": "Möbius Feinblech", "org_kind": "company", "person": ""}
NEW_PERSON = {"given_name": "Rika", "family_name": "Wiemer", "phone": "02921 1234", "email": ""}


@pytest.fixture
def new_firm(people):
    return NEW_FIRM | NEW_PERSON | {"org_place": f"m-{people.company.municipality_id}"}


def test_a_talk_becomes_a_submitted_need_a_consent_and_a_contact(sign_in, people, told):
    response = sign_in("lead").post(CAPTURE, told)
    need = Need.objects.get()
    assert response.url == need.get_absolute_url()
    assert (need.organisation, need.contact, need.source) == (people.other_company, people.dora.contact, "phone")
    assert (need.state, need.title) == ("submitted", "Im Lager stimmt der Bestand nie")
    assert (need.consent.channel, need.consent.recorded_by) == ("phone", people.lead)
    assert need.consent.text.purpose == need.consent.purpose == "need_on_behalf"
    assert LogEntry.objects.about(need).get(verb="submit").on_behalf_source == "phone"
    entry = ContactEntry.objects.get()
    assert (entry.organisation, entry.need, entry.kind, entry.staff) == (need.organisation, need, "call", people.lead)
    assert TEXT in entry.summary
    assert list(entry.topics.all()) == list(need.topics.all())


def test_the_shortest_way_is_a_handful_of_answers(sign_in, people):
    """Three minutes: everything else has a default or is proposed."""
    shortest = {
        "organisation": people.other_company.pk,
        "person": people.dora.contact.pk,
        "kind": "visit",
        "description": TEXT,
        "confidentiality": "anonymous",
        "language": "de",
        "consent": "spoken",
    }
    sign_in("lead").post(CAPTURE, shortest)
    assert Need.objects.get().state == "submitted"


def test_without_consent_it_stays_a_draft_that_nobody_hands_in(sign_in, people, told):
    client = sign_in("lead")
    response = client.post(CAPTURE, told | {"consent": "not_yet"}, follow=True)
    need = Need.objects.get()
    assert (need.state, need.consent) == ("draft", None)
    assert "hat noch nicht zugestimmt" in text_of(response)
    client.post(reverse("companies:need_submit", args=[need.pk]))
    need.refresh_from_db()
    assert need.state == "draft"
    for step in ("submit", "qualify", "start_matching"):
        need.state = next(iter(need.workflow[step].sources))
        with pytest.raises(GuardFailed):
            advance(need, step, actor=people.lead)


def test_matching_never_reads_what_nobody_has_agreed_to(sign_in, people, told):
    """The guard stands before it; the queryset is the second lock, also against a state written past the guard."""
    sign_in("lead").post(CAPTURE, told)
    need = Need.objects.get()
    now = timezone.now()
    Need.objects.update(state="qualified", qualified_at=now, assigned_to=people.lead)
    assert need in needs_as_documents().open_for_matching()
    Consent.objects.update(withdrawn_at=now)
    assert need not in needs_as_documents().open_for_matching()
    Need.objects.update(consent=None)
    assert need not in needs_as_documents().open_for_matching()


def test_the_consent_can_be_recorded_later(sign_in, people, told):
    client = sign_in("lead")
    client.post(CAPTURE, told | {"consent": "not_yet"})
    need = Need.objects.get()
    assert "Bitte vorlesen" in text_of(client.get(need.get_absolute_url()))
    url = reverse("companies:need_consent", args=[need.pk])
    assert "consent" in client.post(url, {}).context["form"].errors
    for _ in range(2):
        client.post(url, {"consent": "written"})
    need.refresh_from_db()
    assert (need.state, need.consent.channel) == ("submitted", "letter")
    assert Consent.objects.count() == 1


def test_nobody_but_a_lead_records_a_consent_for_a_company(sign_in, people, told):
    sign_in("lead").post(CAPTURE, told | {"consent": "not_yet"})
    url = reverse("companies:need_consent", args=[Need.objects.get().pk])
    assert sign_in("dora").post(url, {"consent": "written"}).status_code == 403
    assert sign_in("anna").post(url, {"consent": "written"}).status_code == 404
    assert not Consent.objects.exists()


def test_a_company_that_hands_in_the_draft_itself_agrees_by_that(sign_in, people, told):
    sign_in("lead").post(CAPTURE, told | {"consent": "not_yet"})
    need = Need.objects.get()
    client = sign_in("dora")
    assert "stimmen Sie Folgendem zu" in text_of(client.get(reverse("companies:need_edit", args=[need.pk])))
    client.post(reverse("companies:need_submit", args=[need.pk]))
    need.refresh_from_db()
    assert (need.state, need.consent.channel, need.consent.contact) == ("submitted", "portal", people.dora.contact)


def test_who_takes_the_consent_back_takes_the_need_back(sign_in, people, told):
    sign_in("lead").post(CAPTURE, told)
    consent = Consent.objects.get()
    withdraw(consent, actor=people.dora)
    consent.refresh_from_db()
    assert Need.objects.get().state == "withdrawn"
    assert not consent.is_valid


def test_a_new_organisation_waits_for_its_check_and_the_need_with_it(sign_in, people, told, new_firm):
    client = sign_in("lead")
    response = client.post(CAPTURE, told | new_firm, follow=True)
    need = Need.objects.get()
    firm = need.organisation
    assert (firm.name, firm.verification, firm.created_by) == ("Möbius Feinblech", "pending", people.lead)
    assert (need.state, need.contact.full_name, need.contact.email) == ("draft", "Rika Wiemer", "")
    assert need.municipality == firm.municipality
    assert Membership.objects.get(organisation=firm).contact == need.contact
    assert "Organisation geprüft" in text_of(response)
    assert "Ohne E-Mail-Adresse" in text_of(response)
    verify_organisation(firm, actor=people.lead2)
    need.refresh_from_db()
    assert (need.state, need.source) == ("submitted", "phone")
    assert LogEntry.objects.about(need).get(verb="submit").on_behalf_source == "phone"
    # Nobody can write to somebody without an address.
    assert not OutboxMessage.objects.filter(to__contains=["Rika Wiemer"]).exists()
    assert all("<>" not in str(message.to) for message in OutboxMessage.objects.all())


def test_the_check_hands_in_nothing_the_company_has_not_agreed_to(sign_in, people, told, new_firm):
    sign_in("lead").post(CAPTURE, told | new_firm | {"consent": "not_yet"})
    need = Need.objects.get()
    verify_organisation(need.organisation, actor=people.lead2)
    need.refresh_from_db()
    assert need.state == "draft"


def test_a_similar_organisation_is_a_warning_and_never_in_the_way(sign_in, people, told, new_firm):
    client = sign_in("lead")
    like = new_firm | {"org_name": people.other_company.name}
    page = text_of(client.post(CAPTURE, told | like | {"check": "1"}, headers={"HX-Request": "true"}))
    assert f'name="choose" value="{people.other_company.pk}"' in page
    assert "<form" not in page
    client.post(CAPTURE, told | like)
    assert Need.objects.get().organisation != people.other_company
    assert Organisation.objects.filter(name=people.other_company.name).count() == 2


def test_the_search_finds_parts_of_a_name_and_offers_a_new_one(sign_in, people):
    client = sign_in("lead")
    for words in (people.other_company.name[:5].upper(), people.other_company.name):
        page = text_of(client.post(CAPTURE, {"q": words, "find": "1"}, headers={"HX-Request": "true"}))
        assert f'value="{people.other_company.pk}"' in page
        assert 'name="new"' in page
    assert "Keine Organisation mit diesem Namen" in text_of(client.post(CAPTURE, {"q": "Qwxzz", "find": "1"}))


def test_every_part_works_without_script_and_keeps_what_was_typed(sign_in, people, told):
    client = sign_in("lead")
    typed = {"q": "Kornhaus", "description": TEXT, "title": "Bestand", "kind": "event", "form_key": KEY}
    for button in ({"find": "1"}, {"choose": people.other_company.pk}, {"new": "1"}, {"other": "1"}, {"suggest": "1"}):
        page = text_of(client.post(CAPTURE, typed | button))
        assert all(kept in page for kept in (TEXT, 'value="Bestand"', KEY)), button
        assert "checked" in page.split('value="event"')[1][:40], button
        assert "dzm-errors" not in page
    assert not Need.objects.exists()


def test_topics_and_a_title_are_proposed_from_the_text(sign_in):
    client = sign_in("lead")
    typed = {"description": "Die Drehmaschinen melden keinen Stillstand. Wir zählen von Hand.", "suggest": "1"}
    page = text_of(client.post(CAPTURE, typed, headers={"HX-Request": "true"}))
    assert 'id="topics"' in page
    assert "wegen" in page
    assert 'value="Die Drehmaschinen melden keinen Stillstand"' in page
    own = text_of(client.post(CAPTURE, typed | {"title": "Mein Titel"}, headers={"HX-Request": "true"}))
    assert "capture-title" not in own


def test_a_title_is_the_first_sentence():
    assert title_of("  Wir suchen. Und mehr.") == "Wir suchen"
    assert title_of("Erste Zeile\nZweite") == "Erste Zeile"
    assert title_of("Warum steht sie? Weiß keiner.") == "Warum steht sie?"
    assert title_of("") == title_of(" \n ") == ""
    long = title_of("Wort " * 60)
    assert len(long) <= 120
    assert long.endswith("Wort…")
    assert len(title_of("x" * 500)) == 120


def test_two_clicks_make_one_need_one_firm_and_one_entry(sign_in, told, new_firm):
    client = sign_in("lead")
    firms = Organisation.objects.count()
    answers = [client.post(CAPTURE, told | new_firm) for _ in range(2)]
    assert Need.objects.count() == ContactEntry.objects.count() == Consent.objects.count() == 1
    assert Organisation.objects.count() == firms + 1
    assert answers[0].url == answers[1].url == client.get(f"{CAPTURE}?draft={KEY}").url


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_need(sign_in, told, new_firm):
    clients = [sign_in("lead") for _ in range(2)]
    firms, answers = Organisation.objects.count(), []

    def click(client):
        answers.append(client.post(CAPTURE, told | new_firm).status_code)
        connection.close()

    threads = [Thread(target=click, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Need.objects.count() == ContactEntry.objects.count() == Consent.objects.count() == 1
    assert Organisation.objects.count() == firms + 1


def test_it_is_all_or_nothing(sign_in, people, told, new_firm, monkeypatch):
    def fail(*args, **kwargs):
        raise GuardFailed(["So nicht."])

    monkeypatch.setattr("companies.capture.services.add_entry", fail)
    contacts, firms = Contact.objects.count(), Organisation.objects.count()
    page = text_of(sign_in("lead").post(CAPTURE, told | new_firm))
    assert "So nicht." in page
    assert TEXT in page
    assert (Contact.objects.count(), Organisation.objects.count()) == (contacts, firms)
    assert not Need.objects.exists()
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation": ""}, "q"),
        ({"organisation": "999999999"}, "organisation"),
        ({"organisation": "9" * 30}, "organisation"),
        ({"person": ""}, "family_name"),
        ({"person": "", "family_name": "Wiemer"}, "phone"),
        ({"description": "Zu kurz."}, "description"),
        ({"consent": ""}, "consent"),
        ({"consent_at": "2999-01-01T10:00"}, "consent_at"),
        ({"kind": "intake"}, "kind"),
        (NEW_FIRM | {"org_name": " "}, "org_name"),
        (NEW_FIRM, "org_place"),
    ],
)
def test_what_is_missing_is_said_at_its_field(sign_in, told, change, field):
    response = sign_in("lead").post(CAPTURE, told | change)
    assert field in response.context["form"].errors
    assert not Need.objects.exists()


def test_somebody_of_another_firm_is_no_contact_person(sign_in, people, told):
    response = sign_in("lead").post(CAPTURE, told | {"person": people.anna.contact.pk})
    assert "person" in response.context["form"].errors


def test_the_same_person_is_not_entered_twice(sign_in, people, told):
    known = MembershipFactory(organisation=people.other_company).contact
    Contact.objects.filter(pk=known.pk).update(user=None)
    same = {"person": "", "given_name": "X", "family_name": known.family_name.upper(), "email": known.email.upper()}
    sign_in("lead").post(CAPTURE, told | same)
    assert Need.objects.get().contact == known


def test_an_account_gets_no_access_because_a_lead_typed_its_address(sign_in, people, told):
    typed = {"person": "", "family_name": "Feldkamp", "email": people.anna.email}
    sign_in("lead").post(CAPTURE, told | typed)
    need = Need.objects.get()
    assert need.contact.user is None
    assert need.contact != people.anna.contact
    assert sign_in("anna").get(need.get_absolute_url()).status_code == 404


def test_a_region_lead_captures_for_the_own_region_only(sign_in, people, told, new_firm):
    client = sign_in("far_lead")
    assert "organisation" in client.post(CAPTURE, told).context["form"].errors
    assert "org_place" in client.post(CAPTURE, told | new_firm).context["form"].errors
    own = told | {"organisation": people.provider.pk, "person": people.carl.contact.pk}
    client.post(CAPTURE, own)
    assert Need.objects.get().organisation == people.provider


def test_whoever_is_biased_or_a_member_captures_nothing_for_the_firm(sign_in, people, told):
    declare_bias(people.lead, people.other_company, region=people.other_company.region, reason="Bekannt")
    assert "organisation" in sign_in("lead").post(CAPTURE, told).context["form"].errors
    Membership.objects.create(organisation=people.other_company, contact=people.lead2.contact)
    client = sign_in("lead2")
    assert "organisation" in client.post(CAPTURE, told).context["form"].errors
    page = client.get(CAPTURE, {"organisation": people.other_company.pk})
    assert "Für Ihre eigene Organisation" in text_of(page)


def test_the_page_can_begin_with_an_organisation(sign_in, people):
    page = sign_in("lead").get(CAPTURE, {"organisation": people.other_company.pk})
    assert page.context["form"].chosen == people.other_company
    for nonsense in ("abc", "9" * 40, "-1"):
        assert sign_in("lead").get(CAPTURE, {"organisation": nonsense}).status_code == 200


def test_somebody_who_has_left_is_not_offered(sign_in, people):
    left = MembershipFactory(organisation=people.other_company, is_active=False).contact
    form = sign_in("lead").get(CAPTURE, {"organisation": people.other_company.pk}).context["form"]
    assert left not in form.fields["person"].queryset


# --- Notes ------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_found_again(sign_in, people, told):
    client = sign_in("lead")
    answer = client.post(DRAFT, told | {"title": "Bestand"})
    assert answer.status_code == 200
    assert answer.json()["saved"]
    draft = CaptureDraft.objects.get()
    assert "csrfmiddlewaretoken" not in draft.content
    assert draft.user == people.lead
    page = text_of(client.get(CAPTURE, {"draft": KEY}))
    assert TEXT in page
    assert 'value="Bestand"' in page
    assert people.other_company.name in page
    assert f"?draft={KEY}" in text_of(client.get(CAPTURE))
    client.post(DRAFT, told | {"title": "Bestand im Lager"})
    assert CaptureDraft.objects.get().content["title"] == ["Bestand im Lager"]


def test_notes_end_with_the_need_and_do_not_come_back(sign_in, told):
    client = sign_in("lead")
    client.post(DRAFT, told)
    client.post(CAPTURE, told)
    assert not CaptureDraft.objects.exists()
    assert client.post(DRAFT, told).status_code == 409
    assert not CaptureDraft.objects.exists()


def test_nobody_else_reads_or_ends_somebodys_notes(sign_in, people, told):
    sign_in("lead").post(DRAFT, told)
    other = sign_in("lead2")
    assert TEXT not in text_of(other.get(CAPTURE, {"draft": KEY}))
    other.post(DRAFT, {"form_key": KEY, "discard": "1"})
    assert CaptureDraft.objects.filter(user=people.lead).exists()


def test_notes_can_be_deleted(sign_in, told):
    client = sign_in("lead")
    client.post(DRAFT, told)
    assert client.post(DRAFT, {"form_key": KEY, "discard": "1"}).url == CAPTURE
    assert not CaptureDraft.objects.exists()


def test_notes_take_any_character_and_have_a_limit(sign_in, told):
    client = sign_in("lead")
    assert client.post(DRAFT, told | {"description": "a\x00b\U0001f642"}).status_code == 200
    assert CaptureDraft.objects.get().content["description"] == ["ab\U0001f642"]
    assert client.post(DRAFT, told | {"description": "x" * 60_001}).status_code == 409


def test_an_expired_session_leads_back_to_the_same_page(client, told):
    answer = client.post(f"{CAPTURE}?draft={KEY}", told)
    assert answer.status_code == 302
    assert f"draft%3D{KEY}" in answer.url


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_takes_the_same_number_of_queries_however_many_people_there_are(sign_in, people, queries, rows, told):
    for _ in range(rows):
        MembershipFactory(organisation=people.other_company)
        OrganisationFactory(name="Beispielhof")
    client = sign_in("lead")
    for number in range(min(rows, 5)):
        client.post(DRAFT, told | {"form_key": str(uuid4()), "title": f"Notiz {number}"})
    with queries() as seen:
        client.post(CAPTURE, {"q": "beispielhof", "find": "1"}, headers={"HX-Request": "true"})
    assert len(seen) == FIND_QUERIES


FIND_QUERIES = 8
