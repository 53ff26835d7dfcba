"""Free periods: frozen months as they were frozen, the other days as the facts stand, each firm once."""

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from core.spans import Span, SpanKind, midnight
from reporting.counting import sums
from reporting.free import Stretch, free_sums, stretches
from reporting.freezing import freeze, freeze_due
from reporting.measures import COUNTY, MEASURES, measure
from reporting.models import Cell, Contribution
from tests.reporting.cases import LIPPSTADT, SOEST, WERL, came, consulted, held, registered, stepped

pytestmark = pytest.mark.django_db

DAYS = ("2025-01-05", "2025-01-28", "2025-02-11", "2025-03-02", "2025-03-30", "2025-04-09", "2025-05-20")


@pytest.fixture
def county() -> None:
    """Firms that come again in later months from other places, with other topics, and some of what is taken back."""
    places = (LIPPSTADT, SOEST, WERL)
    for number in range(40):
        who, day, ags = 1 + number % 9, DAYS[number % len(DAYS)], places[number * number % 3]
        topic = ("e-rechnung", "it-sicherheit")[number % 2]
        registered(who, day, ags, key=100 + number, topics=(topic,), size=("small", "medium")[number % 4 == 1])
        consulted(1 + number % 11, day, ags, entry=number)
        stepped("introduced", who, DAYS[(number + 1) % len(DAYS)], ags, key=300 + number, topics=(topic,))
        came(7, day, ags, who if number % 2 else None)
    held(7, "2025-03-02")
    consulted(1, "2025-01-29", LIPPSTADT, kind="consultation_cancelled", entry=0)


def counted_in_one(slug: str, first: date, last: date) -> dict:
    """Count the same days from the facts alone."""
    return sums(measure(slug), midnight(first), midnight(last + relativedelta(days=1)))


PERIODS = [
    ("2025-01-01", "2025-03-31"),
    ("2025-01-01", "2025-05-31"),
    ("2025-01-10", "2025-05-21"),
    ("2025-02-01", "2025-02-28"),
    ("2025-02-15", "2025-04-10"),
    ("2025-01-06", "2025-01-30"),
    ("2024-11-03", "2025-02-28"),
    ("2025-05-01", "2025-05-31"),
]


@pytest.mark.parametrize(("first", "last"), PERIODS)
@pytest.mark.parametrize("each", MEASURES, ids=lambda each: each.slug)
def test_a_free_period_is_what_the_facts_say_whatever_is_frozen(county, each, first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    expected = counted_in_one(each.slug, first, last)
    assert free_sums(each, first, last) == expected
    freeze_due(date(2025, 4, 12))
    assert free_sums(each, first, last) == expected


@pytest.mark.parametrize("each", MEASURES, ids=lambda each: each.slug)
def test_a_free_period_of_frozen_months_equals_the_report_even_after_a_late_note(county, each):
    freeze_due(date(2025, 4, 12))
    registered(77, "2025-02-03", WERL, key=777)
    consulted(77, "2025-02-03", WERL, entry=777)
    quarter = Span(date(2025, 1, 1), SpanKind.QUARTER)
    cells = Cell.objects.filter(snapshot__kind=quarter.kind, snapshot__first=quarter.first, measure=each.slug)
    frozen = {
        (series, place): value
        for series, place, value in cells.exclude(place=COUNTY).values_list("series", "place", "value")
        if value
    }
    assert free_sums(each, quarter.first, quarter.last) == frozen
    if each.slug in ("needs", "reached"):
        assert counted_in_one(each.slug, quarter.first, quarter.last) != frozen


def test_days_are_split_where_frozen_months_begin_and_end(county):
    assert stretches(date(2025, 1, 1), date(2025, 3, 31)) == [Stretch(date(2025, 1, 1), date(2025, 3, 31))]
    for month in (1, 2, 3):
        freeze(date(2025, month, 1))
    assert stretches(date(2024, 12, 20), date(2025, 3, 30)) == [
        Stretch(date(2024, 12, 20), date(2024, 12, 31)),
        Stretch(date(2025, 1, 1), date(2025, 2, 28), is_frozen=True),
        Stretch(date(2025, 3, 1), date(2025, 3, 30)),
    ]
    assert stretches(date(2025, 1, 1), date(2025, 3, 31)) == [
        Stretch(date(2025, 1, 1), date(2025, 3, 31), is_frozen=True)
    ]
    assert stretches(date(2025, 2, 2), date(2025, 2, 27)) == [Stretch(date(2025, 2, 2), date(2025, 2, 27))]
    assert stretches(date(2025, 3, 31), date(2025, 3, 31)) == [Stretch(date(2025, 3, 31), date(2025, 3, 31))]


def test_a_county_without_facts_counts_to_nothing():
    assert [free_sums(each, date(2025, 1, 1), date(2025, 12, 31)) for each in MEASURES] == [{}] * len(MEASURES)


def test_the_index_of_beginnings_serves_every_figure_that_counts_firms_once():
    (index,) = (each for each in Contribution._meta.indexes if each.condition)
    assert dict(index.condition.children)["measure__in"] == [each.slug for each in MEASURES if each.distinct]
