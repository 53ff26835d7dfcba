"""Asking those who came what they thought of it, and what they said."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Avg, Count
from django.utils import timezone

from core.models import LogEntry
from core.states import InvalidTransition
from events.enums import EventState
from events.following import letters
from events.following.enums import Usefulness
from events.following.guests import who_came
from events.models import Event, Feedback, Registration
from links.models import SignedLink
from links.services import issue

PURPOSE = "event.feedback"
ANSWERED_WITHIN = timedelta(days=30)
ASKED_WITHIN = timedelta(days=14)  # after the end; later nobody remembers
FEWEST = 3  # answers, below which no average is shown: it would say what a single person thought


def ask(event: Event) -> int:
    """Write to everybody who came, once; return how many. Raises InvalidTransition where it is too late, or the event
    did not take place."""
    ends_at = event.ends_at
    held = event.state in (EventState.PUBLISHED, EventState.DONE)
    if not held or ends_at is None or not ends_at <= timezone.now() <= ends_at + ASKED_WITHIN:
        raise InvalidTransition(f"event {event.pk}: nobody is asked")
    rows = list(who_came(event).select_related("contact__user"))
    for registration in rows:
        registration.event = event
        letters.please_answer(registration, _link(registration))
    LogEntry.objects.record(event, "ask_for_feedback", actor=None, details={"asked": len(rows)})
    return len(rows)


def _link(registration: Registration) -> SignedLink:
    return issue(
        PURPOSE,
        contact=registration.contact,
        about=registration,
        key=str(registration.pk),
        expires_at=timezone.now() + ANSWERED_WITHIN,
    )


@transaction.atomic
def answer(registration: Registration, *, usefulness: int, missing: str, may_call: bool) -> Feedback:
    """Keep what somebody thought of an event; who it was only where that person wants to be called."""
    return Feedback.objects.create(
        event=registration.event,
        usefulness=usefulness,
        missing=missing,
        registration=registration if may_call else None,
    )


@dataclass(frozen=True)
class Figures:
    """How many answered, the average, and how many chose each answer; without the last two where it were too few."""

    answers: int
    average: float | None
    rows: list[tuple[str, int]]


def figures_of(event: Event) -> Figures:
    found = dict(event.feedback.order_by().values_list("usefulness").annotate(Count("pk")))
    answers = sum(found.values())
    if answers < FEWEST:
        return Figures(answers, None, [])
    average = event.feedback.aggregate(average=Avg("usefulness"))["average"]
    return Figures(answers, average, [(str(each.label), found.get(each.value, 0)) for each in Usefulness])
