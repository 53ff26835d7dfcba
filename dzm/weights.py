"""How urgent the letters of all rooms are: what needs an answer of its recipient, and what always leaves at once.

All others tell news. Importing registers it.
"""

from mail.enums import Weight
from mail.occasions import occasion

NEEDS_ANSWER = (
    "absence.deputy",
    "bias.declared",
    "handover.received",
    "need.returned",
    "need.submitted.lead",
    "need.answered.lead",
    "offer.returned",
    "offer.submitted.lead",
    "offer.revision_submitted.lead",
    "organisation.returned",
    "organisation.registered.lead",
    "organisation.answered.lead",
    "organisation.resubmitted.lead",
    "join_request.asked",
    "report.new",
)
ALWAYS = ("account.", "invitation.sent", "privacy.", "report.statement")

occasion(*NEEDS_ANSWER, weight=Weight.ANSWER)
occasion(*ALWAYS, weight=Weight.ALWAYS)
