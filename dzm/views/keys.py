"""The keys that move through lists, and switching them off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """What the keys do; writing switches them on or off for the person, on all devices."""
    user = request.user
    if not user.moderates:
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "dzm/keys.html")
    user.uses_keys = request.POST.get("uses_keys") == "yes"
    user.save(update_fields=["uses_keys"])
    messages.success(request, _("The keys are switched on.") if user.uses_keys else _("The keys are switched off."))
    return redirect("keys")
