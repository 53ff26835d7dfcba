"""The life of an offer."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from startups.enums import OfferState

REVIEWERS = "project_lead region_lead"

OFFER = Workflow(
    name="offer",
    initial=OfferState.DRAFT,
    terminal=frozenset({"rejected", "archived"}),
    transitions=dict(
        [
            arrow("submit", "draft returned", "submitted", "provider project_lead", _("Submit for review")),
            arrow("publish", "submitted", "published", REVIEWERS, _("Publish")),
            arrow("return_with_question", "submitted", "returned", REVIEWERS, _("Ask the provider")),
            arrow("reject", "submitted", "rejected", REVIEWERS, _("Reject")),
            arrow("submit_material_edit", "published", None, "provider", _("Submit the change for review")),
            arrow("suspend", "published", "suspended", f"system provider {REVIEWERS}", _("Suspend")),
            arrow("reconfirm", "published suspended", "published", "provider project_lead", _("Still correct")),
            arrow(
                "archive",
                "draft returned published suspended",
                "archived",
                f"provider {REVIEWERS}",
                _("Archive"),
            ),
        ]
    ),
    fulfilled=frozenset({"published"}),
)
