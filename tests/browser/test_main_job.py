"""The portal's main job as people do it: a real browser, a real worker, real PostgreSQL and Valkey."""

import re

import pytest
from django.urls import reverse

from companies.models import Need
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from tests.browser.steps import axe, sign_in
from tests.cases import offer_in
from tests.worker import celery_worker

PROBLEM = (
    "Unsere zwölf Drehmaschinen sind alt und melden nichts. Wann eine Maschine steht, schreiben die Kollegen auf "
    "Zettel, und abends tippt jemand die Stückzahlen in eine Tabelle."
)
NAME_OF_COMPANY, NAME_OF_PROVIDER = "Steinrück", "Maschinenfunk"


@pytest.fixture
def desk(open_page):
    """`desk("anna")` returns that person's own browser window, signed in once."""
    windows = {}

    def _desk(name: str):
        if name not in windows:
            windows[name] = open_page()
            sign_in(windows[name], f"{name}@example.org")
        return windows[name]

    return _desk


def _press(page, action: str) -> None:
    """Send the form that goes to `action`, as the person would by its own button."""
    page.locator(f'form[action="{action}"] button[type=submit]').first.click()
    page.wait_for_load_state()


def _step(name: str, case: Introduction) -> str:
    return reverse(f"matchmaking:introduction_{name}", args=[case.pk])


@pytest.mark.slow
def test_from_the_registered_need_to_the_recorded_outcome(desk, people, live_server):
    offer_in("published", people)
    with celery_worker():
        need = _anna_registers_a_need(desk("anna"), people)
        _lead_qualifies_it(desk("lead"), need)
        case = _lead_shortlists_the_proposal_of_the_worker(desk("lead"), need)
        _lead_asks_the_company(desk("lead"), case)
        _agree(desk("anna"), case, hidden=NAME_OF_PROVIDER)
        _agree(desk("clara"), case, hidden=NAME_OF_COMPANY)
        _both_see_each_other(desk, case)
        _lead_records_meeting_and_outcome(desk("lead"), case)
    joint = OutboxMessage.objects.get(kind="introduction.introduced")
    assert joint.state == "sent"
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("success", "paid_pilot")


def _anna_registers_a_need(page, people) -> Need:
    page.goto(reverse("companies:need_create", args=[people.company.pk]))
    page.fill("[name=title]", "Alte Drehmaschinen sollen Laufzeit und Stillstand melden")
    page.fill("[name=description]", PROBLEM)
    page.fill("[name=goal]", "Wir sehen am Bildschirm, welche Maschine steht und wie viele Teile gefertigt sind.")
    page.get_by_role("button", name="Entwurf speichern").click()
    page.wait_for_load_state()
    need = Need.objects.get(organisation=people.company)
    assert need.state == "draft"
    page.get_by_role("button", name="Bedarf einreichen").click()
    page.wait_for_url(f"**{need.get_absolute_url()}")
    need.refresh_from_db()
    assert re.fullmatch(r"B-\d{4}-\d{4}", need.number)
    assert need.number in page.content()
    return need


def _lead_qualifies_it(page, need: Need) -> None:
    address = reverse("companies:need_detail", args=[need.pk])
    page.goto(address)
    _press(page, reverse("companies:need_take_over", args=[need.pk]))
    page.goto(reverse("companies:need_edit", args=[need.pk]))
    page.locator("[name=time_frame][value=half_year]").check()
    page.get_by_text("IIoT, Sensorik und Retrofit", exact=True).first.click()
    page.locator("main form.dzm-form button[type=submit]").last.click()
    page.wait_for_url(f"**{address}")
    teaser = page.locator(f'form[action="{reverse("companies:need_teaser", args=[need.pk])}"]')
    _unfold(page, teaser)
    teaser.locator("[name=title]").fill("Maschinen sollen ihre Laufzeit melden")
    teaser.locator("[name=text]").fill("Ein Betrieb der Metallverarbeitung möchte Stillstände älterer Maschinen sehen.")
    teaser.locator("[name=checked]").check()
    teaser.locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    page.goto(address)
    _press(page, reverse("companies:need_qualify", args=[need.pk]))
    need.refresh_from_db()
    assert need.state == "qualified"


def _lead_shortlists_the_proposal_of_the_worker(page, need: Need) -> Introduction:
    page.goto(reverse("matchmaking:proposals", args=[need.pk]))
    # The page asks by itself until the worker is done; the lead only waits.
    page.get_by_role("heading", name=re.compile(NAME_OF_PROVIDER)).first.wait_for(timeout=60_000)
    case = Introduction.objects.get(need=need)
    assert axe(page) == []
    page.locator(f"[name=decision-{case.pk}]").first.check()
    form = page.locator(f'form[action="{_step("shortlist", case)}"]')
    form.locator("textarea").fill("Der Anbieter hat Erfahrung mit Maschinen ohne Schnittstelle.")
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()
    case.refresh_from_db()
    assert case.state == "shortlisted"
    return case


def _lead_asks_the_company(page, case: Introduction) -> None:
    page.goto(case.get_absolute_url())
    form = page.locator(f'form[action="{_step("ask_company", case)}"]')
    for box in form.locator("[type=checkbox]").all():
        box.check()
    _press(page, _step("ask_company", case))
    case.refresh_from_db()
    assert case.state == "awaiting_company"


def _agree(page, case: Introduction, *, hidden: str) -> None:
    page.goto(case.get_absolute_url())
    assert hidden not in page.content()
    form = page.locator(f'form[action="{_step("answer", case)}"]')
    form.locator("[name=decision][value=yes]").check()
    form.locator("[name=consent]").check()
    _press(page, _step("answer", case))


def _both_see_each_other(desk, case: Introduction) -> None:
    case.refresh_from_db()
    assert case.state == "introduced"
    for name, other in (("anna", "clara@example.org"), ("clara", "anna@example.org")):
        page = desk(name)
        page.goto(case.get_absolute_url())
        assert other in page.content()


def _lead_records_meeting_and_outcome(page, case: Introduction) -> None:
    page.goto(case.get_absolute_url())
    case.refresh_from_db()
    meeting = page.locator(f'form[action="{_step("record_meeting", case)}"]')
    _unfold(page, meeting)
    meeting.locator("[name=met_on]").fill(f"{case.introduced_at:%Y-%m-%d}")
    _press(page, _step("record_meeting", case))
    form = page.locator(f'form[action="{_step("record_success", case)}"]')
    _unfold(page, form)
    form.locator("[name=outcome]").select_option("paid_pilot")
    form.locator("[name=note]").fill("Beide Seiten haben den bezahlten Versuch bestätigt.")
    _press(page, _step("record_success", case))


def _unfold(page, form) -> None:
    """Open the panel around `form` unless it is open."""
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
