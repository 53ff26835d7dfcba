"""Municipal partners read frozen figures of their own municipality; project leads count any period and see the rows."""

from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import PlatformRole
from regions.models import Municipality
from reporting.freezing import freeze_due
from reporting.models import CountState, FreeCount
from reporting.selectors import county_figure, frozen_spans
from reporting.services import count_free, stuck_counts
from tests.cases import introduction_in
from tests.reporting.cases import LIPPSTADT, SOEST, WARSTEIN, WERL, at, registered, stepped

pytestmark = pytest.mark.django_db
URL = reverse("reporting:municipality")


@pytest.fixture
def frozen():
    """Two years: enough in Lippstadt and Soest; in the second a single firm in Werl, and few in Warstein, which have to
    be hidden with it."""
    for year, many in ((2024, 4), (2025, 7)):
        for who in range(1, many + 1):
            registered(who, f"{year}-02-10", LIPPSTADT, key=10_000 * year + who)
            registered(100 + who, f"{year}-02-10", SOEST, key=10_000 * year + 100 + who, topics=["bi"])
    registered(200, "2025-02-10", WERL)
    for who in range(201, 204):
        registered(who, "2025-02-10", WARSTEIN)
    freeze_due(date(2026, 1, 12))


def read(client, url=URL, **query) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def row(page: str, head: str) -> list[str]:
    """Return what stands in the first row of that name."""
    start = page.index(f'<th scope="row">{head}</th>')
    cells = page[start : page.index("</tr>", start)].split("<td")[1:]
    return ["".join(part.partition("<")[0] for part in cell.split(">")[1:]).strip() for cell in cells]


def test_a_partner_reads_the_year_before_and_the_county_beside_it(frozen, sign_in):
    page = read(sign_in("partner"), period="2025")
    assert "Stadt Lippstadt" in page
    assert row(page, "Gemeldete Bedarfe") == ["7", "4", "18", "8"]


def test_the_period_before_instead_of_the_year_before(frozen, sign_in):
    page = read(sign_in("partner"), period="2025-H2", against="before")
    assert row(page, "Gemeldete Bedarfe")[:2] == ["0", "7"]


def test_what_has_no_figures_says_so_instead_of_zero(frozen, sign_in):
    assert row(read(sign_in("partner"), period="2024"), "Gemeldete Bedarfe") == ["4", "–", "8", "–"]


def test_topics_stand_in_a_table_and_a_chart(frozen, sign_in):
    page = read(sign_in("partner"), period="2025-02")
    assert row(page, "E-Rechnung und digitale Buchhaltung")[0] == "7"
    assert 'id="chart-topics"' in page


def test_a_report_opens_with_the_newest_quarter(frozen, sign_in):
    assert "4. Quartal 2025" in read(sign_in("partner"))
    assert frozen_spans()[0].slug == "2025"


@pytest.mark.parametrize("query", [{"period": "2031"}, {"period": "x"}, {"against": "x"}, {"municipality": SOEST}])
def test_what_is_not_frozen_or_not_the_own_place_does_not_exist(frozen, sign_in, query):
    assert sign_in("partner").get(URL, query).status_code == 404


@pytest.mark.parametrize("ags", ["05111000", "05913000", "x", "99999999", "\x00"])
def test_a_municipality_outside_the_county_has_no_figures_for_anybody(frozen, sign_in, ags):
    for person in ("partner", "lead"):
        assert sign_in(person).get(URL, {"municipality": ags}).status_code == 404


def test_a_partner_of_two_municipalities_chooses_between_these(frozen, people, sign_in):
    soest = Municipality.objects.get(ags=SOEST)
    PlatformRole.objects.create(user=people.partner, role=Role.MUNICIPAL_PARTNER, municipality=soest)
    page = read(sign_in("partner"), municipality=SOEST, period="2025")
    assert row(page, "Gemeldete Bedarfe")[0] == "7"
    assert SOEST in page
    assert WERL not in page


def test_no_page_of_a_partner_names_a_firm_a_case_or_a_text_or_leads_to_rows(people, sign_in):
    case = introduction_in("success", people)
    registered(1, "2025-02-01")
    freeze_due(date(2027, 3, 12))
    for form in ("", "csv", "json"):
        page = read(sign_in("partner"), reverse("reporting:export", args=[form]) if form else URL)
        for secret in (case.number, case.need.number, people.company.name, people.startup.name, case.need.title):
            assert secret not in page
        assert reverse("reporting:figure") not in page


def test_without_a_frozen_month_the_page_says_when_it_comes(sign_in):
    assert "Es gibt noch keine Zahlen" in read(sign_in("partner"))


def test_moehnesee_reads_figures_and_that_it_holds_no_share(frozen, people, sign_in):
    moehnesee = Municipality.objects.get(name="Möhnesee")
    page = read(sign_in("lead"), municipality=moehnesee.ags)
    assert "hält keinen Anteil" in page
    assert "Gemeldete Bedarfe" in page


def test_a_partner_finds_the_figures_in_the_navigation(sign_in):
    page = sign_in("partner").get(reverse("dashboard")).content.decode()
    assert f'href="{URL}"' in page
    assert f'href="{URL}"' not in sign_in("editor").get(reverse("dashboard")).content.decode()


# --- Files ----------------------------------------------------------------------------------------------


def file(client, form: str, **query):
    response = client.get(reverse("reporting:export", args=[form]), {"period": "2025", **query})
    assert response.status_code == 200
    assert f"lippstadt-2025.{form}" in response.headers["Content-Disposition"]
    return response.content


def test_a_file_for_excel_has_semicolons_and_hides_what_the_page_hides(frozen, sign_in):
    text = file(sign_in("partner"), "csv").decode("utf-8-sig")
    (line,) = [line for line in text.splitlines() if line.startswith("Gemeldete Bedarfe;;")]
    assert line == "Gemeldete Bedarfe;;;7;4;18;8"


def test_a_lead_exports_what_may_be_passed_on(frozen, sign_in):
    assert file(sign_in("lead"), "csv", municipality=LIPPSTADT) == file(sign_in("partner"), "csv")


def test_other_files_hold_the_same(frozen, sign_in):
    client = sign_in("partner")
    sheet = load_workbook(BytesIO(file(client, "xlsx"))).active
    rows = [list(each) for each in sheet.iter_rows(values_only=True)]
    assert ["Gemeldete Bedarfe", None, None, 7, 4, 18, 8] in rows
    data = client.get(reverse("reporting:export", args=["json"]), {"period": "2025"}).json()
    (needs,) = [each for each in data["figures"] if each["figure"] == "Gemeldete Bedarfe" and not each["breakdown"]]
    assert needs["values"] == [7, 4, 18, 8]
    assert file(client, "pdf").startswith(b"%PDF")


def test_what_is_hidden_reads_protected_in_every_file(frozen, people, sign_in):
    werl = Municipality.objects.get(ags=WERL)
    PlatformRole.objects.create(user=people.partner, role=Role.MUNICIPAL_PARTNER, municipality=werl)
    client, query = sign_in("partner"), {"municipality": WERL, "period": "2025"}
    assert row(read(client, **query), "Gemeldete Bedarfe") == ["geschützt", "0", "18", "8"]
    text = client.get(reverse("reporting:export", args=["csv"]), query).content.decode("utf-8-sig")
    assert "Gemeldete Bedarfe;;;geschützt;0;18;8" in text
    data = client.get(reverse("reporting:export", args=["json"]), query).json()
    assert [None, 0, 18, 8] in [each["values"] for each in data["figures"] if each["figure"] == "Gemeldete Bedarfe"]


def test_there_is_no_other_kind_of_file(frozen, sign_in):
    assert sign_in("partner").get(reverse("reporting:export", args=["doc"])).status_code == 404


# --- Any period, for project leads ------------------------------------------------------------------------


def ask(client, first: str, last: str) -> FreeCount:
    response = client.post(reverse("reporting:free"), {"first": first, "last": last})
    assert response.status_code == 302
    return FreeCount.objects.get()


def test_a_lead_counts_any_period_and_sees_what_is_hidden(frozen, sign_in):
    client = sign_in("lead")
    counted = ask(client, "2025-02-01", "2025-02-10")
    assert "0 von 12 Zahlen" in read(client, reverse("reporting:free_count", args=[counted.pk]))
    count_free(counted.pk)
    counted.refresh_from_db()
    assert (counted.state, counted.counted) == (CountState.DONE, 12)
    page = read(client, reverse("reporting:free_count", args=[counted.pk]), municipality=WERL)
    assert row(page, "Gemeldete Bedarfe") == ["1 (Zeilen anzeigen)", "18 (Zeilen anzeigen)"]
    status = client.get(reverse("reporting:free_status", args=[counted.pk]))
    assert status.headers["HX-Refresh"] == "true"


def test_counting_twice_harms_nothing(frozen, sign_in):
    counted = ask(sign_in("lead"), "2025-02-01", "2025-02-10")
    count_free(counted.pk)
    before = FreeCount.objects.values().get()
    count_free(counted.pk)
    assert FreeCount.objects.values().get() == before


def test_what_a_lost_worker_left_is_found(frozen, sign_in):
    counted = ask(sign_in("lead"), "2025-02-01", "2025-02-10")
    assert stuck_counts() == []
    FreeCount.objects.update(state=CountState.RUNNING, asked_at=at("2025-01-01"))
    assert stuck_counts() == [counted.pk]


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2025-03-01", "2025-02-01", "bevor er beginnt"),
        ("1900-01-01", "2025-02-01", "zwanzig Jahre"),
        ("2099-01-01", "2099-02-01", "in der Zukunft"),
        ("x", "", "Dieses Feld"),
    ],
)
def test_a_wrong_period_is_explained(sign_in, first, last, says):
    response = sign_in("lead").post(reverse("reporting:free"), {"first": first, "last": last})
    assert response.status_code == 200
    assert says in unescape(response.content.decode())
    assert not FreeCount.objects.exists()


def test_a_number_leads_to_its_rows(frozen, people, sign_in):
    case = introduction_in("introduced", people)
    stepped("pilot_started", people.company.pk, "2025-02-10", key=case.pk)
    query = {"measure": "pilots", "place": LIPPSTADT, "first": "2025-01-01", "last": "2025-12-31"}
    page = read(sign_in("lead"), reverse("reporting:figure"), **query)
    assert people.company.name in page
    assert "10.02.2025" in page


@pytest.mark.parametrize(
    "change",
    [
        {"measure": "x"},
        {"series": "x/y"},
        {"place": "05111000"},
        {"first": "x"},
        {"last": "2024-01-01"},
        {"place": "\x00"},
    ],
)
def test_a_number_that_does_not_exist_has_no_rows(sign_in, change):
    query = {"measure": "needs", "series": "", "place": "", "first": "2025-01-01", "last": "2025-12-31", **change}
    assert sign_in("lead").get(reverse("reporting:figure"), query).status_code == 404


@pytest.mark.parametrize("person", ["partner", "editor", "operator", "anna"])
def test_rows_and_free_periods_are_for_project_leads(frozen, sign_in, person):
    client = sign_in(person)
    for name in ("reporting:free", "reporting:figure"):
        assert client.get(reverse(name)).status_code == 403


# --- The county in public -----------------------------------------------------------------------------------


def test_the_county_in_public_is_the_sum_of_what_is_shown():
    for who in range(1, 6):
        registered(who, "2024-02-10", key=who)
    registered(6, "2025-02-10", key=6)
    for who in range(7, 12):
        registered(who, "2025-08-10", key=who)
    freeze_due(date(2026, 1, 12))
    figure = county_figure("needs")
    assert (figure.value, figure.as_of) == (11, date(2025, 12, 31))
    assert county_figure("pilots") is None


def test_what_is_frozen_is_drawn_once_for_each_kind_of_reader(frozen, sign_in, queries):
    with queries() as first:
        drawn = read(sign_in("partner"), period="2025")
    with queries() as second:
        kept = read(sign_in("partner"), period="2025")
    assert row(kept, "Gemeldete Bedarfe") == row(drawn, "Gemeldete Bedarfe") == ["7", "4", "18", "8"]
    assert len(second) < len(first)
    assert row(read(sign_in("partner"), period="2025", against="before"), "Gemeldete Bedarfe")[1] == "4"
    assert "Zeilen anzeigen" not in kept
    assert "Zeilen anzeigen" in read(sign_in("lead"), period="2025", municipality=LIPPSTADT)
    assert "Zeilen anzeigen" not in read(sign_in("partner"), period="2025")
    assert row(read(sign_in("partner"), period="2025-H2"), "Gemeldete Bedarfe")[0] == "0"
    english = sign_in("partner").get(URL, {"period": "2025", "lang": "en"}).content.decode()
    assert "Registered needs" in english
    assert "Gemeldete Bedarfe" not in english
