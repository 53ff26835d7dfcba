"""What a request leaves as proof."""

from django.http import HttpRequest

from newsletter.services import Trace


def trace_of(request: HttpRequest, *, form: str = "") -> Trace:
    """Return by which page a step reached us. Pages whose address is a secret are named by `form`."""
    return Trace(form or request.path)
