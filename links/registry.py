"""What links are for. Rooms register in `ready()` what a purpose shows and does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from links.models import SignedLink


@dataclass(frozen=True)
class Purpose:
    """What one kind of link is for.

    `respond(request, link)` answers a usable link: it shows a page to GET, which never writes, and carries out a
    POST with `links.services.redeemed`, then redirects to `request.path`. `receipt(link)` returns the sentences of
    the page that a used link shows from then on. `way_on` is where a link that is over leads: label and name of an
    address without parameters; None: people write to us.
    """

    slug: str
    respond: Callable[[HttpRequest, SignedLink], HttpResponse]
    receipt: Callable[[SignedLink], list[Any]]
    way_on: tuple[Any, str] | None = None


_purposes: dict[str, Purpose] = {}


def register_purpose(purpose: Purpose) -> None:
    """Add `purpose`. Raises ValueError when its slug is taken."""
    if _purposes.get(purpose.slug, purpose) != purpose:
        raise ValueError(f"there already is a purpose {purpose.slug}")
    _purposes[purpose.slug] = purpose


def purposes() -> dict[str, Purpose]:
    return dict(_purposes)
