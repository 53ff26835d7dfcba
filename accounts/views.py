from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.models import Contact
from accounts.services import update_profile


def profile(request: HttpRequest) -> HttpResponse:
    """The own contact data, roles and organisations."""
    user = request.user
    contact = getattr(user, "contact", None) or Contact(user=user, email=user.email, language=user.language)
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
