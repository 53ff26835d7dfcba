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
    "introduction.asked_person_left.lead",
    "interest.expressed.lead",
    "interest.escalate",
    "introduction.escalate",
    "need.escalate",
    "need.remind_quiet",
    "need.remind_returned",
    "need.submitted.lead",
    "need.answered.lead",
    "offer.remind_confirm",
    "offer.returned",
    "offer.submitted.lead",
    "offer.revision_submitted.lead",
    "organisation.returned",
    "organisation.registered.lead",
    "organisation.answered.lead",
    "organisation.resubmitted.lead",
    "join_request.asked",
    "outcome.",
    "posting.agreed.lead",
    "report.new",
)
# A calendar has to know at once, and a summary carries no invitation.
ALWAYS = ("account.", "event.", "invitation.sent", "meeting.", "privacy.", "report.statement")

occasion(*NEEDS_ANSWER, weight=Weight.ANSWER)
occasion(*ALWAYS, weight=Weight.ALWAYS)
