"""The register of personal data: nothing that could be about a person escapes it."""

from datetime import date

import pytest
from django.db import connection

from accounts.models import Contact, Session, User
from companies.models import Need
from core import personal
from core.models import LogEntry
from core.periods import Period
from core.personal import (
    CLEAR,
    How,
    check_register,
    fates_of,
    holdings,
    keep,
    may_be_personal,
    purposes,
    registered_models,
)
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from tests.cases import introduction_in, need_in


def _codes(errors) -> list[str]:
    return [error.id for error in errors]


def test_every_column_that_may_be_personal_is_registered_one_way_or_the_other():
    assert [error.msg for error in check_register()] == []


def test_a_column_that_nobody_registered_is_named(monkeypatch):
    monkeypatch.setitem(personal._harmless, "taxonomy.Sector", {"scheme"})
    errors = [error for error in check_register() if error.id == "core.E010"]
    assert {error.msg.split(" ")[0] for error in errors} == {
        f"taxonomy.Sector.{name}" for name in ("code", "title_de", "title_en", "short_de")
    }


def test_a_reference_to_a_person_that_nobody_registered_is_named(monkeypatch):
    rest = [holding for holding in personal._holdings["companies.Need"] if "assigned_to" not in holding.references]
    monkeypatch.setitem(personal._holdings, "companies.Need", rest)
    assert "companies.Need.assigned_to" in [error.msg.split(" ")[0] for error in check_register()]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"purpose": "curiosity", "subject": ""}, "core.E011"),
        ({"purpose": "account", "subject": "", "fields": {"email": CLEAR}}, "core.E012"),
        ({"purpose": "account", "subject": "", "also": ("shoe_size",)}, "core.E013"),
        ({"purpose": "account", "subject": "memberships__organisation"}, "core.E014"),
        ({"purpose": "account", "subject": "pet"}, "core.E014"),
        ({"purpose": "account", "subject": "", "fields": {"language": keep("")}}, "core.E015"),
    ],
)
def test_a_registration_that_cannot_be_right_is_refused(monkeypatch, options, code):
    monkeypatch.setitem(personal._holdings, "accounts.Contact", list(personal._holdings["accounts.Contact"]))
    personal.personal("accounts.Contact", options.pop("purpose"), **options)
    assert code in _codes(check_register())


def test_a_unique_column_is_not_cleared(monkeypatch):
    monkeypatch.setitem(personal._holdings, "accounts.User", [])
    personal.personal("accounts.User", "account", subject="", fields={"email": CLEAR})
    assert "core.E016" in _codes(check_register())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("LEGAL_BASES", {"account": "because"}, "core.E018"),
        ("LEGAL_BASES", {"curiosity": "consent"}, "core.E018"),
        ("RETENTION", {"mail_log": "for ever"}, "core.E019"),
        ("RETENTION", {"gossip": "7d"}, "core.E019"),
    ],
)
def test_a_setting_that_names_nothing_known_is_refused(settings, name, value, code):
    setattr(settings, name, value)
    assert _codes(check_register()) == [code]


def test_the_operator_decides_on_legal_bases_and_periods(settings):
    settings.LEGAL_BASES = {"account": "public_task"}
    settings.RETENTION = {"inactive_account": "12m"}
    account = purposes()["account"]
    assert account.legal_basis == personal.LegalBasis.PUBLIC_TASK
    assert account.data_class.period == Period(12, "m")


def test_no_model_with_personal_data_lacks_a_purpose():
    """Whatever points at a person or is scrubbed has a purpose with all that the law asks to be told."""
    for holding in holdings():
        purpose = holding.purpose
        told = (purpose.title, purpose.description, purpose.short, purpose.people, purpose.categories)
        assert all(map(str, (*told, purpose.recipients, purpose.data_class.title))), holding.label


def test_every_purpose_is_one_that_data_is_held_for():
    of_facts = {"figures"}  # counted from rows without names
    assert {holding.purpose_slug for holding in holdings()} | of_facts == set(purposes())


def test_rows_that_point_at_people_are_in_the_scope_of_an_erasure():
    people = {Contact, User}
    for model in registered_models():
        pointing = {column.name for column in model._meta.local_fields if column.related_model in people}
        known = {name for holding in holdings() if holding.model is model for name in holding.references}
        assert pointing <= known | set(fates_of(model)), model._meta.label


@pytest.mark.django_db
def test_the_database_has_no_column_for_internet_addresses():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND (data_type IN ('inet', 'cidr', 'macaddr') OR column_name ~ '(^|_)(ip|remote_addr)(_|$)')"
        )
        assert cursor.fetchall() == []


def _rows(model, contact, addresses=()) -> set:
    stand_for = [contact, *([contact.user] if contact.user else [])]
    found = (h.rows_of(stand_for, addresses) for h in holdings() if h.model is model and not h.has_acted)
    return {row.pk for rows in found for row in rows}


@pytest.mark.django_db
def test_the_rows_of_a_person_are_found_by_reference_and_by_address(people):
    case = introduction_in("introduced", people)
    anna, clara = people.anna.contact, people.clara.contact
    assert _rows(Contact, anna) == {anna.pk}
    assert _rows(Need, anna) == {case.need_id}
    assert _rows(Need, clara) == set()
    assert _rows(Introduction, anna) == _rows(Introduction, clara) == {case.pk}
    hers = _rows(OutboxMessage, anna, [anna.email])
    assert hers
    assert all("anna@example.org" in str(message.to) for message in OutboxMessage.objects.filter(pk__in=hers))
    assert _rows(LogEntry, anna) == set(LogEntry.objects.filter(actor=people.anna).values_list("pk", flat=True))


@pytest.mark.django_db
def test_what_somebody_did_is_found_apart_from_what_is_about_them(people):
    need = need_in("qualified", people)
    acted = [holding for holding in holdings() if holding.has_acted and holding.model is Need]
    rows = {holding.subject[0]: list(holding.rows_of([people.lead])) for holding in acted}
    assert rows == {"created_by": [], "assigned_to": [need]}


def test_secrets_are_in_no_copy():
    shown = {(holding.label, name) for holding in holdings() for name in holding.shown}
    secret = {
        ("accounts.User", "password"),
        ("accounts.Session", "session_data"),
        ("accounts.Session", "session_key"),
        ("organisations.Invitation", "token_hash"),
        ("mfa.Authenticator", "data"),
    }
    assert not shown & secret
    assert fates_of(Session)["session_data"].how == How.DELETE


def test_numbers_dates_and_codes_need_no_entry():
    columns = {column.name: column for column in Need._meta.local_fields}
    assert not any(may_be_personal(columns[name]) for name in ("id", "state", "created_at", "organisation"))
    assert all(may_be_personal(columns[name]) for name in ("title", "contact", "form_key"))


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("7d", date(2026, 1, 1), date(2026, 1, 8)),
        ("24m", date(2024, 2, 29), date(2026, 2, 28)),
        ("3y", date(2026, 5, 4), date(2029, 5, 4)),
        ("3y-end", date(2026, 5, 4), date(2029, 12, 31)),
    ],
)
def test_a_period_ends_when_it_says(written, start, end):
    period = Period.parse(written)
    assert period.end(start) == end
    assert period.latest_start(end) < start
    assert period.latest_start(end.replace(year=end.year + 1)) >= start


@pytest.mark.parametrize("written", ["", "7", "d", "7w", "-7d", "7 d", "3y-start", "99999d"])
def test_what_is_no_period_is_refused(written):
    with pytest.raises(ValueError, match="a period is written like"):
        Period.parse(written)
