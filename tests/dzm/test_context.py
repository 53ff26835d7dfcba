"""Where each kind of person can go from every page."""

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from dzm.context import portal
from tests.conftest import PERSONS, fresh
from tests.factories import MembershipFactory, NeedFactory

pytestmark = pytest.mark.django_db


def portal_for(user, path: str = "/privacy/", method: str = "get"):
    request = getattr(RequestFactory(), method)(path)
    request.user = user
    request.resolver_match = resolve(path)
    return portal(request)["portal"]


@pytest.mark.parametrize("name", PERSONS)
def test_every_entry_of_the_navigation_opens(sign_in, people, name):
    client = sign_in(name)
    entries = portal_for(fresh(getattr(people, name))).navigation
    assert entries
    for entry in entries:
        assert client.get(entry.url).status_code == 200, entry.url


def test_the_entry_of_the_current_page_is_marked(people):
    path = reverse("companies:need_list", args=[people.company.pk])
    current = [entry.url for entry in portal_for(fresh(people.anna), path).navigation if entry.is_current]
    assert current == [path]


def test_a_case_marks_the_list_it_belongs_to(people):
    need = NeedFactory(organisation=people.company)
    entries = portal_for(fresh(people.anna), reverse("companies:need_detail", args=[need.pk])).navigation
    current = [entry.url for entry in entries if entry.is_current]
    assert current == [reverse("companies:need_list", args=[people.company.pk])]


def test_new_needs_are_counted_for_those_who_moderate_them(people):
    NeedFactory(organisation=people.company, state="submitted", submitted_at=timezone.now(), number="B-2026-0001")
    counts = {entry.url: entry.count for entry in portal_for(fresh(people.lead)).navigation}
    assert counts[reverse("companies:need_queue")] == 1
    counts = {entry.url: entry.count for entry in portal_for(fresh(people.far_lead)).navigation}
    assert counts[reverse("companies:need_queue")] == 0


def test_the_organisation_is_the_one_in_the_address(people):
    MembershipFactory(organisation=people.other_company, contact=people.ben.contact)
    path = reverse("companies:need_list", args=[people.other_company.pk])
    page = portal_for(fresh(people.ben), path)
    assert page.organisation == people.other_company
    assert [link.url for link in page.organisation_links if link.is_current] == [path]
    assert {link.url for link in page.organisation_links} == {
        reverse("companies:need_list", args=[organisation.pk])
        for organisation in (people.company, people.other_company)
    }


def test_somebody_with_one_organisation_needs_no_switch(people):
    assert portal_for(fresh(people.anna)).organisation_links == []


def test_a_foreign_organisation_in_the_address_is_not_taken_for_the_own(people):
    path = reverse("companies:need_list", args=[people.other_company.pk])
    assert portal_for(fresh(people.anna), path).organisation == people.company


@pytest.mark.parametrize(("name", "number"), [("anna", 4), ("lead", 4), ("editor", 3)])
def test_the_navigation_costs_a_fixed_number_of_queries(people, queries, name, number):
    user = fresh(getattr(people, name))
    with queries() as seen:
        assert portal_for(user).navigation
    assert len(seen) == number


def test_the_context_is_built_once_per_request(people):
    request = RequestFactory().get("/")
    assert portal(request)["portal"] is portal(request)["portal"]


def test_the_language_switch_does_not_repeat_a_form(people):
    assert portal_for(fresh(people.anna), "/privacy/", "post").stay_here == "/"
    assert portal_for(fresh(people.anna), "/privacy/").stay_here == "/privacy/"
