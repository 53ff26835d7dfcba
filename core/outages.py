"""When the portal cannot answer: maintenance that somebody has announced, and a database that is away.

Both end in the same page with status 503. It needs no database, no session and no cache.
"""

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.defaults import server_error as django_server_error

RETRY_SECONDS = 120  # after which programs may ask again where nobody knows better
ALWAYS_ANSWERED = ("/healthz", "/readyz")  # for the machines that look after the portal


@dataclass(frozen=True)
class Maintenance:
    """The portal is closed for work on it; `until` says when it is expected back, None when nobody knows."""

    until: datetime | None = None

    @property
    def seconds_left(self) -> int:
        left = (self.until - timezone.now()).total_seconds() if self.until else RETRY_SECONDS
        return max(RETRY_SECONDS, round(left))


def _file() -> Path:
    return settings.PORTAL_VAR / "maintenance.json"


def begin_maintenance(until: datetime | None = None) -> None:
    """Close the portal for everybody until `end_maintenance`, also across restarts."""
    unfinished = _file().with_suffix(".partial")
    unfinished.write_text(json.dumps({"until": until.isoformat() if until else None}), encoding="ascii")
    unfinished.replace(_file())


def end_maintenance() -> bool:
    """Open the portal again; return whether it was closed."""
    was_closed = _file().exists()
    _file().unlink(missing_ok=True)
    return was_closed


def maintenance() -> Maintenance | None:
    """Return the maintenance that is on, None in normal operation."""
    try:
        until = json.loads(_file().read_text(encoding="ascii"))["until"]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError):  # a file that somebody made by hand still closes the portal
        until = None
    return Maintenance(datetime.fromisoformat(until) if until else None)


class OutageMiddleware:
    """Answers for the whole portal while it is closed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        closed = None if request.path in ALWAYS_ANSWERED else maintenance()
        return _closed(request, closed) if closed else self.get_response(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler of what nobody has caught: our error, or a database that is away."""
    exception = sys.exc_info()[1]
    if isinstance(exception, OperationalError | InterfaceError) and not _is_of_a_statement(exception):
        return _closed(request, Maintenance(), is_planned=False)
    return django_server_error(request)


def _is_of_a_statement(exception: Exception) -> bool:
    """Whether the database answered, and only refused one statement: an error of ours, not an outage. Its own
    shutdown and too many connections (classes 57 and 53) are outages too."""
    state = getattr(exception.__cause__, "sqlstate", None)
    return bool(state) and not state.startswith(("57P", "53", "08"))


def _closed(request: HttpRequest, closed: Maintenance, *, is_planned: bool = True) -> HttpResponse:
    context = {"maintenance": closed, "is_planned": is_planned, "was_sent": request.method == "POST"}
    response = render(request, "503.html", context, status=503, using="errors")
    response.headers["Retry-After"] = str(closed.seconds_left)
    response.headers["Cache-Control"] = "no-store"
    return response
