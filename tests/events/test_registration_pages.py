"""Registering as a guest and signed in, the own page by link, and what organisers do with registrations."""

import pytest
from django.urls import reverse

from events.changes import Change
from events.models import BookableSlot, Registration
from events.notices import tell_of_changes
from events.room import in_line_before
from mail.models import OutboxMessage
from tests.companies.visiting import link_in
from tests.conftest import PERSONS, fresh
from tests.events.steps import asked, registered, talk_in, unconfirmed
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db
GUEST = {"given_name": "Gesine", "family_name": "Gast", "email": "gast@example.org"}


@pytest.fixture(autouse=True)
def _nobody_waits(settings):
    settings.PUBLIC_FORM_SECONDS = 0


def opened(client, url: str) -> dict:
    """Return what the form at `url` holds hidden."""
    return {"opened": client.get(url).context["form"]["opened"].value()}


def url_of(event, name: str = "register") -> str:
    return reverse(f"events:{name}", args=[event.slug])


def send(client, event, **changes):
    url = url_of(event)
    return client.post(url, {**opened(client, url), **GUEST, **changes})


def newest(kind: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(kind=f"event.{kind}").order_by("pk").last()


# --- Guests ----------------------------------------------------------------------------------------------


def test_a_guest_registers_confirms_and_cancels_without_an_account(client, people):
    event = talk_in("published", people)
    question = asked(event, is_required=True)

    answer = send(client, event, **{f"question_{question.pk}": "Kosten"})
    assert answer.url == url_of(event, "register_sent")
    assert "Postfach" in client.get(answer.url).content.decode()

    confirm = link_in(newest("confirm"))
    assert "Anmeldung bestätigen" in client.get(confirm).content.decode()
    row = Registration.objects.get(event=event)
    assert row.state == "unconfirmed"  # to look does nothing

    client.post(confirm)
    row.refresh_from_db()
    assert (row.state, row.answers.get().text) == ("registered", "Kosten")
    assert "Sie haben einen Platz" in client.get(confirm).content.decode()

    own = link_in(newest("registered"))
    page = client.get(own).content.decode()
    assert "video.example.org" in page
    client.post(own, {"step": "cancel"})
    client.post(own, {"step": "cancel"})
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert "video.example.org" not in client.get(own).content.decode()


def test_the_page_says_the_same_whether_the_address_is_known_or_not(client, people):
    event = talk_in("published", people)
    registered(event, people.anna.contact)

    known = send(client, event, email="anna@example.org")
    new = send(client, event)

    assert (known.status_code, known.url) == (new.status_code, new.url)


def test_what_is_wrong_is_said_and_nothing_is_lost(client, people):
    event = talk_in("published", people, most_companions=2)
    question = asked(event, is_required=True)

    page = send(
        client, event, email="keine", companions="1", names="Ida Muster\nOle Muster", note="Rampe"
    ).content.decode()

    assert not Registration.objects.exists()
    for said in ("Ida Muster", "Rampe", "Gesine", "mehr Namen", "Bitte beantworten Sie diese Frage"):
        assert said in page
    assert f"question_{question.pk}" in page


def test_programs_are_stopped(client, people):
    event = talk_in("published", people)

    send(client, event, trap="http://example.org")

    assert not Registration.objects.exists()


def test_nobodys_mailbox_is_filled_by_others(client, people, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "event_mail": "30/h/ip,2/d/key"}
    event = talk_in("published", people)

    answers = [send(client, event).status_code for _number in range(3)]

    assert answers == [302, 302, 429]
    assert OutboxMessage.objects.filter(kind="event.confirm").count() == 2


def test_a_closed_registration_leads_back_to_the_event(client, people):
    event = talk_in("cancelled", people)

    assert client.get(url_of(event)).url == event.get_absolute_url()
    assert client.post(url_of(event), GUEST).url == event.get_absolute_url()


def test_a_draft_takes_nobody(client, people):
    assert client.get(url_of(talk_in("draft", people))).status_code == 404


def test_a_place_that_went_before_the_address_was_confirmed_leads_to_the_list(client, people):
    event = talk_in("published", people, capacity=1)
    send(client, event)
    registered(event)

    confirm = link_in(newest("confirm"))
    client.post(confirm)

    assert "Warteliste" in client.get(confirm).content.decode()


# --- Signed in ---------------------------------------------------------------------------------------------


def test_a_member_presses_one_button(sign_in, people):
    event = talk_in("published", people)
    client = sign_in("anna")
    assert "Anna Feldkamp" in client.get(url_of(event)).content.decode()

    answer = client.post(url_of(event))

    row = Registration.objects.get()
    assert answer.url == reverse("events:my_registration", args=[row.pk])
    assert (row.contact, row.state) == (people.anna.contact, "registered")
    assert event.title in client.get(reverse("events:my_events")).content.decode()


def test_a_member_changes_companions_on_the_own_page(sign_in, people):
    event = talk_in("published", people, most_companions=2)
    row = registered(event, people.anna.contact)
    url = reverse("events:my_registration", args=[row.pk])

    sign_in("anna").post(url, {"step": "companions", "companions": "2", "names": "Ida Muster"})

    assert [each.name for each in row.companions.all()] == ["Ida Muster", ""]


def test_a_time_that_is_taken_cannot_be_chosen(sign_in, people):
    event = talk_in("published", people, kind="advisory", slot_minutes=30)
    first, second = BookableSlot.objects.filter(date__event=event)[:2]
    registered(event, slot=first)
    client = sign_in("anna")

    page = client.post(url_of(event), {"slot": first.pk}).content.decode()
    assert "Diese Zeit hat gerade jemand gebucht" in page
    assert "(vergeben)" in page

    client.post(url_of(event), {"slot": second.pk})
    row = Registration.objects.get(contact=people.anna.contact)
    assert row.slot == second
    client.post(reverse("events:my_registration", args=[row.pk]), {"step": "slot", "slot": first.pk})
    row.refresh_from_db()
    assert row.slot == second


@pytest.mark.parametrize("name", [person for person in PERSONS if person != "anna"])
def test_nobody_sees_the_registration_of_somebody_else(name, sign_in, people):
    row = registered(talk_in("published", people), people.anna.contact)

    assert sign_in(name).get(reverse("events:my_registration", args=[row.pk])).status_code == 404


# --- Organisers --------------------------------------------------------------------------------------------


def test_organisers_find_people_and_see_the_order(sign_in, people):
    event = talk_in("published", people, capacity=1)
    registered(event, people.anna.contact)
    registered(event, people.clara.contact)
    client = sign_in("lead")
    url = reverse("events:registrations", args=[event.pk])

    everybody = client.get(url).content.decode()
    assert everybody.index("Anna Feldkamp") < everybody.index("Clara Winterberg")
    found = client.get(url, {"q": "winter"}).content.decode()
    assert ("Clara Winterberg" in found, "Anna Feldkamp" in found) == (True, False)
    waiting = client.get(url, {"state": "waiting"}).content.decode()
    assert ("Clara Winterberg" in waiting, "Anna Feldkamp" in waiting) == (True, False)


def test_several_are_approved_at_once(sign_in, people):
    event = talk_in("published", people, admission="approval", capacity=2)
    rows = [registered(event) for _number in range(3)]
    url, chosen = reverse("events:registrations_decide", args=[event.pk]), [row.pk for row in rows]
    client = sign_in("lead")
    assert rows[0].full_name in client.get(url, {"row": chosen, "decision": "approve"}).content.decode()
    assert event.registrations.filter(state="requested").count() == 3

    client.post(url, {"row": chosen, "decision": "approve"})

    assert sorted(event.registrations.values_list("state", flat=True)) == ["registered", "registered", "waiting"]


def test_several_are_declined_with_one_note(sign_in, people):
    event = talk_in("published", people, admission="approval")
    rows = [registered(event) for _number in range(2)]

    sign_in("lead").post(
        reverse("events:registrations_decide", args=[event.pk]),
        {"row": [row.pk for row in rows], "decision": "decline", "note": "Der Kurs ist voll."},
    )

    assert set(event.registrations.values_list("state", "decline_note")) == {("declined", "Der Kurs ist voll.")}


def test_a_lead_registers_somebody_who_calls(sign_in, people):
    event = talk_in("published", people)
    client = sign_in("lead")
    url = reverse("events:registration_new", args=[event.pk])

    client.post(url, {**GUEST, "source": "phone"})
    twice = client.post(url, {**GUEST, "source": "phone"}).content.decode()

    row = Registration.objects.get()
    assert (row.state, row.full_name) == ("registered", "Gesine Gast")
    assert "schon angemeldet" in twice


def test_a_lead_lets_somebody_in_by_hand_and_takes_somebody_off(sign_in, people):
    event = talk_in("published", people, capacity=1)
    first, second = registered(event), registered(event)
    client = sign_in("lead")

    client.post(reverse("events:registration_admit", args=[second.pk]))
    second.refresh_from_db()
    assert second.state == "registered"
    client.post(reverse("events:registration_cancel", args=[first.pk]))
    first.refresh_from_db()
    assert first.state == "cancelled"


def test_municipalities_see_numbers_and_no_names(sign_in, people):
    town = fresh(people.partner).granted_roles[0].municipality
    event = talk_in("published", people, municipality=town)
    row = registered(event, people.anna.contact)
    client = sign_in("partner")

    assert client.get(event.manage_url).status_code == 200
    assert client.get(reverse("events:registrations", args=[event.pk])).status_code == 403
    assert client.get(reverse("events:registration", args=[row.pk])).status_code == 404


def test_the_list_asks_the_database_as_often_for_many_as_for_few(sign_in, people, queries):
    event = talk_in("published", people, most_companions=2)
    client, url = sign_in("lead"), reverse("events:registrations", args=[event.pk])
    registered(event, companions=1)
    client.get(url)
    with queries() as few:
        client.get(url)
    for _number in range(5):
        registered(event, ContactFactory(), companions=2)
    with queries() as many:
        client.get(url)

    assert len(many) <= len(few)


def test_changes_reach_everybody_who_counts(people, sign_in):

    event = talk_in("published", people, capacity=1)
    registered(event)
    registered(event)
    unconfirmed(event)

    assert tell_of_changes(event, [Change("Wo", "Soest", "Lippstadt")]) == 2
    assert "Lippstadt (vorher: Soest)" in newest("changed").body_text


def test_the_mail_to_a_known_address_leads_to_the_own_page(client, people):
    event = talk_in("published", people)
    row = registered(event, people.anna.contact)
    send(client, event, email="ANNA@example.org")

    own = link_in(newest("known"))

    assert client.get(own).context["registration"] == row
    assert in_line_before(row) == 1
