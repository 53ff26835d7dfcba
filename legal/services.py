"""Verbs on reports. Permissions are asked by the views; services trust that the actor may act."""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.numbers import next_number
from core.states import advance, require
from legal import notifications
from legal.enums import AGAINST_CONTENT, DECISIONS, TicketKind
from legal.models import Ticket
from legal.subjects import Subject
from scheduling.workdays import add_working_days


def file_ticket(kind: str, typed: dict, *, form_key: UUID, subject: Subject | None = None) -> Ticket:
    """Store what a valid form holds as a report, the same form sent twice only once.

    Who reported gets a receipt where there is an address; project leads are told.
    """
    try:
        return _file(kind, typed, form_key, subject)
    except IntegrityError:
        earlier = Ticket.objects.filter(form_key=form_key).first()
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _file(kind: str, typed: dict, form_key: UUID, subject: Subject | None) -> Ticket:
    today = timezone.localdate()
    is_content = kind == TicketKind.CONTENT
    days = settings.REPORT_WORKING_DAYS if is_content else settings.BARRIER_WORKING_DAYS
    ticket = Ticket.objects.create(
        number=next_number(kind, today.year),
        kind=kind,
        form_key=form_key,
        due_on=add_working_days(today, days),
        where=typed["where"],
        subject_kind=subject.kind if subject else "",
        subject_id=subject.pk if subject else None,
        category=typed.get("category", ""),
        text=typed["text"],
        good_faith=typed.get("good_faith", False),
        reporter_name=typed.get("reporter_name", ""),
        reporter_email=typed.get("reporter_email", ""),
        language=(get_language() or "de")[:2],
    )
    LogEntry.objects.record(ticket, "file", actor=None, to_state=ticket.state)
    notifications.ticket_received(ticket)
    return ticket


@transaction.atomic
def take_ticket(ticket: Ticket, *, actor) -> None:
    advance(ticket, "take", actor=actor, assigned_to=actor)


@transaction.atomic
def decide_ticket(ticket: Ticket, *, actor, decision: str, reasons: str, ground: str = "", statement: str = "") -> None:
    """Decide with reasons. Who reported learns decision and reasons; who provided the content learns, where it is
    removed or restricted, on what that rests and how to object. Raises GuardFailed.

    The content itself is taken down by the steps of its own case, not here.
    """
    require(decision in DECISIONS[ticket.kind], _("Choose a decision."))
    require(reasons.strip(), _("Write the reasons."))
    if decision in AGAINST_CONTENT:
        require(ground, _("Choose what the decision rests on."))
        require(statement.strip(), _("Explain the decision to the provider of the content."))
    else:
        ground = statement = ""
    advance(
        ticket,
        "decide",
        actor=actor,
        reason=decision,
        decision=decision,
        ground=ground,
        reasons=reasons.strip(),
        statement=statement.strip(),
        assigned_to=ticket.assigned_to or actor,
        decided_at=timezone.now(),
        decided_by=actor,
    )
    notifications.ticket_decided(ticket)


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, actor) -> None:
    """Review once more after a complaint; the log keeps the former decision."""
    advance(
        ticket,
        "reopen",
        actor=actor,
        reason=ticket.decision,
        decision="",
        ground="",
        assigned_to=None,
        decided_at=None,
        decided_by=None,
        due_on=add_working_days(timezone.localdate(), settings.REPORT_WORKING_DAYS),
    )
