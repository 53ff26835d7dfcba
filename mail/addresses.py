"""Addresses as people read them and as mail servers take them."""

from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email


def named_address(name: str, email: str) -> str:
    """Return `Name <email>`, quoted where the name holds a comma, dot or the like.

    Names stay readable (encoded only when the mail is built). Line breaks in a name become blanks, since a
    name is typed by people. Raises ValueError when `email` is not one plain address.
    """
    _check(email)
    return str(Address(display_name=" ".join(name.split()), addr_spec=email))


def check_sendable(address: str) -> None:
    """Raise ValueError unless `address` ("Name <email>" or "email") can be handed to a mail server."""
    _check(parseaddr(sanitize_address(address, settings.DEFAULT_CHARSET))[1])


def _check(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise ValueError("not an e-mail address") from None  # which one is nobody's business in a log
