"""Whoever registers for an event can ask for the newsletter with one tick; the mail that asks to confirm follows."""

from django.utils.translation import gettext_lazy as _

from events.registering.extras import Extra, offer
from newsletter.enums import Source
from newsletter.services import Trace, Wishes, request_subscription


def register() -> None:
    offer(
        Extra(
            "newsletter",
            _("Also send me the newsletter"),
            _("You first receive a mail in which you confirm it. You can end it at any time."),
            _subscribe,
        )
    )


def _subscribe(address: str, language: str, path: str) -> None:
    request_subscription(address, Wishes(language=language), Trace(form=path), source=Source.EVENT)
