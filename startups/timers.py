"""What happens to offers by itself: they are confirmed every half year, or rest."""

from collections.abc import Iterator
from datetime import timedelta

from core.models import LogEntry
from scheduling.models import Timer
from scheduling.moments import at_hour, when_missed
from scheduling.registry import Planned, ending, reminder, rule
from startups import reminders
from startups.enums import OfferState
from startups.models import Offer
from startups.services import CONFIRM_EVERY, suspend_offer

REMIND_AFTER = (timedelta(days=150), timedelta(days=170))  # of the last confirmation


@rule("startups.Offer", among=Offer.objects.published)
def plan_offer(offer: Offer) -> Iterator[Planned]:
    """Return what is planned for `offer` in its present state."""
    if offer.state != OfferState.PUBLISHED:
        return
    due_on = offer.confirm_due_on
    series = f"confirm:{due_on}"
    for after in REMIND_AFTER:
        day = due_on - (CONFIRM_EVERY - after)
        yield Planned("offer.remind_confirm", at_hour(day), f"{due_on}:{after.days}", series)
    yield Planned("offer.suspend", when_missed(due_on), str(due_on), series)


@reminder("offer.remind_confirm")
def remind_confirm(offer: Offer, timer: Timer) -> None:
    LogEntry.objects.record(offer, "remind", actor=None)
    reminders.confirmation_due(offer, timer)


@ending("offer.suspend")
def suspend(offer: Offer, timer: Timer) -> None:
    suspend_offer(offer)
