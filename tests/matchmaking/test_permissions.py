"""The rules for one row and the scoped querysets agree, for every state and every standing person."""

import pytest

from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.permissions import can_moderate_introduction, can_see_company, can_see_provider, can_view_introduction
from tests.cases import introduction_in, offer_in
from tests.conftest import PERSONS, fresh

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", IntroductionState.values)
def test_predicates_and_querysets_agree(people, state):
    from_dortmund = offer_in("published", people, organisation=people.provider, author=people.carl)
    cases = [introduction_in(state, people), introduction_in(state, people, offer=from_dortmund)]

    for person in PERSONS:
        user = fresh(getattr(people, person))
        for case in Introduction.objects.filter(pk__in=[case.pk for case in cases]):
            row = Introduction.objects.filter(pk=case.pk)
            assert row.visible_to(user).exists() == can_view_introduction(user, case), person
            assert row.moderated_by(user).exists() == can_moderate_introduction(user, case), person


@pytest.mark.parametrize(
    ("state", "person", "company", "provider"),
    [
        ("awaiting_company", "anna", True, False),
        ("awaiting_provider", "anna", True, False),
        ("awaiting_provider", "carl", False, True),
        ("awaiting_provider", "far_lead", False, True),
        ("awaiting_provider", "lead", True, True),
        ("introduced", "anna", True, True),
        ("introduced", "carl", True, True),
        ("introduced", "far_lead", True, True),
        ("introduced", "dora", False, False),
        ("withdrawn", "anna", True, False),
        ("withdrawn", "carl", False, True),
        ("withdrawn", "far_lead", False, True),
    ],
)
def test_who_knows_which_side(people, state, person, company, provider):
    offer = offer_in("published", people, organisation=people.provider, author=people.carl)
    introduction = introduction_in(state, people, offer=offer)
    user = fresh(getattr(people, person))

    assert (can_see_company(user, introduction), can_see_provider(user, introduction)) == (company, provider)
