"""The main job of the portal with the keyboard and nothing else: no step needs a mouse, the focus is always seen."""

import pytest
from django.urls import reverse

from matchmaking.models import Introduction
from tests.browser.keyboard import choose, press, reach, tick, unfold, write
from tests.browser.steps import sign_in
from tests.browser.test_register_need import TEXT, visitor
from tests.cases import introduction_in, need_in, offer_in, suggestion
from tests.companies.visiting import ADDRESS, link_in, mailed


def _form(page, name: str, pk: int):
    return page.locator(f'form[action="{reverse(name, args=[pk])}"]')


def _send(page, form) -> None:
    """Press the button of a form, and wait for the page that answers."""
    unfold(page, form)
    press(page, form.locator("button[type=submit]:visible"))


def test_a_visitor_registers_a_need(people, open_page, settings):
    settings.PUBLIC_FORM_SECONDS = 0
    page = visitor(open_page)
    page.goto("/")
    press(page, page.locator(".dzm-hero__actions .kern-btn--primary"))
    next_step = page.locator(".dzm-actions .kern-btn--primary")
    write(page, page.locator("#id_description"), TEXT)
    press(page, next_step)
    tick(page, page.locator("#topics input[type=checkbox]:visible"))
    press(page, next_step)
    write(page, page.locator("#id_org_name"), "Wieland Frästeile GmbH")
    reach(page, page.locator("#id_org_place"))
    page.keyboard.type("Lippst")
    write(page, page.locator("#id_given_name"), "Hanna")
    write(page, page.locator("#id_family_name"), "Wieland")
    write(page, page.locator("#id_email"), ADDRESS)
    press(page, next_step)
    kinds = page.locator("input[name=confidentiality]")
    choose(page, kinds, kinds.first)
    tick(page, page.locator("input[name=agrees]"))
    press(page, next_step)
    page.get_by_role("heading", name="Adresse bestätigen").wait_for()
    assert link_in(mailed("need_draft.confirm"))


def test_a_project_lead_qualifies_a_need_and_asks_its_company(people, page):
    need, offer = need_in("submitted", people), offer_in("published", people)
    sign_in(page, "lead@example.org")
    page.goto(need.get_absolute_url())
    _send(page, _form(page, "companies:need_take_over", need.pk))
    teaser = _form(page, "companies:need_teaser", need.pk)
    unfold(page, teaser)
    write(page, teaser.locator("[name=title]"), "Maschinen sollen ihre Laufzeit melden")
    write(page, teaser.locator("[name=text]"), "Ein Betrieb der Metallverarbeitung möchte Stillstände sehen.")
    tick(page, teaser.locator("[name=checked]"))
    _send(page, teaser)
    _send(page, _form(page, "companies:need_qualify", need.pk))
    need.refresh_from_db()
    assert need.state == "qualified"

    case = suggestion(need, offer)
    page.goto(reverse("matchmaking:proposals", args=[need.pk]))
    decisions = page.locator(f"[name=decision-{case.pk}]")
    choose(page, decisions, decisions.first)
    shortlist = _form(page, "matchmaking:introduction_shortlist", case.pk)
    write(page, shortlist.locator("textarea"), "Der Anbieter hat Erfahrung mit Maschinen ohne Schnittstelle.")
    _send(page, shortlist)

    page.goto(case.get_absolute_url())
    ask = _form(page, "matchmaking:introduction_ask_company", case.pk)
    unfold(page, ask)
    for box in ask.locator("[type=checkbox]").all():
        tick(page, box)
    _send(page, ask)
    case.refresh_from_db()
    assert case.state == "awaiting_company"


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [("awaiting_company", "anna", "awaiting_provider"), ("awaiting_provider", "clara", "introduced")],
)
def test_both_sides_say_yes(people, page, before, name, after):
    case = introduction_in(before, people)
    sign_in(page, f"{name}@example.org")
    page.goto(case.get_absolute_url())
    answer = _form(page, "matchmaking:introduction_answer", case.pk)
    decisions = answer.locator("[name=decision]")
    choose(page, decisions, answer.locator("[name=decision][value=yes]"))
    tick(page, answer.locator("[name=consent]"))
    _send(page, answer)
    assert Introduction.objects.get(pk=case.pk).state == after
