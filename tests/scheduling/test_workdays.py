"""Working days of North Rhine-Westphalia, by a table written by hand from a printed calendar."""

from datetime import date

import pytest

from scheduling.workdays import add_working_days, is_working_day, shift_by_pause, working_days_between


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2026-01-01", False),  # New Year
        ("2026-01-06", True),  # Epiphany is no holiday here
        ("2026-04-03", False),  # Good Friday
        ("2026-04-06", False),  # Easter Monday
        ("2026-05-01", False),
        ("2026-05-14", False),  # Ascension
        ("2026-05-25", False),  # Whit Monday
        ("2026-06-04", False),  # Corpus Christi
        ("2026-06-05", True),  # the Friday after it
        ("2024-10-31", True),  # Reformation Day is no holiday here, but was in 2017
        ("2017-10-31", False),
        ("2024-11-01", False),  # All Saints, a Friday
        ("2026-11-01", False),  # and a Sunday
        ("2025-10-03", False),  # German Unity
        ("2026-12-24", True),
        ("2026-12-25", False),
        ("2025-12-26", False),
        ("2026-12-31", True),
        ("2026-11-28", False),  # a Saturday
    ],
)
def test_the_days_on_which_the_hub_works(text, is_one):
    assert is_working_day(day(text)) == is_one


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-12-23", 2, "2026-12-28"),  # the 24th, then the Monday
        ("2026-12-30", 2, "2027-01-04"),  # the 31st, then the Monday of the new year
        ("2026-06-03", 2, "2026-06-08"),  # over Corpus Christi and a weekend
        ("2026-04-02", 2, "2026-04-08"),  # over Easter
        ("2024-10-30", 2, "2024-11-04"),  # the 31st counts, All Saints does not
        ("2026-11-28", 1, "2026-11-30"),  # from a Saturday
        ("2026-01-05", 15, "2026-01-26"),
        ("2026-05-13", 10, "2026-05-29"),  # over Ascension and Whitsun
    ],
)
def test_a_deadline_in_working_days(start, count, end):
    assert add_working_days(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("due", "stopped", "resumed", "moved"),
    [
        ("2026-01-19", "2026-01-05", "2026-01-15", "2026-01-29"),  # eight working days
        ("2026-06-09", "2026-06-03", "2026-06-05", "2026-06-10"),  # Corpus Christi stops nothing that runs
        ("2026-06-09", "2026-06-05", "2026-06-07", "2026-06-09"),  # nor does a weekend
        ("2026-12-28", "2026-12-23", "2027-01-04", "2027-01-06"),  # 24, 28, 29, 30, 31 December, 4 January
        ("2024-11-05", "2024-10-30", "2024-11-04", "2024-11-07"),  # the 31st and the 4th
        ("2026-01-19", "2026-01-12", "2026-01-12", "2026-01-19"),  # asked and answered on one day
    ],
)
def test_a_clock_that_stood_still_leaves_as_many_working_days_as_before(due, stopped, resumed, moved):
    assert shift_by_pause(day(due), day(stopped), day(resumed)) == day(moved)
    assert working_days_between(day(resumed), day(moved)) == working_days_between(day(stopped), day(due))


def test_nothing_is_moved_where_no_deadline_runs():
    assert shift_by_pause(None, day("2026-01-05"), day("2026-01-15")) is None
