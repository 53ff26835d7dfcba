"""The boards: their numbers are those of the pages they sum up, and show nothing that those pages hide."""

import itertools
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import PlatformRole
from cooperation.services import prepare
from core.spans import Span
from dzm.glance.figures import TOPICS
from radar.models import RadarMonth
from regions.models import Municipality
from reporting.freezing import freeze_due
from reporting.measures import COUNTY, TOTAL
from reporting.models import Cell
from reporting.selectors import municipality_report
from taxonomy.models import Topic
from tests.cooperation.region import crowd
from tests.dzm.glance import URL, board_of, charts_of, values
from tests.factories import ContactFactory, MembershipFactory, UserFactory
from tests.reporting.cases import LIPPSTADT, SOEST, WARSTEIN, WERL, came, consulted, registered, stepped

pytestmark = pytest.mark.django_db
YEAR = {"period": "2025"}
SECRET = 37  # needs that one firm alone has handed in


@pytest.fixture
def frozen():
    """Two years. In Soest and Warstein there are enough firms, in Lippstadt one firm has nearly all needs."""
    for year, many in ((2024, 4), (2025, 7)):
        for who in range(1, many + 1):
            for place, offset in ((SOEST, 0), (WARSTEIN, 50)):
                registered(who + offset, f"{year}-02-10", place, key=10_000 * year + offset + who)
                stepped("proposal_made", who + offset, f"{year}-02-11", place, key=20_000 * year + offset + who)
    for number in range(SECRET):
        registered(400, "2025-03-10", LIPPSTADT, key=90_000 + number, topics=["bi"])
    for who in (1, 2, 3, 4):
        stepped("introduced", who, "2025-03-01", SOEST)
    for who in (1, 2, 3):
        stepped("first_meeting", who, "2025-03-20", SOEST)
    stepped("pilot_started", 1, "2025-04-20", SOEST)
    stepped("success", 1, "2025-05-20", SOEST)
    freeze_due(date(2026, 1, 12))


def cell(place: str, slug: str, series: str = TOTAL, period: str = "2025") -> Cell | None:
    span = Span.parse(period)
    found = Cell.objects.filter(snapshot__kind=span.kind, snapshot__first=span.first, place=place)
    return found.filter(measure=slug, series=series).first()


# --- Project leads ---------------------------------------------------------------------------------


def test_the_funnel_of_a_lead_says_what_the_report_says(frozen, people, sign_in):
    charts = charts_of(board_of(sign_in("lead"), **YEAR))
    assert values(charts["funnel"]) == [14 + SECRET, 4, 3, 1, 1]
    report = municipality_report(Municipality.objects.get(ags=LIPPSTADT), Span.parse("2025"), Span.parse("2024"))
    county = {str(row.label): row.numbers[2] for row in report.totals}
    told = dict(zip(("Gemeldete Bedarfe", "Vermittlungen"), values(charts["funnel"]), strict=False))
    compared = {name: county[name].value for name in told if county[name].value is not None}
    assert compared
    assert compared == {name: told[name] for name in compared}


def test_a_lead_reads_exactly_what_is_hidden_from_others_and_the_note_says_so(frozen, sign_in):
    assert not cell(LIPPSTADT, "needs").is_shown
    response = sign_in("lead").get(URL, YEAR)
    charts = charts_of(response.context["board"])
    by_place = {datum.label: datum.value for datum in charts["needs-by-place"].data}
    assert (by_place["Lippstadt"], by_place["Soest"], by_place["Werl"]) == (SECRET, 7, 0)
    assert "Bitte geben Sie sie nicht weiter" in response.content.decode()


def test_the_lines_and_the_heat_map_go_through_the_periods_like_the_one_chosen(frozen, sign_in):
    charts = charts_of(board_of(sign_in("lead"), **YEAR))
    assert [one.name for one in charts["trend"].series] == ["Gemeldete Bedarfe", "Vermittlungen"]
    assert [datum.value for datum in charts["trend"].series[0].data] == [8, 14 + SECRET]
    assert charts["topics"].columns == ["2024", "2025"]
    bi = Topic.objects.get(slug="bi").label
    assert charts["topics"].series[0].name == bi
    assert [datum.value for datum in charts["topics"].series[0].data] == [0, SECRET]


def test_a_board_opens_with_the_newest_quarter_and_compares_it_with_the_one_before(frozen, sign_in):
    page = unescape(sign_in("lead").get(URL).content.decode())
    assert "4. Quartal 2025, mit genauen Zahlen" in page
    assert "3. Quartal 2025: 0" in page


def test_topics_without_room_are_named_in_words(sign_in):
    slugs = list(Topic.objects.order_by("slug").values_list("slug", flat=True)[: TOPICS + 2])
    for number, slug in enumerate(slugs):
        for who in range(number + 1):
            registered(1_000 * number + who, "2025-02-10", SOEST, key=1_000 * number + who + 1, topics=[slug])
    freeze_due(date(2025, 3, 12))
    board = board_of(sign_in("lead"), period="2025-02")
    section = next(each for each in board.shown if each.shown[0].key == "topics")
    assert len(section.shown[0].series) == TOPICS
    left_out = {Topic.objects.get(slug=slug).label for slug in slugs[:2]}
    assert [set(each.names) for each in section.named] == [left_out]
    assert not any(row.name in left_out for row in section.shown[0].series)


def test_a_need_without_a_municipality_is_on_no_map_and_said_in_words(sign_in):
    registered(1, "2025-02-10", SOEST)
    registered(2, "2025-02-10", "")
    freeze_due(date(2025, 3, 12))
    assert "Bedarfe ohne Ortsangabe: 1." in unescape(sign_in("lead").get(URL, {"period": "2025-02"}).content.decode())


# --- Municipal partners ----------------------------------------------------------------------------


def test_no_number_of_a_partner_is_one_that_the_report_hides(frozen, sign_in):
    response = sign_in("partner").get(URL, YEAR)
    board, charts = response.context["board"], charts_of(response.context["board"])
    for key, place in (("funnel", LIPPSTADT), ("funnel-county", COUNTY)):
        slugs = ("needs", "introductions", "meetings", "pilots")
        for slug, value in zip(slugs, values(charts[key]), strict=False):
            found = cell(place, slug)
            assert value == (0 if found is None else found.value if found.is_shown else None), (place, slug)
    assert values(charts["funnel"])[0] is None
    assert next(each for each in board.keys if str(each.label) == "Gemeldete Bedarfe").value is None
    for chart in charts.values():
        assert not {SECRET, SECRET + 14} & set(values(chart))
    page = response.content.decode()
    assert f">{SECRET}<" not in page
    assert f">{SECRET + 14}<" not in page
    assert "geschützt" in page


def test_a_partner_sees_numbers_of_no_other_municipality(frozen, sign_in):
    charts = charts_of(board_of(sign_in("partner"), **YEAR))
    assert "needs-by-place" not in charts
    assert not {7, 8} & set(values(charts["trend"]))


def test_the_map_of_a_partner_is_what_was_stored_for_all_municipalities(frozen, sign_in):
    day = date(2026, 1, 1)
    RadarMonth.objects.create(month=day, as_of=day, cells={}, totals={"": 9, WERL: 4, LIPPSTADT: None})
    chart = charts_of(board_of(sign_in("partner"), **YEAR))["unmet-places"]
    told = {datum.label: datum.value for datum in chart.data}
    assert (told["Werl"], told["Lippstadt"], told["Soest"]) == (4, None, 0)


def test_a_partner_of_two_municipalities_chooses_between_these(frozen, people, sign_in):
    soest = Municipality.objects.get(ags=SOEST)
    PlatformRole.objects.create(user=people.partner, role=Role.MUNICIPAL_PARTNER, municipality=soest)
    response = sign_in("partner").get(URL, YEAR | {"of": SOEST})
    assert "Auf einen Blick: Soest" in response.content.decode()
    assert set(response.context["board"].form.fields) == {"board", "of", "period"}
    own = charts_of(response.context["board"])["funnel"]
    assert values(own)[0] == (cell(SOEST, "needs").value if cell(SOEST, "needs").is_shown else None)


# --- Region leads ----------------------------------------------------------------------------------


def test_a_region_lead_reads_of_an_agreement_what_its_own_page_shows(people, sign_in):
    crowd("2026-02-10", 5)
    crowd("2026-03-10", 2, first=2_000)
    client, page = sign_in("far_lead"), reverse("cooperation:agreement", args=["digitaler-brueckenschlag"])
    assert "gerade berechnet" in client.get(reverse("glance")).content.decode()
    prepare()
    for period in ("2026-02", "2026-03", "all"):
        asked = {"period": period}
        charts = charts_of(board_of(client, **asked))
        sheet = client.get(page, asked).context["sheet"]
        directions = [charts.get("direction-out"), charts.get("direction-in")]
        for index, chart in enumerate(directions):
            assert values(chart) == [row.cells[index].value for row in sheet.rows], (period, index)
    hidden = charts_of(board_of(client, period="2026-03", view="exact"))["direction-out"]
    assert values(hidden)[2] is None
    assert charts_of(board_of(client, period="2026-02"))["direction-out"].data[2].value == 5


def test_a_region_lead_reads_unmet_needs_of_the_own_region_only(people, sign_in):
    crowd("2026-02-10", 5)
    titles = {datum.label for datum in charts_of(board_of(sign_in("far_lead")))["unmet-places"].data}
    assert "Dortmund" in titles
    assert "Soest" not in titles


# --- All of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "query"),
    [
        ("lead", {"period": "2031"}),
        ("lead", {"period": "\x00"}),
        ("lead", {"board": "operator"}),
        ("partner", {"board": "lead"}),
        ("partner", {"of": SOEST}),
        ("partner", {"period": "x"}),
        ("far_lead", {"of": "x"}),
        ("far_lead", {"period": "1999"}),
        ("far_lead", {"board": "lead"}),
        ("anna", {"of": "0"}),
        ("anna", {"board": "editor"}),
        ("editor", {"board": "partner"}),
        ("operator", {"board": "lead"}),
    ],
)
def test_what_is_not_theirs_or_not_there_does_not_exist(frozen, people, sign_in, person, query):
    crowd("2026-02-10", 5)
    assert sign_in(person).get(URL, query).status_code == 404


def test_who_has_several_roles_sees_the_first_and_the_way_to_the_others(people, sign_in):
    PlatformRole.objects.create(user=people.lead, role=Role.EDITOR)
    MembershipFactory(organisation=people.company, contact=people.lead.contact)
    client = sign_in("lead")
    response = client.get(URL)
    assert [kind.slug for kind in response.context["kinds"]] == ["lead", "editor", "member"]
    assert response.context["kind"].slug == "lead"
    page = client.get(f"{URL}?board=member").content.decode()
    assert f"Auf einen Blick: {people.company.name}" in unescape(page)
    assert f'href="{URL}?board=editor"' in page


def test_who_acts_for_nobody_has_no_board(people, client):
    client.force_login(ContactFactory(user=UserFactory()).user)
    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("person", ["lead", "partner", "far_lead", "clara", "dora", "editor"])
def test_before_anything_is_counted_a_board_says_so(people, sign_in, person):
    response = sign_in(person).get(URL)
    assert response.status_code == 200
    assert response.context["board"].links
    if not response.context["board"].shown:
        assert "Hier gibt es noch nichts zu sehen" in response.content.decode()


@pytest.mark.parametrize("person", ["anna", "clara", "lead", "far_lead", "partner", "editor", "operator"])
def test_start_pages_lead_to_the_board(people, sign_in, person):
    assert f'href="{URL}"' in sign_in(person).get(reverse("dashboard")).content.decode()


def test_the_number_of_queries_does_not_grow_with_what_is_shown(frozen, people, sign_in, queries):
    client = sign_in("lead")
    client.get(URL, YEAR)
    with queries() as few:
        client.get(URL, YEAR)
    for number, slug in enumerate(Topic.objects.values_list("slug", flat=True)[:15]):
        for who in range(4):
            registered(5_000 + who, "2026-02-10", WERL, key=5_000 + 10 * number + who, topics=[slug])
    consulted(1, "2026-02-11")
    came(1, "2026-02-12", SOEST)
    freeze_due(date(2027, 1, 12))
    with queries() as many:
        response = client.get(URL, {"period": "2026"})
    assert len(charts_of(response.context["board"])["topics"].series) == TOPICS
    assert len(many) == len(few)


def test_headings_keep_their_order_and_charts_have_tables(frozen, people, sign_in):
    page = sign_in("partner").get(URL, YEAR).content.decode()
    levels = [int(part[0]) for part in page.split("<h")[1:] if part[0].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.count("<figure") == page.count("<caption>")
