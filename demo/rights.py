"""Data protection in the demo: who has looked, one incident with its report, a copy to fetch, a first dry run."""

from datetime import timedelta

from django.utils import timezone

from accounts.enums import ReadPlace
from accounts.models import Contact
from accounts.reads import note_read
from demo.clock import travel_to
from demo.people import Cast
from demo.persons import PERSONS
from mail.services import silenced
from organisations.models import Membership
from privacy.enums import IncidentRisk
from privacy.erasure import request_erasure
from privacy.models import Incident, ThirdPartyNotice
from privacy.retention import run

LOOKED_DAYS_AGO = (1, 6, 17)


def tell_rights(cast: Cast) -> None:
    """Let staff have looked at contact data, an incident have been reported, and somebody ask for erasure; people
    whom others entered have been told long ago."""
    with silenced():
        _tell_third_parties()
        _look(cast)
        _have_an_incident(cast)
        _ask_for_erasure()
    run(dry=True)


def _tell_third_parties() -> None:
    """Their letters are history; the sweeper must not write them today."""
    told = {"due_on": timezone.localdate(), "posted_at": timezone.now()}
    for contact in Contact.objects.filter(user=None):
        ThirdPartyNotice.objects.update_or_create(contact=contact, defaults=told)


def _look(cast: Cast) -> None:
    contacts = Contact.objects.filter(user__email__in=["anna@example.org", "clara@example.org"])
    for days_ago in LOOKED_DAYS_AGO:
        with travel_to(timezone.now() - timedelta(days=days_ago)):
            note_read(cast.lead, contacts, ReadPlace.ORGANISATION)


def _have_an_incident(cast: Cast) -> None:
    noticed_at = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=40)
    Incident.objects.create(
        title="Einladung an eine falsche Adresse geschickt",
        description="Eine Einladung ging wegen eines Tippfehlers an eine fremde Adresse. Sie nannte eine Organisation.",
        noticed_at=noticed_at,
        people_affected=1,
        risk=IncidentRisk.RISK,
        measures="Einladung zurückgezogen, Empfänger um Löschung gebeten.",
        reported_at=noticed_at + timedelta(hours=26),
        closed_at=noticed_at + timedelta(days=9),
        created_by=cast.lead,
    )


def _ask_for_erasure() -> None:
    shown = [person.email for person in PERSONS]
    members = Membership.objects.active().filter(role="member").exclude(contact__email__in=shown)
    member = members.select_related("contact").order_by("pk").first()
    if member:
        request_erasure(member.contact, actor=None)
