"""The life of a meeting. Moving it is no new meeting: the entry in the calendars stays the same."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from meetings.enums import MeetingState

SIDES = "company provider"
ALL = f"{SIDES} project_lead"

MEETING = Workflow(
    name="meeting",
    initial=MeetingState.PROPOSED,
    terminal=frozenset({"cancelled", "held", "not_held"}),
    fulfilled=frozenset({"held"}),
    transitions=dict(
        [
            arrow("mark", "proposed", None, ALL, _("Mark the times that suit")),
            arrow("propose_again", "proposed", None, ALL, _("Propose other times")),
            arrow("fix", "proposed", "fixed", ALL, _("Fix the time")),
            arrow("move", "fixed", None, ALL, _("Move the meeting")),
            arrow("renew", "fixed", None, "system", _("Invite whom the case names now")),
            arrow("cancel", "proposed fixed", "cancelled", f"{ALL} system", _("Cancel the meeting")),
            arrow("record_held", "fixed not_held", "held", ALL, _("It took place")),
            arrow("record_not_held", "fixed", "not_held", ALL, _("It did not take place")),
            arrow("record_moved", "fixed", None, ALL, _("It was moved")),
            arrow("correct", "held", "not_held", "project_lead", _("It did not take place after all")),
        ]
    ),
)
