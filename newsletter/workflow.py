"""The lives of a subscription (nobody receives anything before the address has been confirmed), of an issue, of each of
its mails, and of an answer."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from newsletter.enums import AnswerState, DeliveryState, IssueState, SubscriptionState

SUBSCRIPTION = Workflow(
    name="subscription",
    initial=SubscriptionState.PENDING,
    terminal=frozenset(),
    fulfilled=frozenset({"active"}),
    transitions=dict(
        [
            arrow("ask_again", "pending left bounced", "pending", "subscriber", _("Subscribe")),
            arrow("confirm", "pending", "active", "subscriber", _("Confirm the address")),
            arrow("leave", "pending active", "left", "subscriber project_lead", _("Unsubscribe")),
            arrow("return", "left", "active", "subscriber", _("Undo unsubscribing")),
            arrow("stop", "active", "bounced", "system project_lead", _("Stop delivery")),
        ]
    ),
)

ISSUE = Workflow(
    name="newsletter_issue",
    initial=IssueState.DRAFT,
    terminal=frozenset({"sent", "stopped", "dropped"}),
    fulfilled=frozenset({"sent"}),
    transitions=dict(
        [
            arrow("schedule", "draft", "scheduled", "editor project_lead", _("Schedule")),
            arrow("take_back", "scheduled", "draft", "editor project_lead", _("Take back to the drafts")),
            arrow("start", "scheduled", "sending", "system", _("Sending started")),
            arrow("pause", "sending", "paused", "editor project_lead", _("Pause")),
            arrow("go_on", "paused", "sending", "editor project_lead", _("Go on")),
            arrow("stop", "sending paused", "stopped", "editor project_lead", _("Stop for good")),
            arrow("finish", "sending", "sent", "system", _("Sent to everybody")),
            arrow("drop", "draft", "dropped", "editor project_lead", _("Throw away")),
        ]
    ),
)

DELIVERY = Workflow(
    name="newsletter_delivery",
    initial=DeliveryState.QUEUED,
    terminal=frozenset({"sent", "skipped"}),
    fulfilled=frozenset({"sent"}),
    transitions=dict(
        [
            arrow("claim", "queued", "sending", "system", _("Delivery started")),
            arrow("record_sent", "sending", "sent", "system", _("Handed over to the mail server")),
            arrow("postpone", "sending", "queued", "system", _("Postponed, will be tried again")),
            arrow("give_up", "sending", "failed", "system", _("Delivery given up")),
            arrow("lose", "sending", "unknown", "system", _("Delivery interrupted")),
            arrow("skip", "queued", "skipped", "system", _("Left out")),
            arrow("confirm_sent", "unknown", "sent", "editor project_lead", _("Was sent")),
            arrow("send_again", "unknown failed", "queued", "editor project_lead", _("Send again")),
        ]
    ),
)

ANSWER = Workflow(
    name="newsletter_answer",
    initial=AnswerState.OPEN,
    terminal=frozenset({"counted"}),
    fulfilled=frozenset({"done"}),
    transitions=dict(
        [
            arrow("not_reached", "open", None, "editor project_lead", _("Nobody reached")),
            arrow("settle", "open", "done", "editor project_lead", _("Settled")),
            arrow("reopen", "done", "open", "editor project_lead", _("Open again")),
        ]
    ),
)
