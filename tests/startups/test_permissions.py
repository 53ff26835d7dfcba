"""The rule on paper and the rule in SQL are the same, for every person and every state."""

import pytest

from regions.models import Region
from startups import permissions, services
from startups.enums import OfferState
from startups.models import Offer
from startups.workflow import OFFER
from tests.cases import leave, offer_in
from tests.conftest import PERSONS, fresh
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers_everywhere(people):
    """One offer of Clara (Düsseldorf) and one of Carl (Dortmund) per state, an archived draft, and one in Soest."""
    offers = [offer_in(state, people) for state in OfferState.values]
    carls = {"organisation": people.provider, "author": people.carl}
    offers += [offer_in(state, people, **carls) for state in OfferState.values]
    given_up = offer_in("draft", people, **carls)
    services.archive_offer(given_up, actor=people.carl)
    local = OrganisationFactory(region=Region.objects.get(slug="soest"))
    return [*offers, given_up, offer_in("submitted", people, organisation=local)]


def test_predicate_and_queryset_agree_on_who_sees_an_offer(people, offers_everywhere):
    for name in PERSONS:
        user = fresh(getattr(people, name))
        expected = {offer for offer in offers_everywhere if permissions.can_view_offer(user, offer)}
        assert set(Offer.objects.visible_to(user)) == expected, name


def test_predicate_and_queryset_agree_on_who_reviews_an_offer(people, offers_everywhere):
    reviewing = {"project_lead", "region_lead"}
    for name in PERSONS:
        user = fresh(getattr(people, name))
        expected = {offer for offer in offers_everywhere if reviewing & permissions.offer_parties(user, offer)}
        assert set(Offer.objects.reviewed_by(user)) == expected, name


@pytest.mark.parametrize(
    ("organisation", "author", "viewers"),
    [
        ("startup", "clara", {"clara", "lead", "lead2"}),
        ("provider", "carl", {"carl", "lead", "lead2", "far_lead"}),
    ],
)
def test_an_offer_is_seen_by_its_provider_and_its_leads_only(people, organisation, author, viewers):
    persons = {name: fresh(getattr(people, name)) for name in PERSONS}
    for state in OfferState.values:
        offer = offer_in(state, people, organisation=getattr(people, organisation), author=getattr(people, author))
        seen_by = {name for name, user in persons.items() if permissions.can_view_offer(user, offer)}
        assert seen_by == ({author} if state == "draft" else viewers), state


def test_what_was_never_submitted_stays_with_the_provider(people):
    offer = offer_in("draft", people)
    services.archive_offer(offer, actor=people.clara)
    assert {n for n in PERSONS if permissions.can_view_offer(fresh(getattr(people, n)), offer)} == {"clara"}


def test_a_former_member_sees_nothing_any_more(people):
    offer = offer_in("published", people)
    leave(people.clara, people.startup)
    assert not permissions.can_view_offer(fresh(people.clara), offer)
    assert not Offer.objects.visible_to(fresh(people.clara)).exists()


def test_each_step_belongs_to_the_parties_the_table_names(people):
    offer = offer_in("submitted", people, organisation=people.provider, author=people.carl)
    party = {"carl": "provider", "lead": "project_lead", "lead2": "project_lead", "far_lead": "region_lead"}
    for name in PERSONS:
        user = fresh(getattr(people, name))
        taken = {step for step in OFFER.transitions if permissions.can_take_offer_step(user, step, offer)}
        assert taken == {step.id for step in OFFER.transitions.values() if party.get(name) in step.by}, name


def test_text_summary_and_change_are_open_in_their_states_only(people):
    clara, lead = fresh(people.clara), fresh(people.lead)
    offers = {state: offer_in(state, people) for state in OfferState.values}

    def open_to(user, rule) -> set[str]:
        return {state for state, offer in offers.items() if rule(user, offer)}

    assert open_to(clara, permissions.can_edit_offer) == {"draft", "returned", "published"}
    assert open_to(lead, permissions.can_write_offer_teaser) == {"submitted", "returned", "published", "suspended"}
    assert open_to(lead, permissions.can_review_revision) == {"published", "suspended"}
    assert not open_to(lead, permissions.can_edit_offer)
    assert not open_to(clara, permissions.can_write_offer_teaser) | open_to(clara, permissions.can_review_revision)


def test_members_present_offers_and_keep_the_profile(people):
    for rule in (permissions.can_create_offer, permissions.can_edit_provider):
        assert {name for name in PERSONS if rule(fresh(getattr(people, name)), people.startup)} == {"clara"}
