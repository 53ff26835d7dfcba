"""The cases of a lead by stage: counts, filters alone and combined, age and deadline."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Need
from dzm.pipeline import SHOWN_PER_STAGE
from regions.models import Municipality
from taxonomy.models import Topic
from tests.cases import introduction_in, need_in, offer_in

pytestmark = pytest.mark.django_db

URL = reverse("pipeline")


def numbers(response) -> dict[str, int]:
    return {stage.state: stage.number for stage in response.context["pipeline"].stages if stage.number}


def titles(response) -> set[str]:
    return {card.title for stage in response.context["pipeline"].stages for card in stage.cards}


def named(title: str, state: str, people, **columns) -> Need:
    need = need_in(state, people)
    Need.objects.filter(pk=need.pk).update(title=title, **columns)
    return need


def test_needs_and_introductions_are_counted_by_stage(sign_in, people):
    for state in ("submitted", "submitted", "qualified", "rejected", "draft"):
        need_in(state, people)
    introduction_in("shortlisted", people)
    introduction_in("suggested", people, need=need_in("qualified", people))
    client = sign_in("lead")

    assert numbers(client.get(URL)) == {"submitted": 2, "qualified": 2, "matching": 1}
    assert numbers(client.get(URL, {"of": "introductions"})) == {"shortlisted": 1}


def test_a_card_says_how_long_the_case_has_been_there_and_until_when(sign_in, people):
    need = named("Lange", "qualified", people, state_changed_at=timezone.now() - timedelta(days=12))
    need.refresh_from_db()

    (card,) = (card for stage in sign_in("lead").get(URL).context["pipeline"].stages for card in stage.cards)

    assert (card.days, card.due_on, card.owner) == (12, need.shortlist_due_on, people.lead.get_full_name())


def test_every_filter_works_alone_and_with_every_other(sign_in, people):
    """One need that fits all filters, and one for each filter that fits all but this one."""
    old = timezone.now() - timedelta(days=40)
    place, elsewhere = Municipality.objects.order_by("pk")[:2]
    fits = {"municipality": place, "region": people.company.region, "assigned_to": people.lead2}
    named("alle", "submitted", people, state_changed_at=old, **fits)
    named("municipality", "submitted", people, state_changed_at=old, **fits | {"municipality": elsewhere})
    named("region", "submitted", people, state_changed_at=old, **fits | {"region": people.provider.region})
    named("owner", "submitted", people, state_changed_at=old, **fits | {"assigned_to": None})
    named("age", "submitted", people, **fits)
    named("topic", "submitted", people, state_changed_at=old, **fits)
    Need.objects.get(title="topic").topics.set([])
    values = {
        "municipality": place.pk,
        "region": people.company.region_id,
        "owner": people.lead2.pk,
        "age": "30",
        "topic": Topic.objects.get(slug="iiot").pk,
    }
    everything = {"alle", *values}
    client = sign_in("lead")

    for first, value in values.items():
        assert titles(client.get(URL, {first: value})) == everything - {first}
        for second, other in values.items():
            found = titles(client.get(URL, {first: value, second: other}))
            assert found == everything - {first, second}, (first, second)
    assert titles(client.get(URL, values)) == {"alle"}
    assert titles(client.get(URL, {"owner": "nobody"})) == {"owner"}
    assert titles(client.get(URL, {"owner": "mine"})) == set()


def test_introductions_are_narrowed_by_the_region_of_the_provider_and_the_person_of_the_need(sign_in, people):
    far = offer_in("published", people, organisation=people.provider, author=people.carl)
    introduction_in("shortlisted", people, offer=far)
    introduction_in("awaiting_company", people)
    client = sign_in("lead")
    of = {"of": "introductions"}

    assert numbers(client.get(URL, of | {"region": people.provider.region_id})) == {"shortlisted": 1}
    assert numbers(client.get(URL, of | {"region": people.startup.region_id})) == {"awaiting_company": 1}
    assert len(numbers(client.get(URL, of | {"owner": "mine"}))) == 2
    assert numbers(client.get(URL, of | {"owner": people.lead2.pk})) == {}


def test_nobody_sees_cases_of_another_region(sign_in, people):
    introduction_in("shortlisted", people)
    client = sign_in("far_lead")
    assert numbers(client.get(URL)) == numbers(client.get(URL, {"of": "introductions"})) == {}


@pytest.mark.parametrize("query", ["owner=x", "age=-1", "age=9999999", "topic=0", "of=x", "region=%00", "owner=1e9"])
def test_nonsense_is_no_error(sign_in, people, query):
    need_in("submitted", people)
    assert sign_in("lead").get(f"{URL}?{query}").status_code == 200


@pytest.mark.parametrize("of", ["needs", "introductions"])
@pytest.mark.parametrize("count", [0, 1, SHOWN_PER_STAGE + 2])
def test_the_page_takes_the_same_number_of_queries_with_none_one_and_many(sign_in, people, queries, of, count):
    for _number in range(count):
        introduction_in("shortlisted", people)
    client = sign_in("lead")

    with queries() as seen:
        response = client.get(URL, {"of": of})

    assert sum(numbers(response).values()) == count
    assert sum(stage.hidden for stage in response.context["pipeline"].stages) == (2 if count > 1 else 0)
    assert len(seen) == 15
