"""Putting an offer on the list of a need by hand."""

import pytest
from django.urls import reverse

from companies.enums import NeedState
from core.models import LogEntry
from matchmaking.models import Introduction
from taxonomy.models import Topic
from tests.cases import need_in, offer_in

pytestmark = pytest.mark.django_db


def test_an_offer_found_by_hand_goes_on_the_list_once(sign_in, people):
    need = need_in("qualified", people)
    offer = offer_in("published", people)
    client = sign_in("lead")
    url = reverse("matchmaking:introduction_add", args=[need.pk])
    assert [found.pk for found in client.get(url, {"q": "Steuerung"}).context["page_obj"]] == [offer.pk]

    first = client.post(url, {"offer": offer.pk})
    again = client.post(url, {"offer": offer.pk}, follow=True)

    introduction = Introduction.objects.get(need=need, offer=offer)
    assert (
        first.url
        == f"{reverse('matchmaking:proposals', args=[need.pk])}?show={introduction.pk}#proposal-{introduction.pk}"
    )
    assert introduction.origin == "lead"
    assert again.context["messages"]
    assert LogEntry.objects.about(introduction).get().actor == people.lead


@pytest.mark.parametrize(
    "query", [{"q": "Kühlkette"}, {"topic": "e-rechnung"}, {"q": "Steuerung", "topic": "e-rechnung"}]
)
def test_a_search_without_a_hit_offers_the_way_back(sign_in, people, query):
    need = need_in("qualified", people)
    offer_in("published", people)
    if "topic" in query:
        query["topic"] = Topic.objects.exclude(slug="iiot").first().pk

    response = sign_in("lead").get(reverse("matchmaking:introduction_add", args=[need.pk]), query)

    assert list(response.context["page_obj"]) == []
    assert response.status_code == 200


def test_drafts_and_own_offers_are_not_found_by_hand(sign_in, people):
    need = need_in("qualified", people)
    offer_in("draft", people)
    offer_in("suspended", people)
    offer_in("published", people, organisation=people.company, author=people.anna)

    response = sign_in("lead").get(reverse("matchmaking:introduction_add", args=[need.pk]))

    assert list(response.context["page_obj"]) == []


def test_a_closed_need_takes_no_offer(sign_in, people):
    need = need_in("paused", people)
    offer = offer_in("published", people)

    response = sign_in("lead").post(
        reverse("matchmaking:introduction_add", args=[need.pk]), {"offer": offer.pk}, follow=True
    )

    assert response.context["messages"]
    assert not Introduction.objects.filter(need=need, offer=offer, origin="lead").exists()
    assert need.state == NeedState.PAUSED
