"""The life of a need. Authority: the hub's process description (docs/workflow.md)."""

from django.utils.translation import gettext_lazy as _

from companies.enums import NeedState
from core.states import Workflow, arrow

BEFORE_MATCHING = "draft submitted in_qualification returned qualified matching paused"

NEED = Workflow(
    name="need",
    initial=NeedState.DRAFT,
    terminal=frozenset({"closed_solved", "closed_unsolved", "rejected", "withdrawn", "expired"}),
    transitions=dict(
        [
            arrow("submit", "draft", "submitted", "company project_lead", _("Submit")),
            arrow("start_qualification", "submitted", "in_qualification", "project_lead", _("Take over")),
            arrow("reject_at_intake", "submitted", "rejected", "project_lead", _("Reject")),
            arrow("return_with_question", "in_qualification", "returned", "project_lead", _("Ask the company")),
            arrow("answer_question", "returned", "in_qualification", "company project_lead", _("Answer the question")),
            arrow("reject_after_silence", "returned", "rejected", "project_lead", _("Reject")),
            arrow("expire_unanswered", "returned", "expired", "system", _("Expire")),
            arrow("qualify", "in_qualification", "qualified", "project_lead", _("Qualify")),
            arrow("reject", "in_qualification", "rejected", "project_lead", _("Reject")),
            arrow("start_matching", "qualified", "matching", "project_lead system", _("Start introductions")),
            arrow("back_to_qualified", "matching", "qualified", "system", _("Back to qualified")),
            arrow(
                "reopen_after_edit",
                "qualified matching",
                "in_qualification",
                "company project_lead",
                _("Change"),
            ),
            arrow("pause", "qualified matching", "paused", "project_lead company", _("Put on hold")),
            arrow("resume", "paused", "qualified", "project_lead company system", _("Resume")),
            arrow("close_solved", "qualified matching", "closed_solved", "project_lead", _("Close as solved")),
            arrow(
                "close_unsolved",
                "qualified matching",
                "closed_unsolved",
                "project_lead",
                _("Close as unsolved"),
            ),
            arrow("withdraw", BEFORE_MATCHING, "withdrawn", "company project_lead", _("Withdraw")),
            arrow("expire_inactive", "qualified paused", "expired", "system", _("Expire")),
            arrow("expire_draft", "draft", "expired", "system", _("Expire")),
        ]
    ),
    fulfilled=frozenset({"closed_solved"}),
)
