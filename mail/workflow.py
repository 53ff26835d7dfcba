"""The life of a message in the outbox."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from mail.enums import MessageState

OUTBOX = Workflow(
    name="outboxmessage",
    initial=MessageState.QUEUED,
    terminal=frozenset({"sent"}),
    fulfilled=frozenset({"sent"}),
    transitions=dict(
        [
            arrow("claim", "queued", "sending", "system", _("Delivery started")),
            arrow("record_sent", "sending", "sent", "system", _("Handed over to the mail server")),
            arrow("postpone", "sending", "queued", "system", _("Postponed, will be tried again")),
            arrow("give_up", "sending", "failed", "system", _("Delivery given up")),
            arrow("lose", "sending", "unknown", "system", _("Delivery interrupted")),
            arrow("confirm_sent", "unknown", "sent", "project_lead", _("Was sent")),
            arrow("send_again", "unknown failed", "queued", "project_lead", _("Send again")),
            arrow("hold", "queued", "held", "project_lead", _("Hold back")),
            arrow("release", "held", "queued", "project_lead", _("Release")),
        ]
    ),
)

# What a person decides on the page of a message.
DECISIONS = [transition.id for transition in OUTBOX.transitions.values() if "project_lead" in transition.by]
