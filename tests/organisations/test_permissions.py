import pytest
from django.utils import timezone

from organisations.models import Organisation
from organisations.permissions import can_edit_organisation, can_view_organisation, is_organisation_admin
from tests.conftest import PERSONS, fresh

pytestmark = pytest.mark.django_db

OWN = {"anna": "company", "ben": "company", "dora": "other_company", "clara": "startup", "carl": "provider"}


def test_predicate_and_queryset_agree_on_who_sees_an_organisation(people):
    everything = list(Organisation.objects.all())
    for name in PERSONS:
        user = fresh(getattr(people, name))
        seen = set(Organisation.objects.visible_to(user))
        assert seen == {row for row in everything if can_view_organisation(user, row)}, name


def test_leads_see_all_a_region_lead_the_region_members_their_own_and_the_others_nothing(people):
    everything = {people.company, people.other_company, people.startup, people.provider}
    for name in PERSONS:
        expected = {getattr(people, OWN[name])} if name in OWN else set()
        if name in ("lead", "lead2"):
            expected = everything
        if name == "far_lead":
            expected = {people.provider}
        assert set(Organisation.objects.visible_to(fresh(getattr(people, name)))) == expected, name


def test_the_data_of_an_organisation_is_changed_by_its_admin_or_a_project_lead(people):
    allowed = {name for name in PERSONS if can_edit_organisation(fresh(getattr(people, name)), people.company)}
    assert allowed == {"anna", "lead", "lead2"}
    assert not is_organisation_admin(fresh(people.ben), people.company.pk)


def test_who_has_left_sees_the_organisation_no_more(people):
    people.ben.contact.memberships.update(is_active=False, deactivated_at=timezone.now())
    assert not can_view_organisation(fresh(people.ben), people.company)
    assert not Organisation.objects.visible_to(people.ben).exists()
