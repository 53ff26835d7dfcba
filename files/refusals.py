"""Why a file is not taken, in sentences that say the limit and what to do instead."""

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class Refused(ValidationError):
    """The file is not taken; the message is for the person who sent it."""


def megabytes(number: float) -> int:
    """Return `number` megabytes in bytes."""
    return int(number * 1024 * 1024)


def refuse_above(size: int, limit: int) -> None:
    """Raise Refused when a file of `size` bytes is larger than `limit` bytes."""
    if size > limit:
        raise Refused(
            _("The file has %(size)s. At most %(limit)s are possible. Please make it smaller, or send a part of it.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limit)},
            code="too_large",
        )
