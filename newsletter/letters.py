"""The letters about a subscription. None of them advertises: the first one only asks whether it was you."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from links.models import SignedLink
from mail.letters import Letter
from mail.links import absolute
from mail.models import OutboxMessage
from mail.services import post_to
from newsletter.models import Subscription
from newsletter.tokens import own_path


@dataclass(frozen=True)
class _Reader:
    """Whoever reads mails at an address; nobody knows a name."""

    email: str
    language: str
    full_name: str = ""


def _post(subscription: Subscription, kind: str, occasion: str, write) -> OutboxMessage | None:
    reader = _Reader(subscription.email, subscription.language)
    key = f"newsletter.{kind}:{subscription.pk}:{occasion}"
    return post_to(reader, write, kind=f"newsletter.{kind}", key=key, about=subscription, is_confidential=True)


def please_confirm(subscription: Subscription, link: SignedLink, consent: str) -> OutboxMessage | None:
    def letter() -> Letter:
        return Letter(
            subject=_("Please confirm your subscription"),
            paragraphs=(
                _("somebody has asked for the newsletter of the Digitales Zentrum Mittelstand with this address."),
                _("Please confirm that it was you. Only then do you receive it."),
            ),
            consent=consent,
            action=(_("Confirm the subscription"), absolute(link.path)),
            closing=(_("It was not you? Please do nothing: then nothing else is sent to you."),),
        )

    return _post(subscription, "confirm", link.code, letter)


def receives_already(subscription: Subscription) -> OutboxMessage | None:
    def letter() -> Letter:
        return Letter(
            subject=_("You receive the newsletter already"),
            paragraphs=(_("somebody has asked for the newsletter with this address. You receive it already."),),
            action=(_("Change my wishes"), absolute(own_path(subscription))),
        )

    return _post(subscription, "already", f"{subscription.proofs.count()}", letter)


def welcome(subscription: Subscription) -> OutboxMessage | None:
    def letter() -> Letter:
        return Letter(
            subject=_("Your subscription is confirmed"),
            paragraphs=(
                _("you receive the newsletter from now on."),
                _("By the link you change at any time what you receive, or unsubscribe. Please keep this mail."),
            ),
            action=(_("Change my wishes or unsubscribe"), absolute(own_path(subscription))),
        )

    return _post(subscription, "welcome", subscription.confirmed_at.isoformat(), letter)
