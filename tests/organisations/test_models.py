import pytest
from django.db import IntegrityError, transaction

from organisations.models import Membership, Organisation
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def refused(constraint: str, write) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_the_database_refuses_a_check_without_a_date(people):
    rows = Organisation.objects.filter(pk=people.company.pk)
    refused("organisation_verification_dated", lambda: rows.update(verified_at=None))
    rows.update(verification="pending", verified_at=None)


def test_the_database_refuses_the_same_person_twice(people):
    refused(
        "membership_unique",
        lambda: Membership.objects.create(organisation=people.company, contact=people.anna.contact),
    )


def test_names_are_sorted_as_people_expect(people):
    for name in ("Zeder AG", "Öhler KG", "Oberkamp GmbH"):
        OrganisationFactory(name=name)
    names = [row.name for row in Organisation.objects.by_name()]
    assert [name for name in names if name[0] in "ZÖO"] == ["Oberkamp GmbH", "Öhler KG", "Zeder AG"]


def test_a_place_is_the_town_or_what_is_known_instead(people):
    organisation = people.company
    assert organisation.place == organisation.municipality.name
    organisation.city = "Körbecke"
    assert organisation.place == "Körbecke"
    organisation.city, organisation.municipality = "", None
    assert organisation.place == "Kreis Soest"


def test_a_member_who_left_stays_as_a_row_but_acts_no_more(people):
    left = MembershipFactory(organisation=people.company, is_active=False).contact
    assert not Organisation.objects.of_member(left.user).exists()
    assert people.company.memberships.filter(contact=left).exists()
