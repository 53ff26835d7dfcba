"""Municipal partners read protected figures of their own municipality, and nothing else."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import PlatformRole
from core.facts import record_event
from core.models import CaseEvent, LogEntry
from regions.models import Municipality
from reporting.equations import TOTAL, WHOLE, Figure, Period
from reporting.models import Edition, digest
from reporting.services import last_quarter_end, publish, stored
from reporting.tasks import publish_figures
from tests.cases import introduction_in

pytestmark = pytest.mark.django_db

URL = reverse("reporting:municipality")
AS_OF = last_quarter_end(timezone.localdate())
LIPPSTADT, SOEST = "05974028", "05974040"


def verified(number: int, ags: str, *, size: str = "small", first: int = 1, days_ago: int = 0) -> None:
    """Record that `number` organisations were verified there, `days_ago` days before the edition."""
    moment = timezone.now().replace(year=AS_OF.year, month=AS_OF.month, day=1) - timedelta(days=days_ago)
    attributes = {"kind": "company", "ags": ags, "region": "soest", "size_class": size, "sectors": ["25"]}
    for pk in range(first, first + number):
        record_event("organisation_verified", attributes=attributes, organisation_id=pk, at=moment)


@pytest.fixture
def counted():
    """Enough in two towns, a single large firm in one of them."""
    verified(9, LIPPSTADT)
    verified(8, SOEST, first=100)
    verified(1, LIPPSTADT, size="large", first=200)
    return publish()


def read(client, **query) -> str:
    response = client.get(URL, query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_partner_sees_the_own_municipality_and_the_county(counted, sign_in):
    page = read(sign_in("partner"))
    assert "Stadt Lippstadt" in page
    shown = stored(counted, "organisations").shown
    assert shown[LIPPSTADT, TOTAL, Period.ALL] == 10
    assert shown[WHOLE, TOTAL, Period.ALL] == 18
    assert ">10<" in page
    assert ">18<" in page


def test_the_single_large_firm_is_not_shown(counted):
    shown = stored(counted, "organisations").shown
    for period in Period:
        assert Figure(LIPPSTADT, "size/large", period) not in shown
        assert Figure(WHOLE, "size/large", period) not in shown


@pytest.mark.parametrize(("person", "status"), [("partner", 404), ("lead", 200), ("lead2", 200)])
def test_other_municipalities_are_for_project_leads(counted, sign_in, person, status):
    assert sign_in(person).get(URL, {"municipality": SOEST}).status_code == status


@pytest.mark.parametrize("ags", ["05111000", "05913000", "x", "99999999", "\x00"])
def test_a_municipality_outside_the_county_has_no_figures_for_anybody(counted, sign_in, ags):
    for person in ("partner", "lead"):
        assert sign_in(person).get(URL, {"municipality": ags}).status_code == 404


def test_a_partner_of_two_municipalities_chooses_between_these(counted, people, sign_in):
    soest = Municipality.objects.get(ags=SOEST)
    PlatformRole.objects.create(user=people.partner, role=Role.MUNICIPAL_PARTNER, municipality=soest)
    page = read(sign_in("partner"), municipality=SOEST)
    assert page.count("<option") == 2
    assert ">18<" in page


def test_no_page_of_a_partner_names_a_firm_a_case_or_a_text(people, sign_in):
    case = introduction_in("success", people)
    CaseEvent.objects.update(occurred_at=timezone.now() - timedelta(days=120))
    publish()
    page = read(sign_in("partner"))
    for secret in (case.number, case.need.number, people.company.name, people.startup.name, case.need.title):
        assert secret not in page
    stored_text = str(Edition.objects.get().figures)
    assert people.company.name not in stored_text
    assert case.number not in stored_text


def test_without_an_edition_the_page_says_when_it_comes(sign_in):
    assert "Es gibt noch keine Zahlen" in read(sign_in("partner"))


def test_an_edition_is_made_once_and_bears_its_digest(counted):
    assert publish() is None
    assert publish(AS_OF - timedelta(days=92)) is None
    edition = Edition.objects.get()
    assert edition.sha256 == digest(edition.figures)
    assert LogEntry.objects.about(edition).filter(verb="publish_figures").count() == 1


def test_the_nightly_task_makes_the_edition_of_the_quarter_once():
    verified(5, LIPPSTADT)
    for _night in range(2):
        publish_figures()
    assert Edition.objects.get().as_of == AS_OF


def test_a_thing_is_counted_once_though_its_fact_came_twice():
    verified(5, LIPPSTADT)
    verified(5, LIPPSTADT)
    assert stored(publish(), "organisations").counts[LIPPSTADT, TOTAL, AS_OF.year] == 5


def test_what_happened_after_the_quarter_waits_for_the_next_edition():
    verified(5, LIPPSTADT)
    late = {"kind": "company", "ags": LIPPSTADT, "region": "soest", "size_class": "small", "sectors": ["25"]}
    for pk in range(50, 55):
        record_event("organisation_verified", attributes=late, organisation_id=pk)
    assert stored(publish(), "organisations").counts[LIPPSTADT, TOTAL, AS_OF.year] == 5


def test_a_number_that_grew_by_one_stays_as_it_was_with_its_date(sign_in):
    verified(6, LIPPSTADT, days_ago=95)
    verified(6, SOEST, days_ago=95, first=100)
    earlier = publish(last_quarter_end(AS_OF))
    verified(1, LIPPSTADT, first=300)
    before, after = (stored(edition, "organisations") for edition in (earlier, publish()))
    known = {before.span(figure): value for figure, value in before.shown.items()}
    grown = {value - known.get(after.span(figure), value) for figure, value in after.shown.items()}
    assert not grown & {1, 2}
    assert f"({earlier.as_of:%d.%m.%Y})" in read(sign_in("partner"))


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 11, 27), date(2026, 9, 30)),
    ],
)
def test_a_quarter_counts_when_it_is_over(today, end):
    assert last_quarter_end(today) == end


def test_a_partner_finds_the_figures_in_the_navigation(sign_in):
    page = sign_in("partner").get(reverse("dashboard")).content.decode()
    assert f'href="{URL}"' in page
    assert f'href="{URL}"' not in sign_in("editor").get(reverse("dashboard")).content.decode()


def test_a_line_repeats_what_each_edition_showed_and_says_nothing_of_what_it_hid(counted, sign_in):
    assert "chart-organisations" not in read(sign_in("partner"))
    earlier = dict(counted.figures["organisations"])
    earlier["shown"] = [row for row in earlier["shown"] if tuple(row[:2]) != (LIPPSTADT, TOTAL)]
    figures = {"organisations": earlier}
    Edition.objects.create(
        as_of=AS_OF - timedelta(days=92), smallest=counted.smallest, figures=figures, sha256=digest(figures)
    )
    page = read(sign_in("partner"))
    chart = page[page.index('id="chart-organisations"') :]
    chart = chart[: chart.index("</figure>")]
    assert 'fill="url(#hatch-organisations-wide)"' in chart
    assert chart.count(">10</text>") >= 2  # in both widths
    assert '<td class="num">geschützt</td>' in chart
    assert '<td class="num">10</td>' in chart
