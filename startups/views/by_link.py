"""Where an offer stands, for its contact person by a link in a mail."""

from typing import Any

from django.utils.translation import gettext as _

from links.models import SignedLink
from links.registry import register_purpose
from organisations.status_links import frame, status_purpose
from startups import progress
from startups.models import Offer
from startups.notifications import OFFER_STATUS


def register() -> None:
    register_purpose(status_purpose(OFFER_STATUS, _offer, lambda offer: offer.organisation, _describe))


def _offer(link: SignedLink) -> Offer | None:
    return Offer.objects.select_related("organisation").filter(pk=link.subject_id).first()


def _describe(link: SignedLink, offer: Offer) -> dict[str, Any]:
    return frame(link, _("Your offer %(number)s"), offer, None) | {
        "state_label": offer.get_state_display(),
        "state_tone": "run" if offer.is_open else "end",
        "turn": progress.whose_turn(offer),
    }
