"""Which mail goes to whom when an introduction moves.

Before both sides have agreed no letter to one side holds anything of the other but the checked anonymous
summary. Subjects never name a firm.
"""

from matchmaking.notifications.afterwards import meeting_recorded, outcome_recorded, pilot_started
from matchmaking.notifications.answers import (
    company_declined,
    consent_withdrawn,
    introduced,
    lapsed,
    made_obsolete,
    provider_declined,
)
from matchmaking.notifications.asking import (
    answer_missing,
    asked_person_left,
    company_asked,
    consent_noted,
    left_lying,
    provider_asked,
    question_answered,
    question_asked,
)

__all__ = [
    "answer_missing",
    "asked_person_left",
    "company_asked",
    "company_declined",
    "consent_noted",
    "consent_withdrawn",
    "introduced",
    "lapsed",
    "left_lying",
    "made_obsolete",
    "meeting_recorded",
    "outcome_recorded",
    "pilot_started",
    "provider_asked",
    "provider_declined",
    "question_answered",
    "question_asked",
]
