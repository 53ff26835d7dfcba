"""What rooms above may want to know about needs. Steps of a workflow are announced by `core.states`."""

import re

from django.dispatch import Signal

ORIGIN = re.compile(r"\A[a-z]{1,20}-[a-z0-9]{1,18}\Z")

# Sent within the transaction, with need, origin ("<noun>-<code>") and actor: the need was told by way of something that
# a room above knows, an event for example. Whoever does not know the origin does nothing.
need_came_from = Signal()


def origin_in(typed) -> str:
    """Return the origin that the address or the form `typed` names; "" where it names none."""
    origin = typed.get("origin", "")
    return origin if ORIGIN.match(origin) else ""
