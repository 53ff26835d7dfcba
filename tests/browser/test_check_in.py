"""The entrance on a phone with a poor connection."""

import pytest
from django.urls import reverse

from events.models import Attendance
from tests.browser.steps import axe, overflow, sign_in
from tests.events.steps import registered, talk_in

pytestmark = pytest.mark.django_db(transaction=True)


def entrance(page, event, people) -> None:
    sign_in(page, people.lead.email)
    page.goto(reverse("events:check_in", args=[event.pk]))


def button(page, registration, which: str):
    return page.locator(f"[data-ticket='{registration.ticket}'] .dzm-checkin__{which}")


@pytest.mark.cuts_connection
def test_presses_without_a_connection_are_sent_when_it_is_back(people, open_page):
    event = talk_in("published", people)
    anna, _ben = registered(event, people.anna.contact), registered(event, people.ben.contact)
    page = open_page(width=390, height=844)
    entrance(page, event, people)
    assert (overflow(page), axe(page)) == (0, [])

    page.context.set_offline(True)
    button(page, anna, "in").click()
    page.locator("[data-unsent]", has_text="1 noch nicht gesendet").wait_for()
    assert page.locator("[data-count]").inner_text() == "1"
    assert not Attendance.objects.exists()

    page.context.set_offline(False)
    page.locator("[data-unsent]").wait_for(state="hidden")
    assert Attendance.objects.get().registration == anna
    button(page, anna, "out").click()
    page.locator("[data-said]", has_text="Zurückgenommen: Anna Feldkamp").wait_for()
    assert not Attendance.objects.exists()


def test_without_javascript_the_same_buttons_work(people, open_page):
    event = talk_in("published", people)
    anna = registered(event, people.anna.contact)
    page = open_page(java_script_enabled=False)
    entrance(page, event, people)

    button(page, anna, "in").click()

    assert page.get_by_text("Ist da: Anna Feldkamp").is_visible()
    assert Attendance.objects.count() == 1
