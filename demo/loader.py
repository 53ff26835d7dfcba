"""Loads the demo region: invented firms with cases in every state, dated relative to the day of loading."""

from datetime import timedelta
from random import Random
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from companies.models import Need
from cooperation.services import prepare
from core.jobs import queue_held
from core.models import LogEntry
from demo import (
    afterwards,
    board,
    captures,
    contacts,
    events,
    files,
    guests,
    introductions,
    landscape,
    matchday,
    meetings,
    needs,
    newsletter,
    offers,
    people,
    projects,
    radar,
    registrations,
    reports,
    rights,
    surveys,
    transfers,
    visitors,
    workbench,
)
from demo.persons import PASSWORD
from demo.texts import Voices
from demo.timeline import Timeline, file_away, newest_mail
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from organisations.duplicates import find_pairs
from organisations.models import Organisation
from reporting.freezing import freeze_due
from startups.models import Offer

SEED = 2018
# What Anna, Carl and Clara find when they sign in: need, offer, state, days since.
SPECIAL = (
    ("alte-drehautomaten-stillstand", "spindelfunk-laufzeit", "awaiting_company", 3),
    ("drehteile-eingangsrechnungen", "lippeufer-archiv", "introduced", 6),
    ("kaskelmann-mes-einstieg", "spindelfunk-stoergrund", "awaiting_provider", 4),
    ("hollunderbeck-absatzprognose", "vortagsbrot-prognose", "awaiting_company", 5),
)

IN_CONTACT = "lippeufer-archiv"  # the offer whose provider Anna has just been introduced to
REPORTED = "lippeufer-archiv"  # the offer that somebody has reported


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
    with queue_held(), _all_or_nothing():
        cast = people.create_cast()
        offer_of = offers.plan_offers(cast, timeline, rng)
        planned = needs.plan_needs(cast, timeline, voices, rng)
        timeline.play()
        introductions.compute_proposals()
        _tell_introductions(cast, timeline, voices, rng, planned, offer_of)
        timeline.play()
        surveys.tell_surveys(timeline.today)
        files.show_logos(cast)
        meetings.tell_meetings(_in_contact(offer_of[IN_CONTACT]))
        reports.tell_reports(offer_of[REPORTED])
        registrations.tell_arrivals(cast, make_password(PASSWORD))
        contacts.tell_contacts(cast)
        captures.take_needs_down(cast)
        visitors.tell_visits()
        transfers.tell_transfers(cast)
        rights.tell_rights(cast)
        workbench.tell_workbench(cast)
        landscape.tell_landscape(cast, offer_of, rng)
        board.tell_board(cast)
        events.tell_events(cast)
        guests.tell_registrations(cast)
        matchday.tell_matchday(cast)
        afterwards.tell_afterwards(cast)
        newsletter.tell_newsletter(cast)
        projects.tell_project(cast)
        find_pairs()
        for kind in (Need, Offer):
            _date_creation(kind)
        _freeze_figures()
        prepare()
        radar.tell_radar(cast)
    return {
        "organisations": Organisation.objects.count(),
        "needs": Need.objects.count(),
        "offers": Offer.objects.count(),
        "introductions": Introduction.objects.count(),
    }


def _tell_introductions(cast, timeline, voices, rng, planned, offer_of) -> None:
    groups = {need.pk: need.topics.select_related("group").first().group.slug for need, _row, _final in planned}
    teller = introductions.Storyteller(cast, timeline, voices, rng, groups)
    need_of = {row["key"]: need for need, row, _final in planned}
    special = [(need_of[need], offer_of[offer], state, days_ago) for need, offer, state, days_ago in SPECIAL]
    for need, offer, state, days_ago in special:
        teller.tell_of(need, offer, state, days_ago=days_ago)
    told = {need.pk for need, *_rest in special}
    for need, _row, final in planned:
        if need.pk not in told:
            teller.tell(need, final)


def _freeze_figures() -> None:
    """Freeze the figures of the periods that are over; the letter that says so has been sent."""
    last_mail = newest_mail()
    freeze_due()
    file_away(last_mail, timezone.now())


def _in_contact(offer: Offer) -> Introduction:
    """Return the introduction of `offer` in which both know each other, the one that was told first."""
    known = Introduction.objects.with_parties().filter(state=IntroductionState.INTRODUCED, offer=offer)
    return known.select_related("need__created_by__contact", "need__assigned_to__contact").earliest("pk")


def _all_or_nothing():
    """Let nested transactions do without savepoints: any failure takes everything back anyway, and a third of
    the statements of a load would be savepoints."""
    return patch.object(connection.features, "uses_savepoints", False)


def _date_creation(kind) -> None:
    """Let every row of `kind` have been written down an hour before its first step."""
    log = LogEntry.objects.filter(subject_type=kind._meta.label_lower)
    first_step = log.filter(subject_id=OuterRef("pk")).exclude(verb="create").order_by("at").values("at")[:1]
    kind.objects.update(created_at=Coalesce(Subquery(first_step), F("updated_at")) - timedelta(hours=1))
    created = kind.objects.filter(pk=OuterRef("subject_id")).values("created_at")[:1]
    log.filter(verb="create").update(at=Subquery(created))
