"""Offers are confirmed every half year, by one click, or rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from links.models import SignedLink
from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from organisations.models import Organisation
from scheduling.models import Timer
from scheduling.planning import replan
from scheduling.sweeping import sweep
from startups.models import Offer
from startups.services import suspend_offer
from tests.cases import offer_in

pytestmark = pytest.mark.django_db


def newest_path(offer: Offer) -> str:
    return (
        "/"
        + sign_links(absolute(SignedLink.objects.about(offer).filter(purpose="offer.reconfirm").first().path)).split(
            "/", 3
        )[3]
    )


def due_in(offer: Offer, days: int) -> None:
    Offer.objects.filter(pk=offer.pk).update(confirm_due_on=timezone.localdate() + timedelta(days=days))
    offer.refresh_from_db()
    replan(offer)


@pytest.mark.parametrize(
    ("state", "number"), [("draft", 0), ("submitted", 0), ("returned", 0), ("published", 3), ("suspended", 0)]
)
def test_only_published_offers_have_timers(people, state, number):
    assert Timer.objects.about(offer_in(state, people)).filter(state="waiting").count() == number


def test_one_click_confirms_without_signing_in(people, client):
    offer = offer_in("published", people)
    due_in(offer, 29)  # whatever the hour of the day
    sweep()
    assert OutboxMessage.objects.filter(kind="offer.remind_confirm").count() == 1
    path = newest_path(offer)
    assert "Stimmt das Angebot noch?" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    offer.refresh_from_db()
    assert offer.confirm_due_on == timezone.localdate() + timedelta(days=180)
    assert "bestätigt" in client.get(path).content.decode()


def test_a_resting_offer_is_made_active_again_by_the_link_of_its_letter(people, client):
    offer = offer_in("published", people)
    suspend_offer(offer)
    assert absolute(SignedLink.objects.about(offer).get(purpose="offer.reconfirm").path) in (
        OutboxMessage.objects.get(kind="offer.suspended").body_text
    )
    client.post(newest_path(offer))
    offer.refresh_from_db()
    assert offer.state == "published"


def test_what_stands_in_the_way_is_said_and_the_link_stays_usable(people, client):
    offer = offer_in("published", people)
    due_in(offer, 9)
    sweep()
    Organisation.objects.filter(pk=people.startup.pk).update(verification="pending", verified_at=None)
    page = client.post(newest_path(offer))
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert SignedLink.objects.about(offer).filter(purpose="offer.reconfirm").first().is_usable


def test_the_link_of_an_archived_offer_does_nothing(people, client):
    offer = offer_in("published", people)
    due_in(offer, 9)
    sweep()
    Offer.objects.filter(pk=offer.pk).update(state="archived")
    assert client.post(newest_path(offer)).status_code == 410
