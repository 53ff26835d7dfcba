from html import unescape

import pytest
from django.urls import reverse

from tests.conftest import PERSONS
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

LIST = reverse("organisations:list")


def shown(response) -> list:
    return list(response.context["page_obj"])


def text_of(response) -> str:
    return unescape(response.content.decode())


def test_the_list_is_for_leads_and_the_page_for_members_too(sign_in, people):
    for person in [*PERSONS, None]:
        client = sign_in(person)
        leads, members = person in ("lead", "lead2"), person in ("anna", "ben")
        listed = 200 if leads or person == "far_lead" else 403 if person else 302
        opened = 200 if leads or members else 404 if person else 302
        assert client.get(LIST).status_code == listed, person
        assert client.get(people.company.get_absolute_url()).status_code == opened, person
        assert client.post(LIST).status_code == (405 if person else 302), person


def test_a_region_lead_finds_the_own_region_only(sign_in, people):
    assert shown(sign_in("far_lead").get(LIST)) == [people.provider]
    assert sign_in("far_lead").get(people.provider.get_absolute_url()).status_code == 200
    assert sign_in("far_lead").get(people.company.get_absolute_url()).status_code == 404


def test_each_filter_works_alone_and_with_others(sign_in, people):
    pending = OrganisationFactory(name="Zimmerei Nolte", city="Rüthen", verification="pending", verified_at=None)
    soest = people.company.region.pk
    client = sign_in("lead")
    for query, expected in {
        "": [people.other_company, people.startup, people.company, people.provider, pending],
        "q=kornhaus": [people.other_company],
        "q=rüthen": [pending],
        "kind=startup": [people.startup, people.provider],
        f"region={soest}": [people.other_company, people.company, pending],
        "verification=pending": [pending],
        f"region={soest}&kind=startup": [],
        f"region={soest}&verification=pending&q=nolte": [pending],
    }.items():
        assert shown(client.get(f"{LIST}?{query}")) == expected, query


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_the_same_number_of_queries_however_long_it_is(sign_in, people, queries, rows):
    OrganisationFactory.create_batch(rows)
    client = sign_in("lead")
    with queries() as seen:
        client.get(LIST)
    assert len(seen) == LIST_QUERIES


LIST_QUERIES = 11


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_the_same_number_of_queries_however_many_people_there_are(sign_in, people, queries, rows):
    MembershipFactory.create_batch(rows, organisation=people.company)
    client = sign_in("lead")
    with queries() as seen:
        client.get(people.company.get_absolute_url())
    assert len(seen) == PAGE_QUERIES


PAGE_QUERIES = 23


def test_the_page_shows_who_acts_and_not_who_has_left(sign_in, people):
    left = MembershipFactory(organisation=people.company, is_active=False).contact
    page = text_of(sign_in("ben").get(people.company.get_absolute_url()))
    assert "Anna Feldkamp" in page
    assert people.anna.email in page
    assert left.full_name not in page
    assert reverse("matchmaking:request_list", args=[people.company.pk]) in page


def test_a_lead_registers_a_need_from_the_page(sign_in, people):
    page = text_of(sign_in("lead").get(people.company.get_absolute_url()))
    url = reverse("companies:need_create", args=[people.company.pk])
    assert url in page
    capture = sign_in("lead").get(url)
    assert capture.url == f"{reverse('companies:need_capture')}?organisation={people.company.pk}"
