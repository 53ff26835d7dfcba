"""The life of a message in the outbox."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from mail.enums import MessageState

OUTBOX = Workflow(
    name="outboxmessage",
    initial=MessageState.QUEUED,
    terminal=frozenset({"sent", "bundled"}),
    fulfilled=frozenset({"sent", "bundled"}),
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
            arrow("keep_back", "queued", "held", "system", _("Waits for release")),
            arrow("edit", "held failed", None, "project_lead", _("Text changed")),
            arrow("rewrite", "held queued failed", None, "project_lead system", _("Written anew")),
            arrow("cancel", "held queued failed", "cancelled", "project_lead", _("Do not send")),
            arrow("take_up_again", "cancelled", "held", "project_lead", _("Take up again")),
            arrow("outdate", "held queued collected failed", "cancelled", "system", _("The case has moved on")),
            arrow("collect", "queued", "collected", "system", _("Collected for the daily summary")),
            arrow("bundle", "collected", "bundled", "system", _("Told in the daily summary")),
            arrow("mute", "queued", "cancelled", "system", _("The recipient wants no such messages")),
        ]
    ),
)

# What a person decides on the page of a message.
DECISIONS = ["confirm_sent", "release", "send_again", "hold", "rewrite", "take_up_again", "cancel"]
WAITING = ["queued", "held", "collected"]  # not left yet, and nobody has given up
