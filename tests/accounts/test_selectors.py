import pytest

from accounts.selectors import lead_contacts, leads_of_region
from regions.models import Region

pytestmark = pytest.mark.django_db


def test_a_region_with_its_own_lead_is_looked_after_by_that_lead(people):
    assert leads_of_region(people.provider.region) == [people.far_lead.contact]


def test_every_other_region_is_looked_after_by_the_project_leads(people):
    assert set(leads_of_region(Region.objects.get(slug="soest"))) == {people.lead.contact, people.lead2.contact}


def test_a_lead_who_cannot_sign_in_is_not_written_to(people):
    people.far_lead.is_active = False
    people.far_lead.save()
    assert set(leads_of_region(people.provider.region)) == {people.lead.contact, people.lead2.contact}


def test_the_responsible_lead_is_told_alone(people):
    assert lead_contacts(people.lead2, people.company.region) == [people.lead2.contact]
    assert len(lead_contacts(None, people.company.region)) == 2
