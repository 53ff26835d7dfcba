"""What counts for a project, from which day to which, and that each number is the sum of its rows."""

import datetime
from decimal import Decimal

import pytest

from projects.counting import RULES, Period, outcomes_of, period_of, rows_of, value_of
from projects.enums import IndicatorKind
from projects.models import Cooperation, PublicityItem, SupportLetter
from projects.selectors import attainments
from tests.projects.steps import IN_2019, activity, dnm, fact, indicator, of_event

pytestmark = pytest.mark.django_db
FIRST, LAST, AFTER = datetime.date(2018, 1, 1), datetime.date(2019, 12, 31), datetime.date(2020, 1, 1)


def counted(kind: str, **fields) -> Decimal:
    one = indicator(kind, **fields)
    return value_of(one, rows_of(one))


def test_the_first_project_lasts_two_years():
    assert period_of(dnm()) == Period(FIRST, LAST)


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        ("2017-12-31 23:59:59", 0),
        ("2018-01-01 00:00", 1),
        ("2019-12-31 23:30", 1),
        ("2019-12-31 23:59:59.999999", 1),
        ("2020-01-01 00:00", 0),
        ("2020-01-01 00:10", 0),
    ],
)
@pytest.mark.parametrize(
    ("kind", "of_fact"),
    [("introductions", "introduced"), ("needs", "need_registered"), ("consultations", "consultation")],
)
def test_the_clock_in_berlin_decides_what_is_in_the_period(when, counts, kind, of_fact):
    fact(of_fact, when)
    assert counted(kind) == counts


def test_in_summer_the_clock_in_berlin_is_two_hours_ahead():
    project = dnm()
    project.ends_on = datetime.date(2019, 7, 31)
    fact("introduced", "2019-07-31 23:30")
    fact("introduced", "2019-08-01 00:30", number=2)
    assert len(RULES[IndicatorKind.INTRODUCTIONS].rows(project, period_of(project))) == 1


@pytest.mark.parametrize(
    ("day", "hours"), [(LAST, "1.5"), (AFTER, "0"), (FIRST, "1.5"), (datetime.date(2017, 12, 31), "0")]
)
def test_work_on_the_last_day_counts_and_on_the_day_after_it_does_not(people, day, hours):
    activity(people.lead, 90, day)
    assert counted("hours") == Decimal(hours)


@pytest.mark.parametrize(
    ("day", "written", "counts"),
    [
        ("2019-12-31", "2020-01-02 09:00", 1),  # held on the last day, written down later
        ("2020-01-01", "2020-01-01 20:00", 0),
        ("2020-01-01", "2019-12-31 20:00", 0),
    ],
)
def test_an_event_counts_on_the_day_it_takes_place(day, written, counts):
    of_event("event_held", day=day, when=written)
    of_event("event_attended", day=day, when=written)
    assert counted("events") == counts
    assert counted("participants") == counts


def test_events_of_other_projects_and_of_none_do_not_count():
    of_event("event_held", event=1)
    of_event("event_held", event=2, project="other")
    of_event("event_held", event=3, project="")
    of_event("event_attended", event=3, project="")
    assert counted("events") == 1
    assert counted("participants") == 0


def test_an_event_that_is_written_down_twice_is_one_event():
    of_event("event_held", event=1)
    of_event("event_held", event=1)
    assert counted("events") == 1


def test_who_was_checked_in_by_mistake_did_not_take_part():
    for _guest in range(3):
        of_event("event_attended", event=1)
    of_event("event_attendance_undone", event=1)
    of_event("event_attendance_undone", event=2)  # of another event
    assert counted("participants") == 2


def test_a_consultation_that_was_taken_back_does_not_count():
    fact("consultation", entry=1, minutes=60)
    fact("consultation_cancelled", entry=1, minutes=60)
    fact("consultation", entry=1, minutes=45)
    fact("consultation", entry=2, minutes=60)
    assert counted("consultations") == 2


def test_a_case_counts_once_and_firms_count_once():
    for number in (1, 1, 2):
        fact("introduced", number=number)
        fact("consultation", number=number, entry=number)
    fact("need_registered", number=3)
    of_event("event_attended", number=4)
    assert counted("introductions") == 2
    assert counted("companies_supported") == 2
    assert counted("companies_reached") == 4


def test_firms_of_partner_regions_are_not_the_county_s():
    fact("introduced", region="dortmund", ags="05913000")
    fact("need_registered", region="dortmund")
    fact("offer_published", region="dortmund")
    assert counted("introductions") == counted("needs") == 0
    assert counted("offers") == counted("providers") == 1


def test_registers_count_by_their_day(people):
    for day in (LAST, AFTER):
        PublicityItem.objects.create(project=dnm(), day=day, channel="web", title="t")
        Cooperation.objects.create(project=dnm(), day=day, kind="agreement", partner="p")
        SupportLetter.objects.create(project=dnm(), received_on=day, organisation=f"o {day}")
    SupportLetter.objects.create(project=dnm(), received_on=datetime.date(2017, 10, 1), organisation="before")
    assert counted("publicity") == counted("cooperations") == 1
    assert counted("supporters") == 2  # letters come before the project


def test_what_was_taken_out_does_not_count(people):
    entry = activity(people.lead)
    entry.removed_at = "2020-01-01T00:00:00Z"
    entry.save()
    assert counted("hours") == 0


def test_a_number_by_hand_is_what_was_entered():
    one = indicator("by_hand", title="Presse", note="Mappe", value_by_hand=Decimal(7))
    assert (value_of(one, rows_of(one)), rows_of(one)) == (7, [])


@pytest.mark.parametrize("kind", [kind for kind in IndicatorKind if kind != IndicatorKind.BY_HAND])
def test_each_kind_has_a_rule_and_its_number_is_the_sum_of_its_rows(kind, people):
    activity(people.lead, 50)
    for number, name in enumerate(("introduced", "first_meeting", "pilot_started", "success", "offer_published"), 1):
        fact(name, number=number)
    indicator(kind)
    (found,) = attainments(dnm())
    assert found.value == sum(row.amount for row in found.rows)
    assert str(RULES[kind].definition)


def test_the_outcome_is_the_last_one_known_at_the_end_of_the_period():
    fact("introduced")
    fact("pilot_started", "2019-06-01 12:00")
    fact("success", "2019-12-31 23:59")
    fact("no_success", "2020-01-01 00:01")
    rows = RULES[IndicatorKind.INTRODUCTIONS].rows(dnm(), period_of(dnm()))
    assert outcomes_of(rows, LAST) == {1: "success"}
    assert outcomes_of(rows, IN_2019) == {}


def test_attainment_is_rounded_half_up():
    indicator("by_hand", "8", title="t", note="n", value_by_hand=Decimal(1))
    (found,) = attainments(dnm())
    assert found.percent == 13  # 12.5
