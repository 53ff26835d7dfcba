"""Who reads the newsletter, its issues, and what became of each mail and each question."""

from newsletter.models.answers import Answer
from newsletter.models.deliveries import Delivery
from newsletter.models.issues import Block, Choice, Issue
from newsletter.models.segments import Segment
from newsletter.models.subscriptions import NOTE_LENGTH, Proof, Subscription, Suppression, new_code

__all__ = [
    "NOTE_LENGTH",
    "Answer",
    "Block",
    "Choice",
    "Delivery",
    "Issue",
    "Proof",
    "Segment",
    "Subscription",
    "Suppression",
    "new_code",
]
