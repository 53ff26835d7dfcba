"""Pages and files: what each reader sees, and that a file holds what its page shows."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from cooperation import reading, services
from cooperation.facts import first_month
from cooperation.local import Meter
from cooperation.reading import exact
from cooperation.scope import scope_of
from tests.cases import introduction_in
from tests.cooperation.region import crowd, fact, settle

pytestmark = pytest.mark.django_db
START = reading._start
DORTMUND = "digitaler-brueckenschlag"


def rows(sheet) -> list[list]:
    return [[cell.plain for cell in row.cells] for row in sheet.rows]


@pytest.fixture
def region():
    """Dortmund has offered to five companies, and to two in the month after."""
    crowd("2026-02-10", 5)
    crowd("2026-03-10", 2, first=2_000)


def test_both_sides_of_an_agreement_read_the_same_protected_numbers(region, sign_in):
    url = reverse("cooperation:agreement", args=[DORTMUND])
    seen = {}
    for person in ("lead", "far_lead"):
        client = sign_in(person)
        for period in ("2026-02", "2026-03"):
            seen[person, period] = rows(client.get(url, {"period": period}).context["sheet"])[2]
    assert seen["lead", "2026-02"] == seen["far_lead", "2026-02"] == [5, 0]
    assert seen["lead", "2026-03"] == seen["far_lead", "2026-03"] == [None, 0]


def test_exact_numbers_are_for_project_leads_whatever_others_ask_for(region, sign_in):
    url, asked = reverse("cooperation:agreement", args=[DORTMUND]), {"period": "2026-03", "view": "exact"}
    assert rows(sign_in("lead").get(url, asked).context["sheet"])[2] == [2, 0]
    assert rows(sign_in("far_lead").get(url, asked).context["sheet"])[2] == [None, 0]
    page = sign_in("partner").get(reverse("cooperation:local"), asked)
    assert rows(page.context["meter"].sheet())[2] == [None, 0, None]  # that there is nobody points to nobody
    assert "geschützt" in page.content.decode()
    assert "/region/cases/" not in page.content.decode()


def test_the_running_month_is_not_shown_to_others(people, sign_in):
    today = timezone.localdate()
    crowd(f"{today:%Y-%m}-01", 6)
    crowd("2026-02-10", 5, first=5_000)
    url, asked = reverse("cooperation:local"), {"period": f"{today:%Y-%m}"}
    refused = sign_in("partner").get(url, asked)
    assert refused.status_code == 400
    assert "Wählen Sie einen Zeitraum aus der Liste." in refused.content.decode()
    exact = sign_in("lead").get(url, asked | {"view": "exact"})
    assert rows(exact.context["meter"].sheet())[2][0] == 6


def test_before_the_first_month_is_over_there_is_a_page_without_numbers(people, sign_in):
    introduction_in("awaiting_company", people)
    assert first_month() == timezone.localdate().replace(day=1)
    for name in ("agreements", "local"):
        page = sign_in("far_lead").get(reverse(f"cooperation:{name}"))
        assert page.status_code == 200
    assert "Zahlen erscheinen, wenn der erste Monat" in page.content.decode()
    assert sign_in("far_lead").get(reverse("cooperation:local_file", args=["stages", "csv"])).status_code == 404


@pytest.mark.parametrize("table", ["stages", "quarters", "topics"])
def test_a_file_holds_what_the_page_shows(table, sign_in):
    settle()
    client, asked = sign_in("lead"), {"view": "exact", "period": "2025"}
    page = client.get(reverse("cooperation:local"), asked)
    sheet = getattr(page.context["meter"], "sheet" if table == "stages" else table)()
    data = json.loads(client.get(reverse("cooperation:local_file", args=[table, "json"]), asked).content)
    assert [row["values"] for row in data["rows"]] == rows(sheet)
    assert [row["name"] for row in data["rows"]] == [row.label for row in sheet.rows]
    file = client.get(reverse("cooperation:local_file", args=[table, "csv"]), asked)
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    body = lines[lines.index([]) + 2 :]
    assert [line[0] for line in body] == [row.label for row in sheet.rows]
    first = [str(cell.plain).replace(".", ",") for cell in sheet.rows[0].cells]
    assert [value or "None" for value in body[0][1 : len(first) + 1]] == first


def test_a_file_says_what_is_protected(region, sign_in):
    url = reverse("cooperation:agreement_file", args=[DORTMUND, "stages", "json"])
    data = json.loads(sign_in("far_lead").get(url, {"period": "2026-03"}).content)
    assert data["rows"][2]["values"] == [None, 0]
    assert data["rows"][2]["protected"] == [0]
    text = sign_in("far_lead").get(url.replace("json", "csv"), {"period": "2026-03"}).content.decode("utf-8-sig")
    assert "geschützt;0" in text


@pytest.mark.parametrize(("table", "form"), [("nothing", "csv"), ("stages", "xlsx")])
def test_unknown_tables_and_forms_are_not_there(table, form, region, sign_in):
    assert sign_in("lead").get(reverse("cooperation:local_file", args=[table, form])).status_code == 404


def test_a_number_leads_to_its_cases(people, sign_in):
    case = introduction_in("introduced", people)
    client = sign_in("lead")
    page = client.get(reverse("cooperation:local"), {"view": "exact"})
    url = page.context["sheet"].rows[2].cells[0].url
    assert [row.pk for row in client.get(url).context["rows"]] == [case.pk]
    assert client.get(url, {"near": "county"}).status_code == 200
    for wrong in ({"stage": "x"}, {"period": "2026-13"}, {"near": "x"}, {"agreement": "x"}, {"period": "9999"}):
        assert client.get(reverse("cooperation:cases"), wrong).status_code == 404, wrong


def test_the_report_counts_limits_also_where_nothing_happened_in_the_period(people, sign_in):
    introduction_in("awaiting_provider", people)
    page = sign_in("lead").get(reverse("cooperation:neutrality"))
    sheets = {sheet.key: sheet for sheet in page.context["sheets"]}
    assert rows(sheets["caps"])[0] == [1, 0]
    assert rows(sheets["concentration"])[2][0] == 1


@pytest.mark.parametrize(("person", "name", "args"), [("partner", "local", []), ("far_lead", "agreement", [DORTMUND])])
def test_a_page_whose_numbers_are_not_worked_out_says_so_and_starts_the_job_once(
    region, sign_in, monkeypatch, person, name, args
):
    started = []
    monkeypatch.setattr("cooperation.reading._start", START)
    monkeypatch.setattr("cooperation.reading.enqueue_on_commit", started.append)
    client, url = sign_in(person), reverse(f"cooperation:{name}", args=args)
    for _time in range(2):
        assert "Die Zahlen werden gerade berechnet" in client.get(url, {"period": "2026-02"}).content.decode()
    assert [task.name for task in started] == ["cooperation.prepare_numbers"]
    services.prepare()
    assert "sheet" in client.get(url, {"period": "2026-02"}).context


def test_what_readers_see_is_worked_out_ahead(region, people):
    services.prepare()
    scope = scope_of(people.partner, {"period": "2026-02"})
    fact("introduced", "2026-02-11 10:00", 9_000, 1, 2, "soest", "soest")
    before = rows(Meter(scope).sheet())[2]
    assert before[0] == 5
    services.prepare()
    assert rows(Meter(scope).sheet())[2] != before


@pytest.mark.parametrize("unsettled", [0, 1_000])
def test_exact_numbers_follow_every_new_fact(region, monkeypatch, unsettled):
    monkeypatch.setattr("cooperation.reading._UNSETTLED", unsettled)

    def number() -> int:
        return exact("test", lambda flow: ["all"])["all"].number

    assert number() == number() == 7
    fact("introduced", "2026-02-11 10:00", 9_000, 1, 2, "soest", "soest")
    assert number() == number() == 8
    fact("introduced", "2026-02-12 10:00", 9_000, 1, 2, "soest", "soest")  # once more, which counts no more
    assert number() == 8


@pytest.mark.parametrize("unsettled", [0, 1_000])
def test_what_is_entered_late_moves_an_introduction_to_the_month_it_happened_in(region, monkeypatch, unsettled):
    monkeypatch.setattr("cooperation.reading._UNSETTLED", unsettled)

    def months() -> dict[str, int]:
        found = exact("months", lambda flow: [f"{flow.month:%Y-%m}"], stages=("introduced",))
        return {month: count.number for month, count in found.items()}

    fact("introduced", "2026-02-11 10:00", 9_000, 1, 2, "soest", "soest")
    before = months()
    fact("introduced", "2026-01-11 10:00", 9_000, 1, 2, "soest", "soest")
    assert months() == {**before, "2026-02": before["2026-02"] - 1, "2026-01": before.get("2026-01", 0) + 1}


def test_topics_that_nothing_was_counted_of_are_left_out_and_small_ones_are_protected(region, sign_in):
    """All that has happened is about one topic: five introductions in a quarter that is over, and two more in it."""
    page = sign_in("partner").get(reverse("cooperation:local"))
    assert [[cell.plain for cell in row.cells][2:4] for row in page.context["meter"].topics().rows] == [[7, 0.0]]
    assert [datum.value for datum in page.context["meter"].by_topic().data] == [0]
    quarter = sign_in("partner").get(reverse("cooperation:local"), {"period": "2026-03"})
    assert all(cell.plain is None for row in quarter.context["meter"].topics().rows for cell in row.cells)
