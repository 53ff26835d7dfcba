"""Where an offer stands, told to the provider: whose turn it is and until when."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.turns import NOBODY, Turn
from scheduling.workdays import add_working_days
from startups.enums import OfferState
from startups.models import Offer

REVIEW_WORKING_DAYS = 2  # the hub's promise of a first reply, the same as for needs
ASK_TO_CONFIRM = timedelta(days=30)  # before the day on which the offer would rest


# What the provider reads when its offer has ended.
_WHAT_ENDED = {
    OfferState.REJECTED: gettext_lazy("We could not publish your offer. The reason is in our message to you."),
    OfferState.ARCHIVED: gettext_lazy("The offer is closed. It is not suggested any more."),
}


def review_due_on(offer: Offer) -> date | None:
    """Return the day by which the hub replies to what waits for review: a submitted offer or a changed version."""
    if offer.state == OfferState.SUBMITTED:
        handed_in_at = offer.submitted_at
    elif offer.is_open and offer.waiting_revision:
        handed_in_at = offer.waiting_revision.submitted_at
    else:
        return None
    return add_working_days(timezone.localdate(handed_in_at), REVIEW_WORKING_DAYS)


def is_confirmation_due(offer: Offer, today: date) -> bool:
    """Whether it is time to ask the provider if the published offer is still correct."""
    return offer.state == OfferState.PUBLISHED and offer.confirm_due_on <= today + ASK_TO_CONFIRM


def whose_turn(offer: Offer) -> Turn:
    """Return the next step of `offer`; reads its revisions."""
    if is_confirmation_due(offer, timezone.localdate()):
        return Turn(_("Please confirm that the offer is still correct."), is_yours=True, due_on=offer.confirm_due_on)
    if offer.is_open and offer.waiting_revision:
        return Turn(
            _("Your change is being reviewed. The published version stays until then."), due_on=review_due_on(offer)
        )
    turns = {
        OfferState.DRAFT: Turn(
            _("Submit the draft when it is ready. Until then only your organisation sees it."), is_yours=True
        ),
        OfferState.SUBMITTED: Turn(
            _("The project lead reads your offer and gets in touch."), due_on=review_due_on(offer)
        ),
        OfferState.RETURNED: Turn(
            _("We have a question about your offer."),
            is_yours=True,
            then=_("Our time limit stands still until you answer."),
        ),
        OfferState.PUBLISHED: Turn(_("We suggest the offer to companies it fits."), due_on=offer.confirm_due_on),
        OfferState.SUSPENDED: Turn(_("The offer rests. With one click it is active again."), is_yours=True),
    }
    if offer.state in _WHAT_ENDED:
        return Turn(_WHAT_ENDED[offer.state], waits_for=NOBODY, then=_("You can register a new offer any time."))
    return turns[offer.state]
