"""The page behind the link of an invitation: for people with and without an account. Reading it changes nothing,
because mail scanners follow links."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import has_confirmed
from core.states import InvalidTransition
from organisations.models import Invitation
from organisations.notifications import invitation_path
from organisations.services.invitations import accept_invitation, find_invitation
from organisations.tokens import MAX_LENGTH


def _token(data) -> str:
    return data.get("token", "")[:MAX_LENGTH]


@never_cache
@login_not_required
@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """Who invites whom to what, and the ways to accept."""
    token = _token(request.GET)
    found = find_invitation(token)
    usable = found is not None and found.is_usable(timezone.now())
    context = {
        "invitation": found if usable else None,
        "token": token,
        "is_addressed": usable and request.user.is_authenticated and has_confirmed(request.user, found.email),
        "back": _query(REDIRECT_FIELD_NAME, invitation_path(token)),
    }
    return render(request, "organisations/invitation.html", context, status=200 if usable else 404)


def _query(name: str, value: str) -> str:
    return reverse("account_login", query={name: value}).partition("?")[2]


def _usable(request: HttpRequest) -> Invitation:
    found = find_invitation(_token(request.POST))
    if found is None:
        raise Http404
    if not found.is_usable(timezone.now()):
        raise InvalidTransition(f"invitation {found.pk} is over")
    return found


@require_POST
def invitation_accept(request: HttpRequest) -> HttpResponse:
    found = _usable(request)
    accept_invitation(found, actor=request.user)
    messages.success(request, _("You act for %(name)s now.") % {"name": found.organisation.name})
    return redirect(found.organisation)


@login_not_required
@require_POST
def invitation_sign_up(request: HttpRequest) -> HttpResponse:
    """Go on to open an account. The link has proved the address, so that it need not be confirmed once more."""
    found = _usable(request)
    if request.user.is_authenticated:
        return redirect(invitation_path(_token(request.POST)))
    get_adapter().stash_verified_email(request, found.email)
    return redirect(reverse("account_signup", query={REDIRECT_FIELD_NAME: invitation_path(_token(request.POST))}))
