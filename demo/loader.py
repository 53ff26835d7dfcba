"""Loads the demo region: invented firms with cases in every state, dated relative to the day of loading."""

from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companies.enums import NeedState
from companies.models import Need
from core.jobs import queue_held
from demo import introductions, needs, offers, people
from demo.texts import Voices
from demo.timeline import Timeline
from matchmaking.models import Introduction
from organisations.models import Organisation
from startups.models import Offer

SEED = 2018


class DemoRefused(Exception):
    """Demo data may not be loaded here; the message says why."""


@transaction.atomic
def load(seed: int = SEED) -> dict[str, int]:
    """Create the demo region and return counts. The same seed gives the same stories on the same day.

    The seed chooses only who stands where; every text is written by hand. Raises DemoRefused in an
    installation that is not marked as demo, or where organisations exist already.
    """
    if not settings.PORTAL_DEMO:
        raise DemoRefused("This installation is not marked as demo (PORTAL_DEMO). Nothing was loaded.")
    if Organisation.objects.exists():
        raise DemoRefused("There are organisations already. Nothing was loaded.")
    rng = Random(seed)
    voices = Voices(rng)
    timeline = Timeline(timezone.localdate(), rng)
    with queue_held():
        cast = people.create_cast()
        offer_of = offers.plan_offers(cast, timeline, rng)
        planned = needs.plan_needs(cast, timeline, voices, rng)
        timeline.play()
        introductions.compute_proposals()
        _tell_introductions(cast, timeline, voices, rng, planned, offer_of)
        timeline.play()
    return {
        "organisations": Organisation.objects.count(),
        "needs": Need.objects.count(),
        "offers": Offer.objects.count(),
        "introductions": Introduction.objects.count(),
    }


def _tell_introductions(cast, timeline, voices, rng, planned, offer_of) -> None:
    groups = {need.pk: need.topics.select_related("group").first().group.slug for need, _row, _final in planned}
    teller = introductions.Storyteller(cast, timeline, voices, rng, groups)
    special = _stories_of_sign_in_persons(cast, planned, offer_of)
    for need, offer, state, days_ago in special:
        teller.tell_of(need, offer, state, days_ago=days_ago)
    told = {need.pk for need, *_rest in special}
    for need, _row, final in planned:
        if need.pk not in told:
            teller.tell(need, final)


def _stories_of_sign_in_persons(cast, planned, offer_of) -> list[tuple]:
    """Return what Anna, Clara, Carl and Dora find when they sign in: (need, offer, state, days ago)."""
    matching = {}
    for need, _row, final in planned:
        if final == NeedState.MATCHING:
            matching.setdefault(need.organisation_id, []).append(need)
    organisation = {
        user.email.split("@")[0]: cast.organisations[key].pk
        for key, users in cast.members.items()
        for user in users
        if user.email.endswith("@example.org")
    }
    live = {}
    for offer in offer_of.values():
        offer.refresh_from_db()
        if offer.state == "published":
            live.setdefault(offer.organisation_id, []).append(offer)
    annas, doras = matching[organisation["anna"]], matching[organisation["dora"]]
    claras, carls = live[organisation["clara"]], live[organisation["carl"]]
    return [
        (annas[0], claras[0], "awaiting_company", 3),
        (annas[1], carls[0], "introduced", 6),
        (doras[0], claras[-1], "awaiting_provider", 4),
    ]
