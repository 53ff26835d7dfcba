"""The one address of all links in mails. To look never does anything; a link is used by sending its form."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.states import InvalidTransition
from links.models import SignedLink
from links.registry import purposes
from links.services import LinkSpent
from mail.links import code_of


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link is for, or carry it out. Nothing on the page depends on who is signed in."""
    link = _find(token)
    if link is None:
        return _private(_notice(request, _("This link is not valid"), [_incomplete()], status=404))
    with translation.override(_language(request, link)):
        return _private(_respond(request, link))


def _respond(request: HttpRequest, link: SignedLink) -> HttpResponse:
    if link.is_usable:
        try:
            return purposes()[link.purpose].respond(request, link)
        except LinkSpent:
            link.refresh_from_db()
        except InvalidTransition:
            return _moved_on(request, link)
    return _spent(request, link)


def _spent(request: HttpRequest, link: SignedLink) -> HttpResponse:
    if link.used_at:
        receipt = purposes()[link.purpose].receipt(link)
        return _notice(request, _("Your answer has arrived"), receipt, at=link.used_at)
    if link.revoked_at:
        return _moved_on(request, link)
    sentences = [_("The time in which you could answer by this link is over."), _nothing_happened()]
    return _notice(request, _("This link has run out"), sentences, status=410, way_on=_way_on(link))


def _way_on(link: SignedLink) -> tuple[Any, str] | None:
    """Return label and address of where somebody goes whose link is over; None where they write to us."""
    way = purposes()[link.purpose].way_on
    return (way[0], reverse(way[1])) if way else None


def _moved_on(request: HttpRequest, link: SignedLink) -> HttpResponse:
    sentences = [
        _("The case has moved on in the meantime: it was answered another way, or it is no longer asked."),
        _nothing_happened(),
    ]
    return _notice(request, _("This link is no longer needed"), sentences, status=410, way_on=_way_on(link))


def _notice(
    request: HttpRequest, title: str, sentences: list[Any], *, status: int = 200, at=None, way_on=None
) -> HttpResponse:
    context = {"title": title, "sentences": sentences, "at": at, "way_on": way_on}
    return render(request, "links/notice.html", context, status=status)


def _nothing_happened() -> str:
    return _("Nothing was changed by opening the link. If you have a question, please write to us or call us.")


def _incomplete() -> str:
    return _("Perhaps your mail program has cut it off. Please copy the whole link from the e-mail, up to the slash.")


def _find(token: str) -> SignedLink | None:
    try:
        code = code_of(token)
    except BadSignature:
        return None
    link = SignedLink.objects.select_related("contact__user").filter(code=code).first()
    if link is None or link.purpose not in purposes():
        return None
    return None if link.contact and link.contact.erased_at else link


def _language(request: HttpRequest, link: SignedLink) -> str:
    """The language of the mail, unless the reader has chosen another one here."""
    if "django_language" in request.COOKIES:
        return translation.get_language()
    return link.contact.language if link.contact else link.language


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of search engines and out of what other sites learn."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
