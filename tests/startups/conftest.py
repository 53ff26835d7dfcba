"""What the tests of offers share: a filled-in form, and a submitted one as a browser would send it."""

import pytest

from startups.forms import OfferForm
from taxonomy.models import Topic


@pytest.fixture
def typed(people):
    """`typed(title="...")` returns what a person types into the form of an offer, complete enough to be submitted."""

    def _typed(**changes) -> dict:
        return {
            "title": "Funksensoren zum Anklemmen",
            "description": "Wir klemmen Sensoren an alte Maschinen und zeigen Stillstände auf einem Bildschirm.",
            "topics": [Topic.objects.get(slug="iiot").pk],
            "sectors": [],
            "language": "de",
            "price_from_eur": "",
            "minimum_eur": "",
            "price_note": "",
            "contact": people.clara.contact.pk,
        } | changes

    return _typed


def present_values(offer) -> dict:
    """Return what the form of `offer` would send back unchanged."""
    initial = OfferForm(instance=offer, organisation=offer.organisation).initial
    data = {name: "" if value is None else value for name, value in initial.items()}
    return data | {
        "topics": [topic.pk for topic in offer.topics.all()],
        "sectors": [sector.pk for sector in offer.sectors.all()],
    }


def filled(offer, **changes) -> OfferForm:
    """Return the valid form of `offer` with `changes`."""
    form = OfferForm(present_values(offer) | changes, instance=offer, organisation=offer.organisation)
    assert form.is_valid(), form.errors
    return form
