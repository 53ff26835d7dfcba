"""People without an e-mail address: registered by staff, told by phone, never written to."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Contact
from core.models import LogEntry
from core.states import GuardFailed
from events.models import Registration
from events.registering import calls, services
from events.registering.services import Person, Wishes
from events.services import publishing
from events.timetables import computing
from mail.models import OutboxMessage
from tests.events.cases import columns_of, event_in, times_of
from tests.events.days import day_with
from tests.events.steps import guest, registered, talk_in

pytestmark = pytest.mark.django_db
PHONE = "02941 5550100"


def called(event, people, *, family_name: str = "Anruf", source: str = "phone", **wishes) -> Registration:
    person = Person("Agnes", family_name, "", phone=PHONE)
    return services.register_by_staff(event, person, Wishes(**wishes), source=source, actor=people.lead)


def again(row: Registration) -> Registration:
    return Registration.objects.get(pk=row.pk)


def news_of(row: Registration) -> str:
    return again(row).to_tell


def test_whoever_calls_gets_a_place_in_the_same_order_and_no_letter(people):
    event = talk_in("published", people, capacity=1)

    first, second = called(event, people), called(event, people, family_name="Warter")

    assert (first.state, second.state) == ("registered", "waiting")
    assert (first.contact.phone, first.contact.email) == (PHONE, "")
    assert not OutboxMessage.objects.exists()
    assert not event.registrations.to_be_called().exists()  # both have heard it on the phone


def test_whoever_wrote_a_letter_is_called(people):
    row = called(talk_in("published", people), people, source="letter")

    assert (row.to_tell, news_of(row)) == ("registered", "registered")


def test_the_same_person_is_registered_once_and_two_may_share_a_phone(people):
    event = talk_in("published", people)
    called(event, people)

    with pytest.raises(GuardFailed):
        called(event, people, family_name="ANRUF")
    called(event, people, family_name="Andere")

    assert event.registrations.count() == 2
    assert Contact.objects.filter(phone=PHONE).count() == 2


def test_the_same_person_is_known_at_the_next_event(people):
    rows = [called(talk_in("published", people), people) for _number in range(2)]

    assert rows[0].contact == rows[1].contact


def test_a_row_without_address_and_phone_cannot_be_stored(people):
    event = talk_in("published", people)

    with pytest.raises(IntegrityError, match="registration_reachable"):
        event.registrations.create(given_name="A", family_name="B")


def test_whoever_moves_up_is_to_be_called(people):
    event = talk_in("published", people, capacity=1)
    first, waiting = registered(event), called(event, people)

    services.cancel_registration(first, actor=None)

    assert again(waiting).state == "registered"
    assert list(event.registrations.to_be_called()) == [waiting]
    assert news_of(waiting) == "promoted"


def test_a_change_of_the_event_is_told_by_phone(people, sign_in):
    from datetime import timedelta

    from events.notices import tell_of_changes
    from events.services import editing
    from events.services.editing import Parts

    event = talk_in("published", people)
    row, mailed = called(event, people), registered(event, people.anna.contact)
    parts = Parts(times_of(event, later=timedelta(days=1)), ())
    changes = editing.change_event(event, columns_of(event), parts, actor=people.lead)

    assert tell_of_changes(event, changes) == 2
    assert (news_of(row), news_of(mailed)) == ("changed", "")


def test_a_cancelled_event_is_told_by_phone(people):
    event = talk_in("published", people)
    row = called(event, people)

    publishing.cancel(event, note="Krank.", actor=people.lead)

    assert news_of(row) == "cancelled"
    assert not OutboxMessage.objects.exists()


def test_a_call_is_noted_once_and_by_whom(people, sign_in):
    event = talk_in("published", people)
    row = called(event, people, source="letter")
    client, page = sign_in("lead"), reverse("events:registrations", args=[event.pk])
    assert PHONE in client.get(page).content.decode()

    for _time in range(2):
        client.post(reverse("events:registration_told", args=[row.pk]))

    assert news_of(row) == ""
    assert "Anzurufen" not in client.get(page).content.decode()
    entry = LogEntry.objects.about(row).get(verb="told_by_phone")
    assert (entry.actor, entry.details) == (people.lead, {"news": "registered"})


def test_the_newest_is_told(people):
    row = called(talk_in("published", people), people)

    calls.note(row, "changed")
    calls.note(row, "cancelled")

    assert news_of(row) == "cancelled"


def test_staff_register_somebody_by_phone_with_the_form(people, sign_in):
    event = talk_in("published", people)
    client, url = sign_in("lead"), reverse("events:registration_new", args=[event.pk])
    typed = {"given_name": "Agnes", "family_name": "Anruf", "source": "phone", "note": "Kommt mit Hund"}

    page = client.post(url, typed).content.decode()
    assert "Geben Sie eine Telefonnummer oder eine E-Mail-Adresse ein." in page
    assert "Kommt mit Hund" in page
    answer = client.post(url, {**typed, "phone": PHONE}, follow=True).content.decode()

    row = Registration.objects.get()
    assert (row.state, row.phone, row.email) == ("registered", PHONE, "")
    assert "Bitte sagen Sie es der Person am Telefon." in answer
    assert "mailto" not in answer.split("<main")[1].split("</main")[0]


def test_the_list_finds_those_who_are_called(people, sign_in):
    event = talk_in("published", people)
    called(event, people)
    registered(event, people.anna.contact)
    client, url = sign_in("lead"), reverse("events:registrations", args=[event.pk])

    found = client.get(url, {"by_phone": "on"}).content.decode()

    assert ("Agnes Anruf" in found, "Anna Feldkamp" in found) == (True, False)
    assert "Agnes Anruf" in client.get(url, {"q": "5550100"}).content.decode()


def test_an_empty_cell_of_a_file_is_nobody_without_an_address(people):
    from io import BytesIO

    from events.participation import importing

    event = event_in("published", people)
    row = called(event, people)
    content = f"Code;Name\n{row.ticket};Agnes\n;Unbekannt\n".encode()

    found = importing.read(event, BytesIO(content), len(content))

    assert (found.names, found.unknown) == (["Agnes Anruf"], [3])


def test_a_guest_who_sends_the_form_still_needs_an_address(people, client, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    event = talk_in("published", people)
    url = reverse("events:register", args=[event.slug])
    opened = client.get(url).context["form"]["opened"].value()

    client.post(url, {"opened": opened, "given_name": "Gesine", "family_name": "Gast", "phone": PHONE})

    assert not Registration.objects.exists()


def test_meetings_of_two_are_told_by_phone(people):
    from events.services import pairing
    from events.timetables import editing

    day = day_with(people)
    row = called(day.event, people)
    pairing.invite(day, actor=people.lead)
    assert news_of(row) == "wishes"

    timetable = computing.request(day, "anew", actor=people.lead)
    computing.work(timetable.pk)
    timetable.refresh_from_db()
    editing.publish(timetable, actor=people.lead)

    assert news_of(row) == "timetable"


def test_a_guest_with_an_address_is_written_to_as_before(people):
    event = talk_in("published", people)

    services.register_by_staff(event, guest(), Wishes(), source="phone", actor=people.lead)

    assert OutboxMessage.objects.get().kind == "event.registered"
    assert not event.registrations.to_be_called().exists()
