"""A report of content and one of a barrier that wait for the project leads."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from demo.clock import travel_to
from legal.enums import SubjectKind, TicketKind
from legal.services import file_ticket
from legal.subjects import Subject
from mail.services import silenced
from startups.models import Offer

REPORT = {
    "where": "Beschreibung des Angebots",
    "category": "misleading",
    "text": "Der Text verspricht eine Garantie auf Einsparungen. So etwas lässt sich nicht zusagen.",
    "good_faith": True,
    "reporter_name": "Rosa Findeisen",
    "reporter_email": "rosa.findeisen@example.com",
}
BARRIER = {
    "where": "Startseite, Landkarte",
    "text": "Mein Vergrößerungsprogramm zeigt die Karte unscharf. Gibt es die Zahlen auch als Liste?",
}


def tell_reports(offer: Offer) -> None:
    """File both through the service; their letters are history."""
    subject = Subject(SubjectKind.OFFER, offer.pk, "")
    with silenced():
        _file(TicketKind.CONTENT, REPORT, 1, subject, days_ago=3)
        _file(TicketKind.BARRIER, BARRIER, 2, None, days_ago=1)


def _file(kind: str, typed: dict, number: int, subject: Subject | None, *, days_ago: int) -> None:
    with travel_to(timezone.now() - timedelta(days=days_ago)):
        file_ticket(kind, typed, form_key=UUID(int=number), subject=subject)
