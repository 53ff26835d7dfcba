"""Who is in the landscape, and that it follows what organisations publish."""

from datetime import timedelta

import pytest
from django.utils import timezone

from landscape.models import Entry
from landscape.services import choose_visibility, put_back, refresh_all, take_down
from mail.models import OutboxMessage
from organisations.enums import Kind
from organisations.models import Organisation
from organisations.services.merging import merge, undo
from organisations.services.verification import check_again
from startups import services as offers
from startups.models import ProviderProfile, Reference
from tests.cases import offer_in
from tests.conftest import fresh
from tests.factories import OrganisationFactory, ProviderFactory
from tests.landscape.steps import agreed_company, directory, entry_of, listed_startup

pytestmark = pytest.mark.django_db


def test_a_provider_is_shown_from_its_first_published_offer_on(people, client):
    offer_in("submitted", people)
    assert people.startup.name not in directory(client)
    entry = listed_startup(people)
    assert entry.is_listed
    assert entry.topics == ["iiot"]
    assert people.startup.name in directory(client)


def test_a_provider_is_shown_no_more_when_its_last_offer_rests(people, client):
    entry = listed_startup(people)
    offers.suspend_offer(people.startup.offers.get(), actor=people.clara)
    entry.refresh_from_db()
    assert not entry.is_listed
    assert (entry.topics, entry.line_de) == ([], "")
    assert people.startup.name not in directory(client)


def test_a_company_is_shown_only_after_an_administrator_has_agreed(people, client):
    Organisation.objects.filter(pk=people.company.pk).update(wants_to_offer=True)
    offer_in("published", people, organisation=people.company, author=people.anna)
    assert people.company.name not in directory(client)
    assert agreed_company(people).is_listed
    assert people.company.name in directory(client)
    choose_visibility(people.company, actor=people.anna, visibility="hidden", booked_until=None)
    assert people.company.name not in directory(client)


@pytest.mark.parametrize("kind", [Kind.UNIVERSITY, Kind.MULTIPLIER, Kind.PARTNER])
def test_universities_and_networks_may_be_shown_without_an_offer(kind, people):
    organisation = OrganisationFactory(kind=kind)
    entry = choose_visibility(organisation, actor=people.lead, visibility="listed", booked_until=None)
    assert entry.is_listed
    assert not entry.takes_requests


def test_a_provider_that_does_not_want_to_be_shown_is_not(people):
    listed_startup(people)
    entry = choose_visibility(people.startup, actor=people.clara, visibility="hidden", booked_until=None)
    assert not entry.is_listed
    refresh_all()
    assert not entry_of(people.startup).is_listed


def test_an_organisation_that_is_checked_again_is_not_shown_meanwhile(people):
    listed_startup(people)
    check_again(fresh(people.startup), actor=people.lead)
    assert not entry_of(people.startup).is_listed


def test_what_the_hub_took_down_stays_down_and_its_people_read_why(people, client):
    listed_startup(people)
    take_down(people.startup, actor=people.lead, reason="Das Angebot wirbt um Personal.")
    choose_visibility(people.startup, actor=people.clara, visibility="listed", booked_until=None)
    assert people.startup.name not in directory(client)
    letter = OutboxMessage.objects.get(kind="landscape.taken_down")
    assert "wirbt um Personal" in letter.body_text
    put_back(people.startup, actor=people.lead)
    assert people.startup.name in directory(client)


def test_a_merged_organisation_leaves_and_comes_back_with_the_undo(people):
    listed_startup(people)
    twin = ProviderFactory(name="Maschinenfunk GmbH", region=people.startup.region)
    merged = merge(twin, people.startup, {}, actor=people.lead)
    assert list(Entry.objects.listed().values_list("organisation", flat=True)) == [twin.pk]
    undo(merged, actor=people.lead)
    assert list(Entry.objects.listed().values_list("organisation", flat=True)) == [people.startup.pk]


def test_the_nightly_look_finds_what_nobody_announced(people):
    entry = listed_startup(people)
    Reference.objects.create(organisation=people.startup, title="Drehteilefertiger")
    ProviderProfile.objects.filter(organisation=people.startup).update(capacity=0, speaks_english=True)
    assert refresh_all() == 1
    entry.refresh_from_db()
    assert (entry.reference_count, entry.takes_requests, entry.languages) == (1, False, ["de", "en"])
    assert refresh_all() == 0


def test_an_entry_is_confirmed_with_its_newest_offer(people):
    entry = listed_startup(people)
    day = timezone.localdate() - timedelta(days=200)
    people.startup.offers.update(confirmed_on=day)
    refresh_all()
    entry.refresh_from_db()
    assert entry.confirmed_on == day
    offers.reconfirm_offer(people.startup.offers.get(), actor=people.clara)
    entry.refresh_from_db()
    assert entry.confirmed_on == timezone.localdate()
