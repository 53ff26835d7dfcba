"""Views are counted without anything about who looked."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from landscape.counting import carry_over, count_code
from landscape.models import DailyViews
from privacy.retention import run
from tests.landscape.steps import listed_startup

pytestmark = pytest.mark.django_db

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def views() -> list[int]:
    carry_over()
    return list(DailyViews.objects.order_by("day").values_list("views", flat=True))


def test_a_visit_counts_once_however_often_it_is_carried_over(people, client):
    entry = listed_startup(people)
    client.get(entry.get_absolute_url(), **BROWSER)
    client.get(entry.get_absolute_url(), **BROWSER)
    assert views() == [2]
    assert views() == [2]
    client.get(entry.get_absolute_url(), **BROWSER)
    assert views() == [3]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; ExampleBot/2.1)"},
        {"HTTP_USER_AGENT": ""},
        {**BROWSER, "HTTP_SEC_PURPOSE": "prefetch;prerender"},
    ],
)
def test_programs_and_pages_fetched_in_advance_are_not_counted(headers, people, client):
    client.get(listed_startup(people).get_absolute_url(), **headers)
    assert views() == []


@pytest.mark.parametrize(("person", "wanted"), [("clara", []), ("lead", []), ("anna", [1])])
def test_the_own_people_and_the_hub_are_not_counted(person, wanted, people, sign_in):
    sign_in(person).get(listed_startup(people).get_absolute_url(), **BROWSER)
    assert views() == wanted


def test_a_cache_that_was_emptied_takes_nothing_away(people):
    entry = listed_startup(people)
    for _ in range(5):
        count_code(entry.code)
    assert views() == [5]
    cache.clear()
    count_code(entry.code)
    assert views() == [5]


def test_old_numbers_are_deleted(people):
    entry = listed_startup(people)
    today = timezone.localdate()
    DailyViews.objects.create(entry=entry, day=today - timedelta(days=800), views=3)
    DailyViews.objects.create(entry=entry, day=today - timedelta(days=600), views=4)
    run()
    assert list(DailyViews.objects.values_list("views", flat=True)) == [4]
