"""Who handles reports."""

from accounts.bias import is_biased
from accounts.selectors import project_leads
from core.models import LogEntry
from legal.enums import TicketState
from legal.models import Ticket
from legal.subjects import content_of, organisation_of
from organisations.permissions import is_member


def can_view_ticket(user, ticket: Ticket) -> bool:
    """The rule of `Ticket.objects.visible_to`, for one row."""
    return user.is_project_lead


def can_decide_ticket(user, ticket: Ticket) -> bool:
    """Nobody decides about the own organisation, about content for which they are biased, or twice: after a
    complaint it is another person's turn, where there is one."""
    if not can_view_ticket(user, ticket) or _decided_before(user, ticket):
        return False
    content = content_of(ticket)
    organisation = organisation_of(content)
    if organisation is None:
        return True
    return not (is_member(user, organisation.pk) or is_biased(user, content, organisation))


def can_view_legal_details(user) -> bool:
    """What is missing in the settings concerns whoever operates the portal, and the project leads."""
    return user.is_superuser or user.is_project_lead


def _decided_before(user, ticket: Ticket) -> bool:
    if ticket.state != TicketState.IN_REVIEW:
        return False
    decided = LogEntry.objects.about(ticket).filter(verb="decide", actor=user).exists()
    return decided and project_leads().exclude(user=user).exists()
