from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from startups import progress, services
from startups.enums import OfferState
from startups.models import Offer
from tests.cases import offer_in
from tests.startups.conftest import filled

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "is_yours"),
    [
        ("draft", True),
        ("submitted", False),
        ("returned", True),
        ("published", False),
        ("suspended", True),
        ("rejected", False),
        ("archived", False),
    ],
)
def test_the_provider_is_told_whose_turn_it_is(people, state, is_yours):
    turn = progress.whose_turn(offer_in(state, people))
    assert turn.is_yours is is_yours
    assert turn.text


def test_every_state_has_its_own_sentence(people):
    assert len({progress.whose_turn(offer_in(state, people)).text for state in OfferState.values}) == len(OfferState)


@time_machine.travel("2018-03-29 09:00:00+00:00")
def test_the_hub_replies_within_two_working_days(people):
    after_easter = date(2018, 4, 4)
    assert progress.review_due_on(offer_in("submitted", people)) == after_easter

    published = offer_in("published", people)
    assert progress.review_due_on(published) is None
    services.edit_offer(filled(published, title="Neuer Titel"), actor=people.clara)
    changed = Offer.objects.get(pk=published.pk)
    assert progress.review_due_on(changed) == progress.whose_turn(changed).due_on == after_easter


def test_the_provider_is_asked_to_confirm_before_the_offer_would_rest(people):
    offer = offer_in("published", people)
    today = timezone.localdate()
    offer.confirm_due_on = today + timedelta(days=31)
    assert not progress.is_confirmation_due(offer, today)
    offer.confirm_due_on = today + timedelta(days=30)
    turn = progress.whose_turn(offer)
    assert (turn.is_yours, turn.due_on) == (True, offer.confirm_due_on)
