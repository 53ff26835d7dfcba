"""What is far too large is answered with a page that says so."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from files.refusals import megabytes

CHUNK = 1 << 16
LISTEN_SECONDS = 20  # well below the time after which gunicorn ends a worker


class BodySizeMiddleware:
    """Refuse a request whose body is larger than any form needs.

    The body is read to its end first: whoever answers before that has the connection cut, and the browser shows an
    error of its own instead of the page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) <= _limit(request):
            return self.get_response(request)
        _read_to_the_end(request)
        context = {"limit": megabytes(settings.UPLOAD_MAX_MB)}
        return render(request, "413.html", context, status=413)


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _limit(request: HttpRequest) -> int:
    """Forms without files are small; Django would refuse them later, and worse."""
    if request.content_type == "multipart/form-data":
        return megabytes(settings.REQUEST_MAX_MB)
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _read_to_the_end(request: HttpRequest) -> None:
    until = time.monotonic() + LISTEN_SECONDS
    try:
        while time.monotonic() < until and request.read(CHUNK):
            pass
    except OSError:  # the sender has gone
        pass
