"""The letters of the timers of offers, and the link that answers them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from links.models import SignedLink
from links.services import issue
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from scheduling.models import Timer
from scheduling.moments import announced_day, days_after
from startups.models import Offer

PURPOSE = "offer.reconfirm"


def reconfirmation_link(offer: Offer, *, until: date, occasion: str) -> SignedLink:
    """Return the link by which the contact person confirms `offer` up to and including `until`; see `renewal`."""
    return issue(
        PURPOSE, contact=offer.contact, about=offer, key=f"{offer.pk}:{occasion}", expires_at=days_after(until, 1)
    )


def confirmation_due(offer: Offer, timer: Timer) -> None:
    """The provider is asked whether the published offer is still correct; one click is enough."""
    until = announced_day(offer.confirm_due_on)

    def letter() -> Letter:
        link = reconfirmation_link(offer, until=until, occasion=timer.round)
        return Letter(
            subject=_("Is your offer still correct? %(number)s") % {"number": offer.number},
            greeting_name=offer.contact.full_name,
            paragraphs=(
                _("Twice a year we ask whether an offer is still correct, so that companies can rely on it."),
                _("One click is enough, you need not sign in. Please answer by %(date)s.")
                % {"date": date_format(until)},
            ),
            facts=((_("Offer"), f"{offer.number}, {offer.title}"),),
            action=(_("Still correct"), absolute(link.path)),
            closing=(
                _("Without an answer the offer rests from the day after. You can make it active again at any time."),
                _("Something has changed? Sign in and change the offer."),
            ),
        )

    key = f"{timer.kind}:{offer.pk}:{timer.round}:{offer.contact_id}"
    post_to(offer.contact, letter, kind=timer.kind, key=key, about=offer)
