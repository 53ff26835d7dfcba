"""The life of an entry: it is never deleted, only marked as withdrawn, and that can be undone."""

from django.utils.translation import gettext_lazy as _

from contactlog.enums import EntryState
from core.states import Workflow, arrow

ENTRY = Workflow(
    name="contact_entry",
    initial=EntryState.VALID,
    terminal=frozenset({"withdrawn"}),
    transitions=dict(
        [
            arrow("edit", "valid", None, "project_lead", _("Edit")),
            arrow("finish_step", "valid", None, "project_lead", _("Next step done")),
            arrow("reopen_step", "valid", None, "project_lead", _("Next step open again")),
            arrow("withdraw", "valid", "withdrawn", "project_lead", _("Withdraw")),
            arrow("restore", "withdrawn", "valid", "project_lead", _("Restore")),
        ]
    ),
)
