"""The list of organisations nobody has spoken with for long."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contactlog.selectors import without_contact
from matchmaking.models import Introduction
from organisations.enums import Verification
from organisations.models import Organisation
from tests.cases import introduction_in, need_in
from tests.conftest import fresh
from tests.factories import ContactEntryFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def ago(months: float):
    return timezone.now() - timedelta(days=30.5 * months)


@pytest.fixture
def long_known(people):
    """All organisations registered two years ago."""
    Organisation.objects.update(created_at=ago(24))
    return people


def silent(user, months=6) -> set:
    return {organisation.name for organisation in without_contact(fresh(user), months)}


def test_a_contact_within_the_months_takes_an_organisation_off_the_list(long_known):
    p = long_known
    ContactEntryFactory(organisation=p.company, occurred_at=ago(5))
    ContactEntryFactory(organisation=p.other_company, occurred_at=ago(7))
    assert p.company.name not in silent(p.lead)
    assert p.other_company.name in silent(p.lead)
    assert p.other_company.name not in silent(p.lead, 8)


def test_the_latest_contact_counts_and_a_withdrawn_one_does_not(long_known):
    p = long_known
    ContactEntryFactory(organisation=p.company, occurred_at=ago(20))
    last = ContactEntryFactory(organisation=p.company, occurred_at=ago(9))
    ContactEntryFactory(organisation=p.company, occurred_at=ago(1), state="withdrawn", withdraw_reason="Doppelt.")
    found = without_contact(fresh(p.lead), 6).get(pk=p.company.pk)
    assert found.last_contact == last.occurred_at


def test_who_registered_lately_is_not_silent(long_known):
    p = long_known
    Organisation.objects.filter(pk=p.company.pk).update(created_at=ago(1))
    assert p.company.name not in silent(p.lead)
    assert p.other_company.name in silent(p.lead)


def test_a_first_meeting_is_a_contact_with_both_sides(long_known):
    p = long_known
    introduction = introduction_in("introduced", p)
    Introduction.objects.filter(pk=introduction.pk).update(met_on=timezone.localdate() - timedelta(days=10))
    assert not {p.company.name, p.startup.name} & silent(p.lead)
    assert p.other_company.name in silent(p.lead)


def test_only_verified_organisations_one_looks_after_are_listed(long_known):
    p = long_known
    Organisation.objects.filter(pk=p.startup.pk).update(verification=Verification.PENDING, verified_at=None)
    MembershipFactory(organisation=p.other_company, contact=p.lead.contact)
    assert silent(p.lead) == {p.company.name, p.provider.name}
    assert silent(p.far_lead) == {p.provider.name}
    assert silent(p.anna) == set()


def test_the_list_is_narrowed_by_owner_place_and_open_need(long_known, sign_in):
    p = long_known
    need_in("submitted", p)
    Organisation.objects.filter(pk=p.company.pk).update(owner=p.lead)
    client = sign_in("lead")

    def names(**query) -> set:
        page = client.get(reverse("contactlog:silent"), query)
        assert page.status_code == 200
        return {organisation.name for organisation in page.context["page_obj"]}

    assert names() == {p.company.name, p.other_company.name, p.startup.name, p.provider.name}
    assert names(owner="mine") == {p.company.name}
    assert names(owner=str(p.lead.pk)) == {p.company.name}
    assert p.company.name not in names(owner="nobody")
    assert names(open_need="yes") == {p.company.name}
    assert p.company.name not in names(open_need="no")
    assert names(municipality=p.company.municipality_id) >= {p.company.name}
    assert p.provider.name not in names(municipality=p.company.municipality_id)
    assert names(months="30") == set()


@pytest.mark.parametrize("months", ["0", "-3", "x", "", "1e9", "NaN", "6.5", "999"])
def test_nonsense_as_months_breaks_nothing(people, sign_in, months):
    assert sign_in("lead").get(reverse("contactlog:silent"), {"months": months}).status_code == 200


def test_the_list_costs_a_fixed_number_of_queries(long_known, sign_in, queries):
    client, url = sign_in("lead"), reverse("contactlog:silent")
    with queries() as seen:
        client.get(url)
    for _ in range(5):
        ContactEntryFactory(occurred_at=ago(9))
    Organisation.objects.update(created_at=ago(24))
    with queries() as more:
        client.get(url)
    assert len(more) == len(seen)
