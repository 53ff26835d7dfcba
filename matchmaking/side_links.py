"""Links by which the two sides answer, withdraw and look without signing in: who gets which, and until when.

What the links show and do is in `matchmaking/views/by_link.py`.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import Consent, Contact
from links.services import issue, prolong, revoke
from mail.links import absolute
from matchmaking.enums import Side
from matchmaking.faces import ASKED_SIDE
from matchmaking.models import Introduction
from organisations.status_links import status_url

ANSWER, WITHDRAW, STATUS = "answer", "withdraw", "status"
WITHDRAW_FOR = timedelta(days=730)  # later the consent is withdrawn in the portal, by mail or by phone
WHILE_STOPPED = timedelta(days=365)  # a stopped clock has no day on which it ends; the answer to the question sets it


def purpose(verb: str, side: str) -> str:
    """Return the purpose of a link by which `side` does `verb`, e.g. "introduction.answer.company"."""
    return f"introduction.{verb}.{side}"


def purposes_of(verb: str) -> list[str]:
    return [purpose(verb, side) for side in Side.values]


def end_of(day: date) -> datetime:
    """Return the moment at which `day` is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def answer_link(introduction: Introduction, contact: Contact) -> str:
    """Return the address by which `contact` answers for the side that is being asked, until the end of the day on
    which its answer is due. Reminders carry the same link; a question that was answered brings a new one.

    Where nobody is asked or the day is over, it is the address of the case in the portal.
    """
    side = ASKED_SIDE.get(introduction.state)
    ends_at = introduction.answer_due_on and end_of(introduction.answer_due_on)
    if not side or ends_at <= timezone.now():
        return absolute(introduction.get_absolute_url())
    answered = introduction.questions.filter(side=side, answered_at__isnull=False).count()
    link = issue(
        purpose(ANSWER, side),
        contact=contact,
        about=introduction,
        key=f"{introduction.pk}:{contact.pk}:{answered}",
        expires_at=ends_at,
    )
    if link.expires_at != ends_at:  # the question left later than it was written, and the time runs from then
        prolong(introduction, link.purpose, until=ends_at)
    return absolute(link.path)


def stop_the_clock(introduction: Introduction) -> None:
    """A question is open: the links to answer do not run out before it is answered."""
    prolong(introduction, *purposes_of(ANSWER), until=timezone.now() + WHILE_STOPPED)


def end_answers(introduction: Introduction) -> None:
    """The question to the side is answered or no longer asked, or is asked anew with another day."""
    revoke(introduction, *purposes_of(ANSWER))


def withdraw_link(introduction: Introduction, consent: Consent, side: str) -> str:
    """Return the address by which the person who gave `consent` takes it back."""
    link = issue(
        purpose(WITHDRAW, side),
        contact=consent.contact,
        about=introduction,
        key=f"{introduction.pk}:{consent.pk}",
        expires_at=timezone.now() + WITHDRAW_FOR,
    )
    return absolute(link.path)


def status_link(introduction: Introduction, contact: Contact, side: str) -> str:
    """Return the address where `contact` reads how the case of `side` stands."""
    return status_url(purpose(STATUS, side), introduction, contact)
