import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from startups.enums import OfferState, RevisionState
from startups.models import Offer, OfferRevision, OfferTeaser
from tests.cases import offer_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.mark.parametrize(
    ("state", "broken", "constraint"),
    [
        ("submitted", {"number": None}, "offer_submitted_numbered"),
        ("submitted", {"submitted_at": None}, "offer_submitted_numbered"),
        ("draft", {"state": OfferState.RETURNED}, "offer_submitted_numbered"),
        ("published", {"published_at": None}, "offer_published_dated"),
        ("published", {"confirmed_on": None}, "offer_published_dated"),
        ("suspended", {"confirm_due_on": None}, "offer_published_dated"),
        ("rejected", {"reject_reason": ""}, "offer_rejected_with_reason"),
        ("published", {"reject_reason": "not_digital"}, "offer_rejected_with_reason"),
    ],
)
def test_the_database_refuses_an_incoherent_offer(people, state, broken, constraint):
    offer = offer_in(state, people)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**broken)


def test_a_number_is_given_once(people):
    first, second = offer_in("submitted", people), offer_in("submitted", people)
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        Offer.objects.filter(pk=second.pk).update(number=first.number)


def test_only_one_change_of_an_offer_waits(people):
    offer = offer_in("published", people)
    OfferRevision.objects.create(offer=offer, content={}, submitted_by=people.clara)
    with pytest.raises(IntegrityError, match="offerrevision_one_waiting"), transaction.atomic():
        OfferRevision.objects.create(offer=offer, content={}, submitted_by=people.clara)
    OfferRevision.objects.create(offer=offer, content={}, submitted_by=people.clara, state=RevisionState.REPLACED)


def test_versions_of_a_summary_are_numbered_and_checked_by_somebody(people):
    offer = offer_in("submitted", people)
    text = {"offer": offer, "title": "Ein Anbieter", "text": "Liest Maschinen aus.", "written_by": people.lead}
    OfferTeaser.objects.create(version=1, **text)
    with pytest.raises(IntegrityError, match="offerteaser_unique_version"), transaction.atomic():
        OfferTeaser.objects.create(version=1, **text)
    with pytest.raises(IntegrityError, match="offerteaser_checked_by_and_at"), transaction.atomic():
        OfferTeaser.objects.create(version=2, checked_at=timezone.now(), **text)


def test_the_version_of_an_offer_changes_with_text_state_and_waiting_change(people):
    offer = offer_in("published", people)
    seen = {offer.version}
    Offer.objects.filter(pk=offer.pk).update(updated_at=timezone.now())
    seen.add(Offer.objects.get(pk=offer.pk).version)
    OfferRevision.objects.create(offer=offer, content={}, submitted_by=people.clara)
    seen.add(Offer.objects.get(pk=offer.pk).version)
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.SUSPENDED)
    seen.add(Offer.objects.get(pk=offer.pk).version)
    assert len(seen) == 4
