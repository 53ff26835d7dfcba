"""The entrance: checking in by name or ticket, and the page that a ticket opens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.states import GuardFailed
from events.enums import CheckedBy
from events.models import Companion, Event, EventDate, Registration
from events.participation import services
from events.participation.selectors import date_for_check_in, expected_at, turnout_of
from events.participation.tickets import code_in, holder_of
from events.permissions import can_see_participants
from events.views.manage import fetch

CAMERA = "camera=(self), geolocation=(), microphone=()"  # the entrance reads tickets with it, nothing else does


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The list at the entrance. A press is sent as a form, or by `checkin.js`, which keeps it until it can be sent."""
    event = fetch(request, pk, can_see_participants)
    sent = request.POST if request.method == "POST" else request.GET
    date = date_for_check_in(event, sent.get("date", ""))
    if request.method == "POST":
        return _pressed(request, event, date)
    words = request.GET.get("q", "").strip().casefold()[:100]
    people = expected_at(event, date) if date else []
    context = {
        "event": event,
        "date": date,
        "dates": event.planned_dates,
        "people": [each for each in people if _fits(each, words)],
        "checked_in": sum(each.is_here for each in people),
        "expected": len(people),
        "words": request.GET.get("q", ""),
        "turnout": turnout_of(event),
    }
    response = render(request, "events/participation/check_in.html", context)
    response["Permissions-Policy"] = CAMERA
    return response


def _fits(person, words: str) -> bool:
    text = f"{person.name} {person.detail} {person.code}".casefold()
    return all(word in text for word in (code_in(words) or words).split())


def _pressed(request: HttpRequest, event: Event, date: EventDate | None) -> HttpResponse:
    """Check in whoever holds the ticket, or take it back; say so in words, or as data to the script."""
    found = holder_of(code_in(request.POST.get("ticket", "")))
    if found is None or found[0].event_id != event.pk or date is None:
        return _answer(request, event, date, False, _("No ticket of this event has this code."))
    registration, companion = found
    name = _name(registration, companion)
    if "undo" in request.POST:
        services.undo_check_in(registration, companion, date, actor=request.user)
        return _answer(request, event, date, True, _("Taken back: %(name)s") % {"name": name})
    how = CheckedBy.NAME if request.POST.get("how") == CheckedBy.NAME else CheckedBy.TICKET
    try:
        services.check_in(registration, companion, date, how=how, actor=request.user)
    except GuardFailed as failure:
        return _answer(request, event, date, False, f"{name}: {failure}")
    return _answer(request, event, date, True, _("Checked in: %(name)s") % {"name": name})


def _name(registration: Registration, companion: Companion | None) -> str:
    if companion is None:
        return registration.full_name
    return companion.name or _("Companion of %(name)s") % {"name": registration.full_name}


def _answer(request: HttpRequest, event: Event, date: EventDate | None, is_done: bool, said: str) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"done": is_done, "said": said})
    (messages.success if is_done else messages.error)(request, said)
    query = {"date": str(date.pk)} if date else {}
    return redirect(reverse("events:check_in", args=[event.pk], query=query))


@login_not_required
@never_cache
@require_safe
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR of a ticket opens. Staff who are signed in check the person in with one button; everybody else reads
    the same sentence, whether the code is somebody's or not."""
    found = holder_of(code_in(code))
    if found is None or not request.user.is_authenticated or not can_see_participants(request.user, found[0].event):
        return render(request, "events/participation/ticket.html", {"code": code_in(code)})
    registration, companion = found
    date = date_for_check_in(registration.event)
    attended = registration.attendances.filter(companion=companion, date=date).first() if date else None
    context = {
        "registration": registration,
        "event": registration.event,
        "name": _name(registration, companion),
        "code": code_in(code),
        "date": date,
        "attended": attended,
    }
    return render(request, "events/participation/ticket_staff.html", context)
