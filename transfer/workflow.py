"""How imports and exports go on. Steps of "system" are those of the background work."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from transfer.enums import ExportState, ImportState

IMPORT = Workflow(
    name="import",
    initial=ImportState.UPLOADED,
    terminal=frozenset({"undone", "discarded"}),
    transitions=dict(
        [
            arrow("check", "uploaded checked", "to_check", "project_lead", _("Check")),
            arrow("begin_check", "to_check", "checking", "system", _("Begin the check")),
            arrow("end_check", "checking", "checked", "system", _("End the check")),
            arrow("start", "checked", "to_import", "project_lead", _("Start the import")),
            arrow("begin_import", "to_import", "importing", "system", _("Begin the import")),
            arrow("end_import", "importing", "done", "system", _("End the import")),
            arrow("take_back", "done failed", "to_undo", "project_lead", _("Take the import back")),
            arrow("begin_undo", "to_undo", "undoing", "system", _("Begin to take back")),
            arrow("end_undo", "undoing", "undone", "system", _("End taking back")),
            arrow("refuse_undo", "undoing", "done", "system", _("Refuse to take back")),
            arrow("check_again", "checking", "to_check", "system", _("Queue again")),
            arrow("import_again", "importing", "to_import", "system", _("Queue again")),
            arrow("undo_again", "undoing", "to_undo", "system", _("Queue again")),
            arrow("fail_check", "checking", "uploaded", "system", _("Give up the check")),
            arrow("fail_import", "importing", "failed", "system", _("Interrupt")),
            arrow("go_on", "failed", "to_import", "project_lead", _("Go on")),
            arrow("discard", "uploaded checked", "discarded", "project_lead", _("Discard")),
        ]
    ),
    fulfilled=frozenset({"done"}),
)

EXPORT = Workflow(
    name="export",
    initial=ExportState.QUEUED,
    terminal=frozenset({"failed", "expired"}),
    transitions=dict(
        [
            arrow("begin", "queued", "running", "system", _("Begin")),
            arrow("finish", "running", "done", "system", _("Finish")),
            arrow("begin_again", "running", "queued", "system", _("Queue again")),
            arrow("fail", "running", "failed", "system", _("Fail")),
            arrow("expire", "done", "expired", "system", _("Expire")),
        ]
    ),
    fulfilled=frozenset({"done"}),
)
