"""The life of a timer."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from scheduling.enums import TimerState

TIMER = Workflow(
    name="timer",
    initial=TimerState.WAITING,
    terminal=frozenset({"done", "cancelled"}),
    fulfilled=frozenset({"done"}),
    transitions=dict(
        [
            arrow("finish", "waiting", "done", "system", _("Carried out")),
            arrow("cancel", "waiting failed", "cancelled", "system", _("Cancelled")),
            arrow("give_up", "waiting", "failed", "system", _("Given up")),
            arrow("plan_again", "cancelled", "waiting", "system", _("Planned again")),
            arrow("try_again", "failed", "waiting", "project_lead", _("Try again")),
        ]
    ),
)
