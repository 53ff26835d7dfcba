"""The own calendar, notes of guests, and what can be read afterwards."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.states import GuardFailed
from events.following import calendar, notes
from events.following.forms import GuestNoteForm
from events.following.models import EventCalendar, EventFile
from events.following.reading import material_page
from events.models import Registration
from events.views.public import CALENDAR, fetch, texts_of
from files.serving import download
from mail.links import absolute

PER_ADDRESS = "event_note"  # a key of ACCOUNT_RATE_LIMITS


@login_not_required
@require_safe
def person_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar of a person, for whoever knows its secret address; nothing tells who is signed in."""
    row = get_object_or_404(EventCalendar.objects.select_related("contact"), code=code, contact__erased_at=None)
    content = calendar.as_calendar(row.contact)
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(content, content_type=CALENDAR)
    response.headers["ETag"] = etag
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_cache=True)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address at which the own calendar program follows one's events; a POST gives a new one."""
    contact = getattr(request.user, "contact", None)
    if contact is None:
        raise Http404
    if request.method == "POST":
        calendar.renew(contact)
        messages.success(request, _("This is the address of your calendar. One from before leads nowhere any more."))
        return redirect("events:my_calendar")
    row = EventCalendar.objects.filter(contact=contact).first()
    address = absolute(row.path) if row else ""
    context = {"calendar": row, "address": address, "webcal": address.replace("https:", "webcal:", 1)}
    return render(request, "events/following/calendar.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the QR code on the tables leads: tell a need, or say what one could offer."""
    event = fetch(slug)
    if not notes.takes_notes(event):
        return render(request, "events/following/no_notes.html", {"event": event, **texts_of(event)})
    form = GuestNoteForm(request.POST if request.method == "POST" else None, initial=_known(request))
    if request.method == "POST" and form.is_valid() and not _is_limited(request, form):
        try:
            notes.note_offer(event, **form.said, language=(get_language() or "de")[:2])
        except GuardFailed as failure:
            form.add_error(None, str(failure))
        else:
            return redirect("events:note_sent", event.slug)
    context = {"event": event, "form": form, "origin": notes.origin_of(event), **texts_of(event)}
    return render(request, "events/following/note.html", context, status=429 if form.was_limited else 200)


def _known(request: HttpRequest) -> dict[str, str]:
    contact = getattr(request.user, "contact", None) if request.user.is_authenticated else None
    return {"name": contact.full_name, "email": contact.email} if contact else {}


def _is_limited(request: HttpRequest, form: GuestNoteForm) -> bool:
    return form.is_limited(request, PER_ADDRESS, key=form.cleaned_data["email"].casefold())


@login_not_required
@never_cache
@require_safe
def note_sent(request: HttpRequest, slug: str) -> HttpResponse:
    event = fetch(slug)
    return render(request, "events/following/note_sent.html", {"event": event, **texts_of(event)})


@login_not_required
@require_safe
def file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand out a file of a public event: to everybody, or to those who were registered."""
    event = fetch(slug)
    return download(get_object_or_404(EventFile.objects.visible_to(request.user), event=event, pk=pk))


@never_cache
@require_safe
def my_material(request: HttpRequest, pk: int) -> HttpResponse:
    """Slides and minutes of an event one had a place at."""
    own = Registration.objects.of_person(request.user).coming().select_related("event")
    return material_page(request, get_object_or_404(own, pk=pk).event)
