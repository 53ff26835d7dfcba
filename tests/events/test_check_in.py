"""Tickets and the entrance: nobody counts twice, a press can be taken back, and a ticket tells strangers nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from core.models import CaseEvent
from events.models import Attendance, Registration
from events.participation.selectors import turnout_of
from events.participation.tickets import code_in, qr_of, tickets_of
from events.registering import services
from events.retention import old_attendances, old_registrations
from tests.events.steps import registered, talk_in

pytestmark = pytest.mark.django_db
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def event(people):
    return talk_in("published", people, most_companions=2)


def entrance(event) -> str:
    return reverse("events:check_in", args=[event.pk])


def test_a_ticket_is_a_code_to_scan_and_letters_to_read(event, people):
    row = registered(event, people.anna.contact, companions=1, names=("Ida Muster",))

    own, companion = tickets_of(row)

    assert [own.name, companion.name] == ["Anna Feldkamp", "Ida Muster"]
    assert own.code != companion.code
    assert own.spoken.replace(" ", "") == own.code == row.ticket
    assert own.qr.startswith("<svg")
    assert "style" not in own.qr


def test_a_scanned_address_and_typed_letters_are_the_same_code(event, people):
    ticket = tickets_of(registered(event, people.anna.contact))[0]

    assert {code_in(ticket.url), code_in(ticket.spoken), code_in(f" {ticket.code.upper()} ")} == {ticket.code}
    assert code_in("Anna") == ""


def test_a_qr_code_keeps_its_light_border():
    drawing = qr_of("x")

    assert 'viewBox="0 0 29 29"' in drawing  # 21 modules and 4 on each side
    assert "M4 4h7v1" in drawing


def test_the_own_page_shows_the_ticket_only_with_a_place(sign_in, people):
    full = talk_in("published", people, capacity=1)
    first, second = registered(full, people.anna.contact), registered(full, people.ben.contact)

    shown = sign_in("anna").get(reverse("events:my_registration", args=[first.pk])).content.decode()
    hidden = sign_in("ben").get(reverse("events:my_registration", args=[second.pk])).content.decode()

    assert ("dzm-qr" in shown, "dzm-qr" in hidden) == (True, False)


def test_a_press_checks_in_once_and_can_be_taken_back(event, people, sign_in):
    row = registered(event, people.anna.contact)
    client, typed = sign_in("lead"), {"ticket": row.ticket}

    for _press in range(2):
        assert client.post(entrance(event), typed, **JSON).json()["done"] is True
    assert Attendance.objects.count() == CaseEvent.objects.filter(kind="event_attended").count() == 1

    for _press in range(2):
        assert client.post(entrance(event), {**typed, "undo": "1"}, **JSON).json()["done"] is True
    assert not Attendance.objects.exists()
    assert CaseEvent.objects.filter(kind="event_attendance_undone").count() == 1


def test_without_javascript_the_same_form_leads_back_to_the_list(event, people, sign_in):
    row = registered(event, people.anna.contact)
    client = sign_in("lead")

    page = client.post(entrance(event), {"ticket": row.ticket, "how": "name"}, follow=True).content.decode()

    assert "Anna Feldkamp" in page
    assert Attendance.objects.get().how == "name"


def test_companions_are_checked_in_one_by_one(event, people, sign_in):
    row = registered(event, people.anna.contact, companions=2)
    client = sign_in("lead")
    for ticket in tickets_of(row)[1:]:
        client.post(entrance(event), {"ticket": ticket.url})

    assert Attendance.objects.exclude(companion=None).count() == 2
    assert not Attendance.objects.filter(companion=None).exists()


def test_whoever_waits_or_cancelled_has_no_place(people, sign_in):
    event = talk_in("published", people, capacity=1)
    first, second = registered(event), registered(event)
    client = sign_in("lead")
    assert client.post(entrance(event), {"ticket": second.ticket}, **JSON).json()["done"] is False

    services.cancel_registration(first, actor=None)

    assert client.post(entrance(event), {"ticket": first.ticket}, **JSON).json()["done"] is False
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("typed", ["", "unheardunhea", "\x00", "x" * 500])
def test_an_unknown_code_is_said_and_nothing_breaks(typed, event, people, sign_in):
    registered(event, people.anna.contact)

    answer = sign_in("lead").post(entrance(event), {"ticket": typed, "date": "99999999999999999999"}, **JSON)

    assert answer.json()["done"] is False


def test_a_ticket_of_another_event_is_refused(event, people, sign_in):
    other = registered(talk_in("published", people, title="Ein anderer Abend"), people.anna.contact)

    assert sign_in("lead").post(entrance(event), {"ticket": other.ticket}, **JSON).json()["done"] is False


def test_each_date_of_a_course_counts_for_itself(people, sign_in):
    course = talk_in("published", people, kind="training", days=(10, 17))
    row = registered(course, people.anna.contact)
    client = sign_in("lead")
    for date in course.dates.all():
        client.post(entrance(course), {"ticket": row.ticket, "date": date.pk})

    assert Attendance.objects.count() == 2


@pytest.mark.parametrize("name", [None, "anna", "clara", "partner", "far_lead"])
def test_a_ticket_tells_strangers_nothing(name, event, people, sign_in):
    row = registered(event, people.ben.contact)
    client = sign_in(name)

    real = client.get(reverse("events:ticket", args=[row.ticket])).content.decode()
    invented = client.get(reverse("events:ticket", args=["unheardunhea"])).content.decode()

    assert "Osthoff" not in real
    assert real.count("<p") == invented.count("<p")
    assert event.title not in real


def test_a_ticket_opens_the_check_in_for_staff(event, people, sign_in):
    row = registered(event, people.ben.contact)

    page = sign_in("lead").get(reverse("events:ticket", args=[row.ticket])).content.decode()

    assert "Ben Osthoff" in page
    assert entrance(event) in page


def test_the_list_finds_names_and_codes(event, people, sign_in):
    anna, ben = registered(event, people.anna.contact), registered(event, people.ben.contact)
    client = sign_in("lead")

    by_name = client.get(entrance(event), {"q": "feldk"}).content.decode()
    by_code = client.get(entrance(event), {"q": tickets_of(ben)[0].spoken}).content.decode()

    assert (anna.ticket in by_name, ben.ticket in by_name) == (True, False)
    assert (anna.ticket in by_code, ben.ticket in by_code) == (False, True)


def test_only_the_entrance_may_use_the_camera(event, people, sign_in):
    client = sign_in("lead")

    assert "camera=(self)" in client.get(entrance(event))["Permissions-Policy"]
    assert "camera=()" in client.get(event.manage_url)["Permissions-Policy"]


def test_who_did_not_come_is_counted_once_it_is_over(event, people, sign_in):
    came = registered(event, people.anna.contact, companions=1)
    registered(event, people.ben.contact)
    assert turnout_of(event) == []

    with time_machine.travel(event.ends_at + timedelta(hours=1)):
        sign_in("lead").post(entrance(event), {"ticket": came.ticket})
        row = turnout_of(event)[0]

    assert (row.registered, row.came, row.missing) == (3, 1, 2)


def test_who_came_is_kept_longer_than_who_did_not(event, people, sign_in):
    came, stayed = registered(event, people.anna.contact), registered(event, people.ben.contact)
    sign_in("lead").post(entrance(event), {"ticket": came.ticket})
    after = (event.ends_at + timedelta(days=250)).date()

    due = old_registrations(after)[-1]

    assert list(due) == [stayed]
    assert not old_attendances(after)[0].exists()
    much_later = after.replace(year=after.year + 8)
    assert list(old_attendances(much_later)[0]) == [Registration.objects.get(pk=came.pk)]
