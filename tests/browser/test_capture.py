"""Taking down a need in a real browser: on a phone, without a connection, with an expired session, with two clicks."""

import pytest
from django.urls import reverse

from accounts.models import Session
from companies.models import CaptureDraft, Need
from contactlog.models import ContactEntry
from tests.browser.steps import axe, overflow, sign_in
from tests.conftest import PASSWORD

TEXT = "Unsere alten Drehmaschinen melden keinen Stillstand. Die Stückzahlen tippen wir abends in Excel ab."
LEAD = "lead@example.org"


def begin(page, people) -> None:
    """Sign in, open the page and choose Anna's company by searching."""
    sign_in(page, LEAD)
    page.goto(reverse("companies:need_capture"))
    page.type("#id_q", people.company.name[:6])
    page.locator(".dzm-pick", has_text=people.company.name).click()
    page.get_by_label(people.anna.contact.full_name).wait_for()


def kept(page) -> None:
    """Wait until the server has what is typed."""
    page.locator("[data-saved]", has_text="Gesichert um").wait_for()


def stored(page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('dzm-keep:'))")


def test_a_visit_with_a_phone_takes_six_answers(people, open_page):
    page = open_page(width=390, height=844)
    begin(page, people)  # the search and the pick
    answers = 2
    page.get_by_label(people.anna.contact.full_name).check()
    page.get_by_label("Besuch").check()
    page.fill("#id_description", TEXT)
    page.locator("#topics .dzm-option__why").first.wait_for()
    assert page.input_value("#id_title") == "Unsere alten Drehmaschinen melden keinen Stillstand"
    page.get_by_label("Ja, mündlich").check()
    answers += 4
    assert overflow(page) == 0
    assert axe(page) == []
    page.locator(".dzm-savebar button").click()
    page.locator(".dzm-flash", has_text="Der Bedarf ist eingereicht").wait_for()
    assert answers <= 6
    need = Need.objects.get()
    assert (need.state, need.consent.channel) == ("submitted", "visit")
    assert ContactEntry.objects.get().need == need
    assert not CaptureDraft.objects.exists()
    assert stored(page) == []


def test_a_new_organisation_is_entered_on_the_same_page(people, open_page):
    page = open_page(width=390, height=844)
    sign_in(page, LEAD)
    page.goto(reverse("companies:need_capture"))
    page.type("#id_q", "Steinrück Zerspanung")
    page.get_by_role("button", name="Neue Organisation eintragen").click()
    page.locator(".dzm-pick", has_text=people.company.name).wait_for()
    assert axe(page) == []
    assert overflow(page) == 0
    page.select_option("#id_org_place", f"m-{people.company.municipality_id}")
    page.fill("#id_family_name", "Wiemer")
    page.fill("#id_phone", "02921 1234")
    page.fill("#id_description", TEXT)
    page.get_by_label("Noch nicht").check()
    page.locator(".dzm-savebar button").click()
    page.locator(".dzm-flash", has_text="hat noch nicht zugestimmt").wait_for()
    assert Need.objects.get().organisation.name == "Steinrück Zerspanung"


@pytest.mark.cuts_connection
def test_without_a_connection_nothing_is_lost(people, open_page):
    page = open_page(width=390, height=844)
    begin(page, people)
    kept(page)
    page.context.set_offline(True)
    page.fill("#id_description", TEXT)
    page.get_by_label("Veranstaltung").check()
    page.locator("[data-saved]", has_text="keine Verbindung").wait_for()
    page.context.set_offline(False)
    kept(page)
    assert CaptureDraft.objects.get().content["description"] == [TEXT]
    page.context.set_offline(True)
    page.fill("#id_title", "Ein anderer Titel")
    page.locator("[data-saved]", has_text="keine Verbindung").wait_for()
    page.context.set_offline(False)
    page.goto("/dashboard/")  # the tab was closed before the connection came back
    page.go_back()
    page.wait_for_function("document.querySelector('#id_title')?.value === 'Ein anderer Titel'")
    assert page.input_value("#id_description") == TEXT
    assert page.get_by_label("Veranstaltung").is_checked()
    assert page.locator("#capture-who").get_by_text(people.company.name).is_visible()


def test_after_an_expired_session_everything_is_still_there(people, open_page):
    page = open_page()
    begin(page, people)
    page.fill("#id_description", TEXT)
    page.get_by_label(people.anna.contact.full_name).check()
    kept(page)
    Session.objects.all().delete()
    page.fill("#id_title", "Nach dem Ende der Sitzung")
    page.get_by_role("link", name="Wieder anmelden").wait_for()
    page.get_by_label("Ja, schriftlich").check()
    page.locator(".dzm-savebar button").click()
    page.fill("#id_login", LEAD)
    page.fill("#id_password", PASSWORD)
    page.locator("form", has=page.locator("#id_password")).locator("button[type=submit]").click()
    page.locator("#capture").wait_for()
    assert page.input_value("#id_title") == "Nach dem Ende der Sitzung"
    assert page.input_value("#id_description") == TEXT
    assert page.get_by_label(people.anna.contact.full_name).is_checked()
    assert page.get_by_label("Ja, schriftlich").is_checked()
    page.locator(".dzm-savebar button").click()
    page.locator(".dzm-flash").wait_for()
    assert Need.objects.get().title == "Nach dem Ende der Sitzung"


def test_two_clicks_and_the_back_button_make_one_need(people, open_page):
    page = open_page()
    begin(page, people)
    page.fill("#id_description", TEXT)
    page.get_by_label(people.anna.contact.full_name).check()
    page.get_by_label("Ja, mündlich").check()
    page.locator(".dzm-savebar button").dblclick()
    page.locator(".dzm-flash").wait_for()
    need = Need.objects.get()
    page.go_back()
    page.wait_for_url(f"**{need.get_absolute_url()}")
    assert Need.objects.count() == ContactEntry.objects.count() == 1


def test_signing_out_takes_what_was_typed_from_the_device(people, open_page):
    page = open_page()
    begin(page, people)
    page.fill("#id_description", TEXT)
    kept(page)
    assert len(stored(page)) == 1
    page.locator(".dzm-usermenu summary").click()
    page.locator(".dzm-usermenu .dzm-usermenu__out").click()
    page.wait_for_load_state()
    assert stored(page) == []


def test_long_forms_keep_what_was_typed_when_the_session_ends(people, open_page):
    page = open_page()
    sign_in(page, "anna@example.org")
    url = reverse("companies:need_create", args=[people.company.pk])
    page.goto(url)
    page.fill("#id_title", "Langer Text")
    page.fill("#id_description", TEXT)
    Session.objects.all().delete()
    page.locator("button[name=draft]").click()
    page.fill("#id_login", "anna@example.org")
    page.fill("#id_password", PASSWORD)
    page.locator("form", has=page.locator("#id_password")).locator("button[type=submit]").click()
    page.wait_for_url(f"**{url}")
    assert (page.input_value("#id_title"), page.input_value("#id_description")) == ("Langer Text", TEXT)
    page.locator("button[name=draft]").click()
    page.locator(".dzm-flash", has_text="gespeichert").wait_for()
    assert stored(page) == []
    assert Need.objects.get().title == "Langer Text"
