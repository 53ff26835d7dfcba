"""The lives of a note from an event, of minutes, and of what somebody has taken on."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from events.following.enums import ItemState, MinutesState, NoteState

EVENT_NOTE = Workflow(
    name="event_note",
    initial=NoteState.OPEN,
    terminal=frozenset(),
    fulfilled=frozenset({"done"}),
    transitions=dict(
        [
            arrow("settle", "open", "done", "organiser", _("Done")),
            arrow("discard", "open", "discarded", "organiser", _("Set aside")),
            arrow("reopen", "done discarded", "open", "organiser", _("Open again")),
        ]
    ),
)

MINUTES = Workflow(
    name="minutes",
    initial=MinutesState.DRAFT,
    terminal=frozenset({"approved"}),
    fulfilled=frozenset({"approved"}),
    transitions=dict([arrow("approve", "draft", "approved", "organiser", _("Approve and send"))]),
)

ACTION_ITEM = Workflow(
    name="action_item",
    initial=ItemState.OPEN,
    terminal=frozenset(),
    fulfilled=frozenset({"done"}),
    transitions=dict(
        [
            arrow("finish", "open", "done", "organiser participant", _("Done")),
            arrow("drop", "open", "dropped", "organiser", _("Drop")),
            arrow("reopen", "done dropped", "open", "organiser", _("Open again")),
        ]
    ),
)
