"""Pages that anybody may read: made once for all visitors without a session, and asked for again cheaply.

A visitor who has not signed in carries no cookie but the language, so that everybody reads the same bytes. They are
kept in the cache under the stamps (`core.stamps`) of what the page shows; the browser is told to ask each time
whether its copy still holds, because what somebody takes off a public page has to be gone at once.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.middleware import LANGUAGE_PARAMETER
from core.stamps import stamps

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Kept:
    """A page as it is kept: compressed, since nearly every browser takes it so. It holds no secret that the length
    of a compressed answer could betray."""

    packed: bytes
    content_type: str
    etag: str


def public_page(*names: str, seen: Callable[..., None] | None = None) -> Callable:
    """Decorate a view for GET that needs no login.

    For visitors without a session the answer is kept under the stamps `names`, if the address has no query (anybody
    could fill the cache with queries) and the answer is 200. `seen(request, *args, **kwargs)` is called each time
    somebody gets the page with 200 or 304, also where it was kept.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_not_required
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES or request.htmx:
                response = view(request, *args, **kwargs)
                patch_cache_control(response, private=True, no_cache=True)
            else:
                response = _for_visitors(request, names, lambda: view(request, *args, **kwargs))
            patch_vary_headers(response, ["Cookie"])
            if seen and response.status_code in (200, 304):
                seen(request, *args, **kwargs)
            return response

        answer.is_public_page = True
        return answer

    return decorate


def is_public_page(request: HttpRequest) -> bool:
    """Whether the page of `request` is one that anybody may find, by a search engine too."""
    return request.resolver_match is not None and getattr(request.resolver_match.func, "is_public_page", False)


def _for_visitors(request: HttpRequest, names: tuple[str, ...], render: Callable[[], HttpResponse]) -> HttpResponse:
    key = _key(request, names)
    kept = _read(key) if key else None
    if kept is None:
        response = render()
        if response.status_code != 200 or response.streaming or response.cookies or request.META.get("CSRF_COOKIE"):
            return response  # what is made for one visitor, a token of a form above all, is not for others
        if key is None:  # to pack what is not kept would cost more than it saves; a proxy does it better
            return _as_public(request, response, _etag(response.content))
        kept = _pack(response)
        _write(key, kept)
    return _answer(request, kept)


def _key(request: HttpRequest, names: tuple[str, ...]) -> str | None:
    """Return where the page is kept; None where it is made anew each time."""
    state = "" if set(request.GET) - {LANGUAGE_PARAMETER} else state_of(*names)
    if not state:
        return None
    parts = [request.get_host(), request.path, get_language() or "", state]
    return f"page:{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"


def state_of(*names: str) -> str:
    """Return what names the present state of the stamps `names`, on this day and in this release: the key of what is
    kept of public pages. Empty where nothing may be kept."""
    if not settings.PUBLIC_PAGE_SECONDS:
        return ""
    try:
        return f"{settings.STARTED}:{timezone.localdate().isoformat()}:{stamps(names)}"
    except Exception:  # an outage of the cache makes pages slower, not impossible
        logger.warning("cache unreachable", exc_info=True)
        return ""


def _read(key: str) -> _Kept | None:
    try:
        return cache.get(key)
    except Exception:
        logger.warning("cache unreachable", exc_info=True)
        return None


def _write(key: str, kept: _Kept) -> None:
    try:
        cache.set(key, kept, settings.PUBLIC_PAGE_SECONDS)
    except Exception:
        logger.warning("cache unreachable", exc_info=True)


def _etag(content: bytes) -> str:
    return f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'


def _pack(response: HttpResponse) -> _Kept:
    packed = gzip.compress(response.content, compresslevel=6, mtime=0)
    return _Kept(packed, response.headers["Content-Type"], _etag(response.content))


def _answer(request: HttpRequest, kept: _Kept) -> HttpResponse:
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        kept.packed if takes_packed else gzip.decompress(kept.packed), content_type=kept.content_type
    )
    if takes_packed:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return _as_public(request, response, kept.etag)


def _as_public(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response)
