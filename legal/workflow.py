"""The life of a report, of content or of a barrier."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from legal.enums import TicketState

TICKET = Workflow(
    name="ticket",
    initial=TicketState.RECEIVED,
    terminal=frozenset({"decided"}),
    fulfilled=frozenset({"decided"}),
    transitions=dict(
        [
            arrow("take", "received", "in_review", "project_lead", _("Take over")),
            arrow("decide", "received in_review", "decided", "project_lead", _("Decide")),
            arrow("reopen", "decided", "in_review", "project_lead", _("Review again after a complaint")),
        ]
    ),
)
