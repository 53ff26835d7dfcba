"""Registering a need without an account in a real browser: on a phone without JavaScript, and with it."""

import pytest
from django.urls import reverse

from companies.models import Need, NeedDraft
from tests.browser.steps import axe, overflow
from tests.companies.visiting import ADDRESS, link_in, mailed

TEXT = "Unsere alten Drehmaschinen melden keinen Stillstand. Die Stückzahlen tippen wir abends in Excel ab."


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.PUBLIC_FORM_SECONDS = 0


def visitor(open_page, **options):
    """Return a page that is patient: the first recognition of topics in a process loads the whole lexicon."""
    page = open_page(**options)
    page.set_default_timeout(120_000)  # milliseconds
    return page


def looked_at(page, *, has_javascript: bool = True) -> None:
    assert overflow(page) == 0
    if has_javascript:  # axe runs in the page
        assert axe(page) == []


def go_on(page) -> None:
    page.locator(".dzm-actions .kern-btn--primary").click()


def fill_in_company(page) -> None:
    page.fill("#id_org_name", "Wieland Frästeile GmbH")
    page.select_option("#id_org_place", label="Lippstadt")
    page.fill("#id_given_name", "Hanna")
    page.fill("#id_family_name", "Wieland")
    page.fill("#id_email", ADDRESS)


def walk(page, **how: bool) -> None:
    """Go from the start page to the last step, looking at each page on the way."""
    page.goto("/")
    page.locator(".dzm-hero__actions .kern-btn--primary").click()
    looked_at(page, **how)
    go_on(page)
    page.locator(".dzm-errors").wait_for()
    page.fill("#id_description", TEXT)
    go_on(page)
    page.locator("#topics .dzm-option__why").first.wait_for()
    looked_at(page, **how)
    page.locator("#topics input[type=checkbox]").first.check()
    go_on(page)
    fill_in_company(page)
    looked_at(page, **how)
    go_on(page)
    page.locator("#part-1").wait_for()
    looked_at(page, **how)
    assert page.locator("input[type=radio]:checked, input[type=checkbox]:checked").count() == 0


@pytest.mark.parametrize("has_javascript", [False, True])
def test_the_whole_way_on_a_phone(people, open_page, has_javascript):
    page = visitor(open_page, width=390, height=844, java_script_enabled=has_javascript)
    walk(page, has_javascript=has_javascript)
    page.locator("input[name=confidentiality]").first.check()
    page.locator("input[name=agrees]").check()
    go_on(page)
    page.get_by_role("heading", name="Adresse bestätigen").wait_for()
    looked_at(page, has_javascript=has_javascript)
    page.goto(link_in(mailed("need_draft.confirm")))
    looked_at(page, has_javascript=has_javascript)
    page.get_by_role("button", name="Bedarf senden").click()
    page.get_by_text("Ihr Bedarf ist angekommen").first.wait_for()
    need = Need.objects.get()
    assert (need.state, need.topics.count(), need.contact.email) == ("draft", 1, ADDRESS)
    page.goto(reverse("companies:register_need"))
    page.get_by_role("heading", name="Ihr Bedarf ist angekommen").wait_for()
    page.go_back()
    assert Need.objects.count() == 1


def test_what_is_typed_is_saved_by_itself_and_found_by_a_link_on_another_device(people, open_page):
    page = visitor(open_page, width=390, height=844)
    page.goto(reverse("companies:register_need"))
    page.type("#id_description", TEXT[:30])
    page.get_by_text("Entwurf gespeichert").first.wait_for()
    page.wait_for_function("document.querySelector('[data-words-of]').textContent.includes('Wörter')")
    assert NeedDraft.objects.get().first("description") == TEXT[:30]
    page.get_by_role("button", name="Speichern und später fortsetzen").click()
    page.fill("#id_email", ADDRESS)
    looked_at(page)
    page.get_by_role("button", name="Link senden").click()
    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()
    other = open_page()
    other.goto(link_in(mailed("need_draft.link")))
    assert other.input_value("#id_description") == TEXT[:30]
    assert overflow(other) == 0
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('dzm-keep:')).length") == 0
