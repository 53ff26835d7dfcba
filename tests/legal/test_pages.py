"""Imprint, terms and accessibility statement, and what is said where something is missing."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from legal.checks import check_details, check_statement
from legal.details import DETAILS, missing_details
from legal.statement import SHIPPED, StatementError, load_statement

NEEDED = [detail for detail in DETAILS if detail.is_needed]
FILLED = {detail.key: f"Angabe {detail.key}" for detail in DETAILS}


@pytest.fixture
def production(settings):
    settings.PORTAL_DEMO = False
    settings.OPERATOR = dict(FILLED)


def test_an_empty_setting_is_warned_about_by_its_name(production, settings):
    settings.OPERATOR = FILLED | {"phone": "", "register": "", "vat_id": ""}
    warnings = check_details(None)
    assert [warning.hint for warning in warnings] == [
        "Set OPERATOR_PHONE in the environment.",
        "Set OPERATOR_REGISTER in the environment.",
    ]
    assert {warning.id for warning in warnings} == {"legal.W001"}


def test_a_demo_has_no_operator_to_name(settings):
    settings.OPERATOR = {}
    assert check_details(None) == []


def test_the_file_of_examples_names_every_variable():
    example = (SHIPPED.parents[2] / ".env.example").read_text("utf-8")
    assert [detail.variable for detail in DETAILS if f"{detail.variable}=" not in example] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "keys"), [("imprint", 9), ("legal:terms", 1), ("accessibility", 3)])
def test_pages_name_what_is_entered_and_say_calmly_what_is_not(client, settings, page, keys):
    settings.OPERATOR = dict(FILLED)
    text = client.get(reverse(page)).content.decode()
    assert sum(value in text for value in FILLED.values()) >= keys
    assert "noch nicht eingetragen" not in text
    settings.OPERATOR = {}
    assert "noch nicht eingetragen" in client.get(reverse(page)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["home", "account_login", "imprint", "legal:report"])
def test_legal_pages_are_one_click_away_from_everywhere(client, page):
    text = client.get(reverse(page)).content.decode()
    for name in ("imprint", "privacy", "accessibility", "legal:terms", "legal:report"):
        assert f'href="{reverse(name)}"' in text


@pytest.mark.django_db
def test_the_imprint_names_the_law_that_holds(client):
    text = client.get(reverse("imprint")).content.decode()
    assert "DDG" in text
    assert "TMG" not in text


@pytest.mark.django_db
def test_the_statement_follows_the_model_of_the_eu(client, settings):
    settings.OPERATOR = dict(FILLED)
    text = client.get(reverse("accessibility")).content.decode()
    for part in (
        "zum größten Teil",
        "Noch nicht vereinbar",
        "Vom Gesetz nicht erfasst",
        "Gebärdensprache",
        "27. November 2026",
        "Ombudsstelle",
        "Überwachungsstelle",
        reverse("legal:barrier"),
        "Angabe accessibility_contact",
    ):
        assert part in text


@pytest.mark.django_db
def test_the_statement_exists_in_english(client):
    text = client.get(reverse("accessibility"), headers={"cookie": "django_language=en"}).content.decode()
    assert "sign language" in text
    assert "Gebärdensprache" not in text


@pytest.mark.parametrize(("today", "is_due"), [(date(2027, 10, 26), False), (date(2027, 10, 27), True)])
def test_eleven_months_after_the_last_check_the_operator_is_warned(production, today, is_due):
    with time_machine.travel(f"{today}T12:00:00+01:00", tick=False):
        assert [warning.id for warning in check_statement(None)] == (["legal.W002"] if is_due else [])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "conformity = 'perfect'",
        SHIPPED.read_text("utf-8").replace("2026-11-27", '"yesterday"'),
        SHIPPED.read_text("utf-8").replace('why = "scope"', 'why = "because"'),
        SHIPPED.read_text("utf-8").replace("en = {", "fr = {"),
    ],
    ids=["empty", "conformity", "date", "why", "language"],
)
def test_a_statement_that_says_too_little_stops_the_start(content, tmp_path, settings):
    path = tmp_path / "statement.toml"
    path.write_text(content, encoding="utf-8")
    settings.ACCESSIBILITY_FILE = str(path)
    assert [error.id for error in check_statement(None)] == ["legal.E001"]
    with pytest.raises(StatementError):
        load_statement()


def test_the_operator_may_bring_an_own_statement(tmp_path, settings):
    path = tmp_path / "statement.toml"
    path.write_text('conformity = "full"\nmethod = "external"\nprepared_on = 2027-01-01\nreviewed_on = 2027-01-02\n')
    settings.ACCESSIBILITY_FILE = str(path)
    statement = load_statement()
    assert (statement.conformity, statement.reviewed_on, statement.gaps) == ("full", date(2027, 1, 2), ())


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["lead", "operator"])
def test_who_can_change_it_reads_what_is_missing(production, settings, people, sign_in, person):
    settings.OPERATOR = FILLED | {"phone": ""}
    settings.PORTAL_DEMO = True  # else both would have to show a second factor first
    page = sign_in(person).get(reverse("legal:details")).content.decode()
    assert "OPERATOR_PHONE" in page
    assert "1 Angabe, die das Gesetz verlangt, fehlt." in page
    assert [detail.key for detail in missing_details()] == ["phone"]


@pytest.mark.django_db
def test_the_page_of_today_tells_the_project_lead_and_nobody_else(production, settings, people, sign_in, monkeypatch):
    monkeypatch.setattr("accounts.middleware.missing_step", lambda request: "")
    settings.OPERATOR = FILLED | {"phone": ""}
    note = "Die rechtlichen Seiten sind nicht vollständig"
    assert note in sign_in("lead").get(reverse("dashboard")).content.decode()
    assert note in sign_in("operator").get(reverse("dashboard")).content.decode()
    assert note not in sign_in("far_lead").get(reverse("dashboard")).content.decode()
    settings.OPERATOR = dict(FILLED)
    assert note not in sign_in("lead").get(reverse("dashboard")).content.decode()
