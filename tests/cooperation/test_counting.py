"""What is counted, against counts by hand and against SQL that was written separately."""

import datetime
from collections import Counter

import pytest
from django.db import connection

from cooperation import facts, periods
from cooperation.agreements import Figures
from cooperation.counting import Numbers, tally
from cooperation.local import Meter
from cooperation.scope import scope_of
from core.models import CaseEvent
from core.spans import SpanKind
from regions.models import CooperationAgreement
from taxonomy.models import Topic
from tests.cooperation.region import BERLIN, crowd, fact, settle

pytestmark = pytest.mark.django_db

DORTMUND, DUESSELDORF = "digitaler-brueckenschlag", "digihub-duesseldorf-rheinland"


@pytest.fixture
def region():
    settle()


def exact(lead, period: str = "all"):
    return scope_of(lead, {"view": "exact", "period": period})


def table(sheet) -> dict[str, list]:
    return {row.label: [cell.plain for cell in row.cells] for row in sheet.rows}


def stages(sheet) -> dict[str, list]:
    """Return the rows of a table by the stage that each stands for."""
    return dict(zip(facts.STAGES, ([cell.plain for cell in row.cells] for row in sheet.rows), strict=True))


def figures(lead, slug: str, period: str = "all") -> dict[str, list]:
    found = Figures(CooperationAgreement.objects.get(slug=slug), exact(lead, period))
    return stages(found.sheet())


def test_an_agreement_of_the_area_counts_all_its_counties_in_both_directions(people, region):
    assert figures(people.lead, DORTMUND) == {
        facts.PROPOSED: [2, 1],
        facts.ASKED: [2, 1],
        facts.INTRODUCED: [2, 1],
        facts.MET: [2, 0],
        facts.PILOT: [1, 0],
        facts.SUCCESS: [2, 0],
    }


def test_an_agreement_of_the_hub_itself_counts_the_county_only(people, region):
    fact("proposal_made", "2025-05-01 09:00", 50, 104, 206, "olpe", "duesseldorf")
    found = figures(people.lead, DUESSELDORF)
    assert found[facts.PROPOSED] == [1, 0]
    assert sum(map(sum, found.values())) == 1


@pytest.mark.parametrize(
    ("period", "proposed", "introduced", "met"),
    [
        ("2025", [2, 1], [2, 1], [2, 0]),
        ("2025-H1", [2, 1], [2, 0], [2, 0]),
        ("2025-H2", [0, 0], [0, 1], [0, 0]),
        ("2025-Q1", [2, 1], [1, 0], [1, 0]),
        ("2025-Q2", [0, 0], [1, 0], [1, 0]),
        ("2025-02", [2, 0], [1, 0], [0, 0]),
        ("2025-03", [0, 1], [0, 0], [1, 0]),
        ("2025-05", [0, 0], [0, 0], [0, 0]),  # the second meeting of a case does not count again
        ("2025-07", [0, 0], [0, 1], [0, 0]),  # ten minutes past midnight in Berlin, still June elsewhere
    ],
)
def test_each_case_counts_in_the_period_of_its_day_in_berlin(people, region, period, proposed, introduced, met):
    found = figures(people.lead, DORTMUND, period)
    assert (found[facts.PROPOSED], found[facts.INTRODUCED], found[facts.MET]) == (proposed, introduced, met)


def test_the_meter_counts_as_one_does_by_hand(people, region):
    """all, local, of these in the county, share."""
    assert stages(Meter(exact(people.lead)).sheet()) == {
        facts.PROPOSED: [7, 3, 2, 42.86],
        facts.ASKED: [5, 3, 2, 60.0],
        facts.INTRODUCED: [5, 3, 2, 60.0],
        facts.MET: [3, 1, 1, 33.33],
        facts.PILOT: [2, 1, 1, 50.0],
        facts.SUCCESS: [3, 1, 1, 33.33],
    }


def test_the_meter_counts_a_case_for_each_of_its_topics(people, region):
    found = table(Meter(exact(people.lead, "2025-H1")).topics())
    label = {topic.slug: str(topic.label) for topic in Topic.objects.all()}
    # proposed, introduced, successful: each with its share of local
    assert found == {
        label["iiot"]: [3, 66.67, 2, 50.0, 0, None],
        label["ki"]: [3, 33.33, 3, 33.33, 0, None],
        label["erp"]: [2, 0.0, 0, None, 0, None],
    }


def test_the_trend_has_the_share_of_each_quarter_and_says_where_there_is_nothing(people, region):
    meter = Meter(scope_of(people.lead, {"view": "exact"}))
    quarters = periods.last_quarters(datetime.date(2025, 1, 1), datetime.date(2025, 12, 1), 8)
    assert [each.short for each in quarters] == ["1/2025", "2/2025", "3/2025", "4/2025"]
    data = [meter._datum(each.short, facts.INTRODUCED, each) for each in quarters]
    assert [datum.value for datum in data] == [50, 50, 100, None]
    assert str(data[-1].reason) == "nichts gezählt"


def test_months_add_up_to_quarters_halves_years_and_the_whole_time(region):
    crowd("2024-11-05", 4)
    numbers = Numbers(tally(facts.flows(facts.STAGES), lambda flow: [(flow.stage, flow.month)]))
    first, last = datetime.date(2024, 11, 1), datetime.date(2025, 12, 1)
    for stage in facts.STAGES:
        for kind, wholes in periods.offered(first, last, running=True):
            for period in wholes:
                inside = sum(numbers(stage, part) for part in period.parts)
                assert kind == SpanKind.MONTH or numbers(stage, period) == inside
        years = sum(numbers(stage, period) for period in periods.offered(first, last, running=True)[0][1])
        assert numbers(stage, periods.whole(first, last)) == years


def test_the_database_adds_up_what_a_walk_through_all_facts_finds(region):
    crowd("2025-05-05", 5, seeking="dortmund", offering="soest")
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, occurred_at, introduction_id, attributes::text FROM core_caseevent ORDER BY 2, id")
        rows = cursor.fetchall()
    seen: dict[tuple, int] = {}
    reached = set()
    for kind, at, introduction, attributes in rows:
        if kind not in facts.STAGES or (kind, introduction) in reached:
            continue
        reached.add((kind, introduction))
        words = attributes.replace('"', "")
        seeking = words.split("need_region: ")[1].split(",")[0].strip("}")
        offering = words.split("provider_region: ")[1].split(",")[0].strip("}")
        local = at.astimezone(BERLIN)
        key = (kind, local.year, local.month, seeking, offering)
        seen[key] = seen.get(key, 0) + 1
    found = {(f.stage, f.month.year, f.month.month, f.seeking, f.offering): f.number for f in facts.flows(facts.STAGES)}
    assert found == seen


@pytest.mark.parametrize("by_topic", [False, True])
def test_what_was_counted_up_to_a_fact_and_what_has_changed_since_add_up(region, by_topic):
    crowd("2025-05-05", 5, seeking="dortmund", offering="soest")

    def cells(flow) -> list:
        return [(flow.stage, flow.month, flow.seeking, flow.offering, flow.topic)]

    def counted(**asked) -> Counter:
        found = tally(facts.flows(facts.STAGES, by_topic=by_topic, **asked), cells)
        return Counter({cell: count.number for cell, count in found.items()})

    everything = counted()
    for pk in [0, *CaseEvent.objects.values_list("pk", flat=True)]:
        was, now = counted(up_to=pk, changed_since=pk), counted(changed_since=pk)
        assert counted(up_to=pk) + now - was == everything


def test_both_sides_are_counted_by_organisation_and_come_to_the_same(region):
    counts = tally(facts.flows(facts.STAGES, by_organisation=True), lambda flow: [flow.stage])
    plain = tally(facts.flows(facts.STAGES), lambda flow: [flow.stage])
    for stage, count in counts.items():
        assert count.number == plain[stage].number == count.companies.total() == count.providers.total()
    assert counts[facts.PROPOSED].companies == {101: 2, 102: 2, 103: 1, 104: 1, 105: 1}


def test_a_company_is_the_one_that_the_need_belongs_to_today(people):
    from tests.cases import introduction_in

    case = introduction_in("awaiting_company", people)
    counts = tally(facts.flows([facts.ASKED], by_organisation=True), lambda flow: [flow.stage])
    assert counts[facts.ASKED].companies == {case.need.organisation_id: 1}
    assert counts[facts.ASKED].providers == {case.offer.organisation_id: 1}
    case.need.organisation = people.other_company
    case.need.save(update_fields=["organisation"])
    counts = tally(facts.flows([facts.ASKED], by_organisation=True), lambda flow: [flow.stage])
    assert counts[facts.ASKED].companies == {people.other_company.pk: 1}


def test_a_run_of_the_engine_writes_the_fact_that_counts_as_proposal(people):
    """Else the first stage would be that of hand-picked pairs."""
    from pathlib import Path

    from django.conf import settings

    writing = (Path(settings.BASE_DIR) / "matchmaking" / "writing.py").read_text("utf-8")
    assert f'"{facts.PROPOSED}"' in writing
