"""The links of a subscription and of the answers in a mail: opaque, signed, stored nowhere.

Unlike those of `links`, the ones of a subscription are used again and again: to change wishes, and to leave by the
button of a mail program, maybe years later. Those of an answer name the delivery and the choice; whether they are too
late or used already is asked of the rows.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import salted_hmac

from mail.links import absolute
from newsletter.models import Choice, Delivery, Subscription

_SALT, _ANSWER_SALT = "newsletter.subscription", "newsletter.answer"
_TEST = "test"  # in place of the code of a delivery; codes are longer


def _signer(salt: str = _SALT) -> Signer:
    return Signer(sep=".", salt=salt)


def token_of(subscription: Subscription) -> str:
    return _signer().sign(subscription.code)


def find(token: str) -> Subscription | None:
    """Return the subscription that `token` leads to; None for anything that this installation has not signed."""
    try:
        code = _signer().unsign(token)
    except BadSignature:
        return None
    return Subscription.objects.filter(code=code).first()


def own_path(subscription: Subscription) -> str:
    return reverse("newsletter:own", args=[token_of(subscription)])


def one_click_url(subscription: Subscription) -> str:
    return absolute(reverse("newsletter:one_click", args=[token_of(subscription)]))


@dataclass(frozen=True)
class Asked:
    """What the link of an answer leads to. `choice` is None where the question is gone; a test mail has no delivery."""

    choice: Choice | None
    delivery: Delivery | None
    is_test: bool = False


def answer_token(delivery: Delivery, choice: int) -> str:
    """Return the token by which the reader of `delivery` gives the answer with this key."""
    return _signer(_ANSWER_SALT).sign(f"{delivery.code}-{choice}")


def token_of_test(choice: int) -> str:
    """Return the token of a link in a test mail: it shows what readers see and changes nothing."""
    return _signer(_ANSWER_SALT).sign(f"{_TEST}-{choice}")


def asked_by(token: str) -> Asked | None:
    """Return what `token` leads to; None for anything that this installation has not signed."""
    try:
        code, _dash, choice_id = _signer(_ANSWER_SALT).unsign(token).partition("-")
    except BadSignature:
        return None
    choice = Choice.objects.select_related("block__issue", "block__topic").filter(pk=int(choice_id)).first()
    if code == _TEST:
        return Asked(choice, None, is_test=True)
    delivery = Delivery.objects.select_related("subscription", "issue").filter(code=code).first()
    if delivery is None or choice is None or choice.block.issue_id != delivery.issue_id:
        return Asked(None, delivery)
    return Asked(choice, delivery)


def is_of_test(token: str) -> bool:
    """Whether `token` stands in a test mail where readers have the link to their own page."""
    asked = asked_by(token)
    return asked is not None and asked.is_test and asked.choice is None


def digest_of(email: str) -> str:
    """Return the keyed hash under which an address is known that must not be written to."""
    return salted_hmac("newsletter.suppression", email.strip().casefold(), algorithm="sha256").hexdigest()
