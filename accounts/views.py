from datetime import time

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import MailWishForm, ProfileForm
from accounts.models import Contact, Session
from accounts.services import end_other_sessions, end_session, update_profile


def profile(request: HttpRequest) -> HttpResponse:
    """The own contact data, roles and organisations."""
    user = request.user
    contact = getattr(user, "contact", None) or Contact(user_id=user.pk, email=user.email, language=user.language)
    form = ProfileForm(request.POST or None, instance=contact)
    if not (request.method == "POST" and form.is_valid()):
        acting = contact.memberships.filter(is_active=True).select_related("organisation") if contact.pk else []
        context = {"form": form, "memberships": acting}
        return render(request, "accounts/profile.html", context)
    language = update_profile(form, user=user).language
    with translation.override(language):
        messages.success(request, _("Your data is saved."))
    response = redirect("accounts:profile")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=request.is_secure())
    return response


def notifications(request: HttpRequest) -> HttpResponse:
    """How the person wants to hear of cases by mail."""
    contact = getattr(request.user, "contact", None)
    if contact is None:
        messages.info(request, _("Enter your name first. Then you choose how we write to you."))
        return redirect("accounts:profile")
    form = MailWishForm(request.POST or None, instance=contact)
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "accounts/notifications.html", {"form": form, "digest_at": time(settings.DIGEST_HOUR)})
    form.save()
    messages.success(request, _("Your choice is saved. It counts from the next message on."))
    return redirect("accounts:notifications")


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in."""
    sessions = Session.objects.open_for(request.user)
    return render(request, "accounts/devices.html", {"sessions": sessions, "current": request.session.row_key})


@require_POST
def sign_out_device(request: HttpRequest, session: str) -> HttpResponse:
    end_session(get_object_or_404(Session.objects.open_for(request.user), pk=session), actor=request.user)
    messages.success(request, _("The device is signed out."))
    return redirect("accounts:devices")


@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    end_other_sessions(request.user, keep=request.session.row_key)
    messages.success(request, _("All other devices are signed out."))
    return redirect("accounts:devices")
