"""Where events are held."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.models import LogEntry
from core.stamps import touch
from events.forms import VenueForm
from events.models import Venue
from events.permissions import can_create_events, can_manage_venues


@require_safe
def venue_list(request: HttpRequest) -> HttpResponse:
    if not can_create_events(request.user):
        raise PermissionDenied
    context = {"venues": Venue.objects.select_related("municipality"), "can_change": can_manage_venues(request.user)}
    return render(request, "events/venue_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_create(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    if not can_manage_venues(request.user):
        raise PermissionDenied
    return _form(request, get_object_or_404(Venue, pk=pk))


def _form(request: HttpRequest, venue: Venue | None) -> HttpResponse:
    if not can_manage_venues(request.user):
        raise PermissionDenied
    form = VenueForm(request.POST if request.method == "POST" else None, instance=venue)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        LogEntry.objects.record(saved, "edit" if venue else "create", actor=request.user)
        touch("events")
        messages.success(request, _("The venue is saved."))
        return redirect("events:venue_list")
    return render(request, "events/venue_form.html", {"form": form, "venue": venue})
