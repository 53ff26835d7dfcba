"""The privacy notice and the record of processing say what the register says."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import translation

from core.personal import data_classes, purposes
from privacy.checks import check_processors

pytestmark = pytest.mark.django_db

PROCESSORS = [{"name": "Rechenhaus Beispiel", "task": "Server", "place": "Deutschland"}]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_notice_tells_of_every_purpose_all_that_the_law_asks_for(client, language):
    with translation.override(language):
        client.cookies["django_language"] = language
        page = client.get(reverse("privacy")).content.decode()
        for slug, purpose in purposes().items():
            assert f'id="purpose-{slug}"' in page
            told = (purpose.title, purpose.description, purpose.people, purpose.categories, purpose.recipients)
            for text in (*told, purpose.legal_basis.label, purpose.data_class.sentence):
                assert str(text).replace("'", "&#x27;") in page, (slug, text)


def test_the_notice_follows_the_settings_of_the_operator(client, settings):
    settings.PROCESSORS = PROCESSORS
    settings.LEGAL_BASES = {"cases": "public_task"}
    settings.RETENTION = {"mail_log": "11d"}
    page = client.get(reverse("privacy")).content.decode()
    for said in ("Rechenhaus Beispiel", "§ 3 DSG NRW", "11 Tage", "Nordrhein-Westfalen"):
        assert said in page


def test_the_notice_lists_every_cookie_the_portal_can_set(client, people, sign_in):
    client.get(reverse("account_login"))
    client.post(reverse("set_language"), {"language": "en"})
    cookies = {*client.cookies, *sign_in("anna").cookies}
    page = client.get(reverse("privacy")).content.decode()
    assert {name for name in cookies if name not in page} == set()
    assert {"sessionid", "csrftoken", "django_language"} <= cookies


def test_the_record_names_for_each_purpose_whose_data_which_for_whom_and_how_long(people, sign_in):
    client = sign_in("operator")
    table = client.get(reverse("privacy:record_csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table), delimiter=";"))
    assert len(rows) == len(purposes())
    assert all(all(answer for answer in row.values()) for row in rows)
    account = next(row for row in rows if row["Tätigkeit"] == str(purposes()["account"].title))
    assert "accounts_contact" in account["Speicherort"]
    assert "24 Monate" in account["Löschung"]
    text = client.get(reverse("privacy:record_markdown")).content.decode()
    page = client.get(reverse("privacy:record")).content.decode()
    for purpose in purposes().values():
        assert f"## {purpose.title}" in text
        assert str(purpose.title) in page


def test_the_table_of_the_record_opens_in_a_spreadsheet(people, sign_in):
    response = sign_in("lead").get(reverse("privacy:record_csv"))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="processing-')


def test_every_period_of_the_facts_is_promised():
    promised = {slug: data_class.default for slug, data_class in data_classes().items()}
    assert promised["unconfirmed_account"] == "7d"
    assert promised["draft"] == "180d"
    assert promised["inactive_account"] == promised["company_contact"] == "24m"
    assert promised["case"] == "3y-end"
    assert promised["audit_log"] == "12m"
    assert promised["mail_log"] == "90d"


def test_a_processor_without_task_or_place_is_refused(settings):
    settings.PROCESSORS = [*PROCESSORS, {"name": "Unbekannt"}]
    assert [error.id for error in check_processors(None)] == ["privacy.E001"]


def test_an_installation_without_processors_is_warned_unless_it_is_a_demo(settings):
    settings.PROCESSORS, settings.PORTAL_DEMO = [], False
    assert [error.id for error in check_processors(None)] == ["privacy.W001"]
    settings.PORTAL_DEMO = True
    assert check_processors(None) == []
