"""The life of a question to one side, and of being asked at all."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from outcomes.enums import AskingState, SurveyState

FOLLOW_UP = Workflow(
    name="survey_side",
    initial=AskingState.ASKING,
    terminal=frozenset({"stopped"}),
    transitions=dict([arrow("opt_out", "asking", "stopped", "company provider", _("Ask no more"))]),
)

SURVEY = Workflow(
    name="survey",
    initial=SurveyState.OPEN,
    terminal=frozenset({"silent", "stopped"}),
    fulfilled=frozenset({"answered"}),
    transitions=dict(
        [
            arrow("answer", "open", "answered", "company provider", _("Answer")),
            arrow("correct", "answered", None, "company provider", _("Change the answer")),
            arrow("fall_silent", "open", "silent", "system", _("The time is over")),
            arrow("stop", "open", "stopped", "system company provider", _("Ask no more")),
            arrow("settle", "answered", None, "project_lead", _("Take note")),
        ]
    ),
)
