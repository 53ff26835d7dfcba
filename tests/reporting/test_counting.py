"""Each figure equals what a separately written statement counts, and a second count gives the same."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from core.models import CaseEvent
from core.spans import midnight
from reporting.counting import facts_behind, sums
from reporting.freezing import freeze_due, write_contributions
from reporting.measures import COUNTY, MEASURES, TOTAL, Relation, measure
from reporting.models import Cell, Contribution, Snapshot
from tests.reporting.cases import LIPPSTADT, SOEST, WERL, came, consulted, held, registered, stepped

pytestmark = pytest.mark.django_db

PLACES = (LIPPSTADT, LIPPSTADT, SOEST, WERL, "unknown")

STEPS = ("proposal_made", "introduced", "first_meeting", "pilot_started", "success", "no_success")
STEPS += ("need_closed_solved", "need_withdrawn")


@pytest.fixture
def county():
    """A year and a half of a small county: everything happens, some of it twice, some of it elsewhere."""
    chance = random.Random(8)
    begin = date(2025, 1, 1)
    for number in range(600):
        who, place = chance.randint(1, 80), chance.choice(PLACES)
        day = (begin + timedelta(days=chance.randint(0, 540))).isoformat()
        options = {
            "size": chance.choice(("micro", "small", "large", "unknown")),
            "sectors": chance.sample(("25", "62", "C", "unknown"), chance.randint(1, 2)),
        }
        topics = chance.sample(("e-rechnung", "bi", "unknown"), chance.randint(1, 2))
        region = "duesseldorf" if chance.random() < 0.1 else "soest"
        kind = chance.choice(("need", "need", "again", "consultation", "cancelled", "held", "came", "undone", *STEPS))
        if kind == "need":
            registered(who, day, place, key=number, topics=topics, region=region, **options)
        elif kind == "again":
            registered(who, day, place, key=number, topics=topics, region=region, **options)
            registered(who, (begin + timedelta(days=545)).isoformat(), place, key=number, topics=topics, **options)
        elif kind == "consultation":
            consulted(who, day, place, entry=number, **options)
        elif kind == "cancelled":
            consulted(who, day, place, entry=number, **options)
            consulted(who, day, place, kind="consultation_cancelled", entry=number, **options)
        elif kind == "held":
            held(number, day, place)
        elif kind == "came":
            came(number, day, chance.choice((*PLACES, "05111000", "")), who if chance.random() < 0.6 else None)
        elif kind == "undone":
            came(number, day, place, who)
            came(number, day, place, who, kind="event_attendance_undone")
        else:
            stepped(kind, who, day, place, key=number // 2, topics=topics, region=region, **options)


def by_hand(sql: str, *values) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


KNOWN = "('05974028', '05974040', '05974052')"  # the places of the facts above; all others are unknown
NEED_PLACE = f"CASE WHEN attributes->>'need_ags' IN {KNOWN} THEN attributes->>'need_ags' ELSE 'unknown' END"
HOME_PLACE = f"CASE WHEN attributes->>'ags' IN {KNOWN} THEN attributes->>'ags' ELSE 'unknown' END"
GUEST_PLACE = f"CASE WHEN attributes->>'from_ags' IN {KNOWN} THEN attributes->>'from_ags' ELSE 'unknown' END"
DURING = "(occurred_at AT TIME ZONE 'Europe/Berlin')::date BETWEEN %s AND %s"


def first_of(kind: str, column: str) -> str:
    """Return the statement that counts things whose first fact of a kind lies in the period."""
    return (
        f"SELECT {NEED_PLACE}, count(*) FROM (SELECT DISTINCT ON ({column}) * FROM core_caseevent"  # noqa: S608
        f" WHERE kind = '{kind}' ORDER BY {column}, occurred_at, id) firsts"
        f" WHERE {DURING} AND attributes->>'need_region' = 'soest' GROUP BY 1"
    )


def all_of(*kinds: str) -> str:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        f"SELECT {NEED_PLACE}, count(*) FROM core_caseevent WHERE kind IN ({named}) AND {DURING}"  # noqa: S608
        " AND attributes->>'need_region' = 'soest' GROUP BY 1"
    )


STATEMENTS = {
    "needs": first_of("need_registered", "need_id"),
    "proposals": first_of("proposal_made", "introduction_id"),
    "introductions": first_of("introduced", "introduction_id"),
    "meetings": first_of("first_meeting", "introduction_id"),
    "pilots": first_of("pilot_started", "introduction_id"),
    "outcomes": all_of("success", "no_success"),
    "ended": all_of("need_closed_solved", "need_closed_unsolved", "need_withdrawn", "need_expired"),
    "consultations": (
        f"SELECT {HOME_PLACE}, sum(CASE kind WHEN 'consultation' THEN 1 ELSE -1 END)::int FROM core_caseevent"  # noqa: S608
        f" WHERE kind LIKE 'consultation%%' AND {DURING} AND attributes->>'region' = 'soest' GROUP BY 1"
        " HAVING sum(CASE kind WHEN 'consultation' THEN 1 ELSE -1 END) <> 0"
    ),
    "events": f"SELECT {HOME_PLACE}, count(*) FROM core_caseevent WHERE kind = 'event_held' AND {DURING} GROUP BY 1",  # noqa: S608
    "participants": (
        f"SELECT {GUEST_PLACE}, sum(CASE kind WHEN 'event_attended' THEN 1 ELSE -1 END)::int FROM core_caseevent"  # noqa: S608
        f" WHERE kind IN ('event_attended', 'event_attendance_undone') AND {DURING} GROUP BY 1"
    ),
}
PERIODS = [("2025-01-01", "2025-12-31"), ("2025-04-01", "2025-06-30"), ("2025-02-11", "2026-06-30")]


@pytest.mark.parametrize("slug", STATEMENTS)
def test_each_sum_equals_a_separately_written_count(county, slug):
    for period in PERIODS:
        expected = {place: number for place, number in by_hand(STATEMENTS[slug], *period).items() if number}
        first, last = (date.fromisoformat(day) for day in period)
        counted = sums(measure(slug), midnight(first), midnight(last + timedelta(days=1)))
        assert {place: number for (series, place), number in counted.items() if series == TOTAL} == expected
        assert expected


def firms(measure_slug: str, first: date, last: date) -> set[int]:
    """Count different companies by reading every fact, without SQL."""
    kinds = {"consultation", "introduced"} | ({"need_registered"} if measure_slug == "reached" else set())
    net: dict[int, dict[str, int]] = {}
    for fact in CaseEvent.objects.order_by("occurred_at", "pk"):
        if not midnight(first) <= fact.occurred_at < midnight(last + timedelta(days=1)) or not fact.organisation_id:
            continue
        own = fact.attributes
        found = net.setdefault(fact.organisation_id, {})
        if fact.kind in ("event_attended", "event_attendance_undone"):
            if measure_slug == "reached" and own["from_ags"] in (*PLACES[:4], ""):
                about = f"event {own['event']}"
                found[about] = found.get(about, 0) + (1 if fact.kind == "event_attended" else -1)
        elif own.get("region") == "soest" and fact.kind in (*kinds, "consultation_cancelled"):
            name = f"{fact.kind.removesuffix('_cancelled')} {own.get('entry', '')}"
            found[name] = found.get(name, 0) + (-1 if fact.kind.endswith("_cancelled") else 1)
    return {who for who, counts in net.items() if any(number > 0 for number in counts.values())}


@pytest.mark.parametrize("slug", ["reached", "supported"])
def test_each_company_counts_once_per_period(county, slug):
    for period in PERIODS:
        first, last = (date.fromisoformat(day) for day in period)
        counted = sums(measure(slug), midnight(first), midnight(last + timedelta(days=1)))
        total = sum(number for (series, _place), number in counted.items() if series == TOTAL)
        assert total == len(firms(slug, first, last)) > 0


def test_rows_add_up_to_the_total_and_unknown_is_a_row(county):
    for each in MEASURES:
        counted = sums(each, midnight(date(2025, 1, 1)), midnight(date(2026, 7, 1)))
        assert counted
        for dimension in each.dimensions:
            for place in {place for _series, place in counted}:
                here = {series: number for (series, where), number in counted.items() if where == place}
                parts = [number for series, number in here.items() if series.startswith(f"{dimension.slug}/")]
                if dimension.relation == Relation.PARTS:
                    assert sum(parts) == here[TOTAL]
                else:
                    assert max(parts) <= here[TOTAL] <= sum(parts)


def test_unknown_places_sizes_and_topics_are_counted():
    registered(1, "2025-02-01", "unknown", size="unknown", topics=["unknown"], sectors=["unknown"])
    counted = sums(measure("needs"), midnight(date(2025, 1, 1)), midnight(date(2026, 1, 1)))
    series = {TOTAL, "size/unknown", "topic/unknown", "sector/unknown"}
    assert counted == {(each, "unknown"): 1 for each in series}


def test_a_later_change_of_the_firm_does_not_rewrite_history():
    registered(1, "2025-02-01", LIPPSTADT)
    consulted(1, "2025-05-01", SOEST)  # it has moved
    year = (midnight(date(2025, 1, 1)), midnight(date(2026, 1, 1)))
    assert sums(measure("needs"), *year)[TOTAL, LIPPSTADT] == 1
    assert sums(measure("consultations"), *year)[TOTAL, SOEST] == 1
    assert {place for series, place in sums(measure("reached"), *year)} == {LIPPSTADT}


@pytest.mark.parametrize(("moment", "counts"), [("2025-12-31T23:59", 1), ("2026-01-01T00:01", 0)])
def test_a_period_ends_at_midnight_by_the_clock_of_the_hub(moment, counts):
    registered(1, moment)
    counted = sums(measure("needs"), midnight(date(2025, 1, 1)), midnight(date(2026, 1, 1)))
    assert counted.get((TOTAL, LIPPSTADT), 0) == counts


def test_a_rebuild_from_the_facts_gives_the_same(county):
    months = [date(2025, number, 1) for number in range(1, 13)]
    columns = ("month", "measure", "series", "place", "who", "number")
    write_contributions(months)
    first = sorted(Contribution.objects.values_list(*columns))
    assert first
    for month in months:
        write_contributions([month])  # one by one instead of all at once
    assert sorted(Contribution.objects.values_list(*columns)) == first


def test_frozen_cells_of_every_period_equal_a_count_of_the_facts(county):
    freeze_due(date(2026, 5, 11))
    assert Snapshot.objects.count() == 16 + 5 + 2 + 1  # months, quarters, half-years, a year
    for snapshot in Snapshot.objects.all():
        span = snapshot.span
        for each in MEASURES:
            counted = sums(each, midnight(span.first), midnight(span.last + timedelta(days=1)))
            for (series, _place), number in list(counted.items()):
                counted[series, COUNTY] = counted.get((series, COUNTY), 0) + number
            cells = Cell.objects.filter(snapshot=snapshot, measure=each.slug).values_list("series", "place", "value")
            frozen = {(series, place): value for series, place, value in cells if value}
            assert frozen == {key: number for key, number in counted.items() if number}, (span.slug, each.slug)


def test_as_many_rows_stand_behind_a_number_as_it_says(county):
    begin, end = midnight(date(2025, 1, 1)), midnight(date(2025, 7, 1))
    for slug in ("needs", "introductions", "outcomes", "participants"):
        for (series, place), number in sums(measure(slug), begin, end).items():
            facts = CaseEvent.objects.filter(pk__in=facts_behind(measure(slug), series, place, begin, end))
            assert sum(-1 if fact.kind.endswith("undone") else 1 for fact in facts) == number


def test_behind_a_number_of_companies_stand_all_their_facts():
    registered(1, "2025-02-01")
    consulted(1, "2025-03-01")
    consulted(2, "2025-03-01", SOEST)
    begin, end = midnight(date(2025, 1, 1)), midnight(date(2026, 1, 1))
    behind = CaseEvent.objects.filter(pk__in=facts_behind(measure("reached"), TOTAL, LIPPSTADT, begin, end))
    assert {(fact.organisation_id, fact.kind) for fact in behind} == {(1, "need_registered"), (1, "consultation")}
    assert len(facts_behind(measure("reached"), TOTAL, COUNTY, begin, end)) == 3
