"""Filters of lists that a lead keeps under a name."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.models import SavedFilter
from accounts.saving import AT_MOST, LISTS, clean_query
from tests.cases import need_in

pytestmark = pytest.mark.django_db

NEEDS = reverse("companies:need_queue")
SAVE = reverse("accounts:filter_save")


def saved(user, name="Neue", page="needs", query="state=submitted", **columns) -> SavedFilter:
    return SavedFilter.objects.create(user=user, name=name, page=page, query=query, **columns)


def test_words_that_were_searched_for_and_the_page_are_not_kept():
    assert clean_query(QueryDict("state=submitted&q=Meier&page=3&topic=&region=2&all=1")) == "region=2&state=submitted"


@pytest.mark.parametrize("page", LISTS)
def test_a_list_offers_to_save_its_filter_and_shows_it_from_then_on(sign_in, people, page):
    client, url = sign_in("lead"), reverse(LISTS[page])
    assert SAVE not in client.get(url).content.decode()
    assert SAVE in client.get(f"{url}?region={people.company.region_id}").content.decode()

    response = client.post(SAVE, {"page": page, "name": "Meine Region", "query": f"region={people.company.region_id}"})

    assert response.url == f"{url}?region={people.company.region_id}"
    shown = client.get(response.url).content.decode()
    assert "Meine Region" in shown
    assert SAVE not in shown
    assert "Meine Region" in client.get(url).content.decode()


def test_a_list_opens_with_the_chosen_filter_and_shows_everything_on_demand(sign_in, people):
    need_in("submitted", people)
    need_in("qualified", people)
    first, second = saved(people.lead), saved(people.lead, name="Andere", query="state=qualified", is_default=True)
    client = sign_in("lead")

    assert client.get(NEEDS).url == f"{NEEDS}?state=qualified"
    assert client.get(f"{NEEDS}?all=1").context["page_obj"].paginator.count == 2
    client.post(reverse("accounts:filter_open_with", args=[first.pk]), {"wanted": "yes"})
    assert client.get(NEEDS).url == f"{NEEDS}?state=submitted"
    client.post(reverse("accounts:filter_open_with", args=[first.pk]), {"wanted": "no"})
    assert client.get(NEEDS).status_code == 200
    second.refresh_from_db()
    assert not second.is_default


def test_a_filter_is_renamed_and_deleted(sign_in, people):
    row = saved(people.lead)
    client = sign_in("lead")
    client.post(reverse("accounts:filter_rename", args=[row.pk]), {"name": "Eingang"})
    row.refresh_from_db()
    assert row.name == "Eingang"
    client.post(reverse("accounts:filter_delete", args=[row.pk]))
    assert not SavedFilter.objects.exists()


def test_a_name_is_given_once_and_what_was_typed_stays(sign_in, people):
    saved(people.lead)
    other = saved(people.lead, name="Andere")
    client = sign_in("lead")
    for response in (
        client.post(SAVE, {"page": "needs", "name": "Neue", "query": "state=qualified"}),
        client.post(reverse("accounts:filter_rename", args=[other.pk]), {"name": "Neue"}),
    ):
        assert response.status_code == 200
        assert 'value="Neue"' in response.content.decode()
        assert "Einen Filter mit diesem Namen gibt es schon." in response.content.decode()


def test_there_is_room_for_some_filters_per_list(sign_in, people):
    for number in range(AT_MOST):
        saved(people.lead, name=f"Filter {number}")
    client = sign_in("lead")
    client.post(SAVE, {"page": "needs", "name": "Einer zu viel", "query": "state=qualified"})
    client.post(SAVE, {"page": "offers", "name": "Andere Liste", "query": "state=waiting"})
    assert set(SavedFilter.objects.values_list("page", flat=True)) == {"needs", "offers"}
    assert not SavedFilter.objects.filter(name="Einer zu viel").exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"page": "x"}, {"query": "q=Meier"}, {"query": "a=" + "b" * 900}, {"name": " "}, {"name": "n" * 41}],
)
def test_nothing_is_saved_without_name_list_and_filter(sign_in, people, data):
    complete = {"page": "needs", "name": "Neue", "query": "state=submitted"}
    response = sign_in("lead").post(SAVE, complete | data if data else {})
    assert response.status_code == 200
    assert not SavedFilter.objects.exists()


def test_the_filters_of_others_are_foreign(sign_in, people):
    row = saved(people.lead)
    client = sign_in("lead2")
    assert row.name not in client.get(reverse("accounts:filters")).content.decode()
    for step in ("rename", "open_with", "delete"):
        assert client.post(reverse(f"accounts:filter_{step}", args=[row.pk]), {"name": "x"}).status_code == 404


@pytest.mark.parametrize("count", [0, 3])
def test_the_page_of_filters_takes_the_same_number_of_queries(sign_in, people, queries, count):
    for number in range(count):
        saved(people.lead, name=f"Filter {number}")
    client = sign_in("lead")
    with queries() as seen:
        client.get(reverse("accounts:filters"))
    assert len(seen) == 9
