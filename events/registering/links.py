"""The two links of a registration: the one that proves the address, and the one that leads to the own page."""

from datetime import timedelta

from django.utils import timezone

from events.models import Registration
from links.models import SignedLink
from links.services import issue
from mail.links import absolute

CONFIRM = "event.confirm"
OWN = "event.registration"
AFTERWARDS = timedelta(days=60)  # that the own page can be opened once the event is over


def own_link(registration: Registration) -> SignedLink:
    """Return the link to the own page of whoever is registered; it can be used again and again."""
    ends = registration.event.ends_at or timezone.now()
    return issue(
        OWN,
        contact=registration.contact,
        about=registration,
        key=f"{registration.pk}:{registration.contact_id}:{ends:%Y%m%d}",
        expires_at=max(ends, timezone.now()) + AFTERWARDS,
    )


def own_url(registration: Registration) -> str:
    return absolute(own_link(registration).path)
