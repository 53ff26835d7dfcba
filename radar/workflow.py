"""The search for providers for an unmet need."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from radar.enums import TaskState

SCOUTING = Workflow(
    name="scouting",
    initial=TaskState.OPEN,
    terminal=frozenset({"found", "given_up", "taken_back"}),
    transitions=dict(
        [
            arrow("find", "open", "found", "project_lead", _("Provider found")),
            arrow("give_up", "open", "given_up", "project_lead", _("Give up")),
            arrow("take_back", "open", "taken_back", "project_lead", _("Take back")),
            arrow("reopen", "found given_up taken_back", "open", "project_lead", _("Open again")),
        ]
    ),
    fulfilled=frozenset({"found"}),
)
