"""How organisations are verified, and how people come to act for them."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from organisations.enums import InvitationState, JoinState, Verification

LEADS = "project_lead region_lead"

VERIFICATION = Workflow(
    name="organisation",
    column="verification",
    initial=Verification.PENDING,
    terminal=frozenset({"rejected", "withdrawn"}),
    transitions=dict(
        [
            arrow("verify", "pending returned", "verified", LEADS, _("Verify")),
            arrow("return_with_question", "pending", "returned", LEADS, _("Ask the organisation")),
            arrow("answer_question", "returned", "pending", "organisation", _("Answer and submit again")),
            arrow("reject", "pending returned", "rejected", LEADS, _("Reject")),
            arrow("withdraw", "pending returned", "withdrawn", "organisation", _("Withdraw")),
            arrow("resubmit", "withdrawn", "pending", "organisation", _("Submit again")),
            arrow("check_again", "verified rejected", "pending", LEADS, _("Check again")),
        ]
    ),
    fulfilled=frozenset({"verified"}),
)

JOIN_REQUEST = Workflow(
    name="join_request",
    initial=JoinState.OPEN,
    terminal=frozenset({"accepted", "declined", "withdrawn"}),
    transitions=dict(
        [
            arrow("accept", "open", "accepted", f"organisation {LEADS}", _("Accept")),
            arrow("decline", "open", "declined", f"organisation {LEADS}", _("Decline")),
            arrow("withdraw", "open", "withdrawn", "applicant", _("Withdraw")),
        ]
    ),
    fulfilled=frozenset({"accepted"}),
)

INVITATION = Workflow(
    name="invitation",
    initial=InvitationState.OPEN,
    terminal=frozenset({"accepted", "withdrawn"}),
    transitions=dict(
        [
            arrow("accept", "open", "accepted", "invited", _("Accept")),
            arrow("resend", "open expired", "open", f"organisation {LEADS}", _("Send again")),
            arrow("withdraw", "open expired", "withdrawn", f"organisation {LEADS}", _("Withdraw")),
            arrow("expire", "open", "expired", "system", _("Expire")),
        ]
    ),
    fulfilled=frozenset({"accepted"}),
)
