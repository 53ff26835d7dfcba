"""Lists of participants, name badges, and who came from a file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.models import ParticipantList
from events.participation import importing, lists, services
from events.participation.forms import AttendanceFileForm, ListForm
from events.participation.selectors import date_for_check_in
from events.permissions import can_make_lists, can_see_participants
from events.views.manage import fetch
from transfer.files import BadFile


@require_http_methods(["GET", "HEAD", "POST"])
def participant_lists(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a list, and fetch those one has asked for."""
    event = fetch(request, pk, can_make_lists)
    form = ListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.ask_for_list(event, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The list is ready. Fetch it in the form you need."))
        return redirect("events:participant_lists", event.pk)
    own = ParticipantList.objects.managed_by(request.user).filter(event=event)
    context = {
        "event": event,
        "form": form,
        "lists": [each for each in own if each.is_open],
        "coming": event.registrations.coming().count(),
    }
    return render(request, "events/participation/lists.html", context)


@never_cache
@require_safe
def participant_list(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Fetch a list as it is today; only who has asked for it, until it expires."""
    own = ParticipantList.objects.managed_by(request.user).select_related("event")
    asked = get_object_or_404(own, pk=pk)
    if form not in lists.FORMS or not asked.is_open:
        raise Http404
    services.note_fetch(asked, form, actor=request.user)
    name = f"{slugify(asked.event.title)[:40]}-{asked.pk}.{form}"
    return _file(lists.as_file(asked, form), lists.FORMS[form], name)


@never_cache
@require_safe
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    """Name badges to print."""
    event = fetch(request, pk, can_make_lists)
    services.note_badges(event, actor=request.user)
    return _file(lists.badges_of(event), lists.FORMS[lists.PDF], f"{slugify(event.title)[:40]}-{event.pk}.pdf")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Read who came from a file: first what was found, then one button that stores it."""
    event = fetch(request, pk, can_see_participants)
    sent = request.POST if request.method == "POST" else request.GET
    date = date_for_check_in(event, sent.get("date", ""))
    if request.method == "POST" and "ticket" in request.POST and date is not None:
        importing.store(event, date, request.POST.getlist("ticket"), actor=request.user).tell(request)
        return redirect(reverse("events:check_in", args=[event.pk], query={"date": str(date.pk)}))
    posted = request.POST if request.method == "POST" else None
    form = AttendanceFileForm(posted, request.FILES if posted is not None else None)
    found = None
    if posted is not None and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = importing.read(event, file.file, file.size)
        except BadFile as failure:
            form.add_error("file", str(failure))
    context = {"event": event, "form": form, "found": found, "date": date, "dates": event.planned_dates}
    return render(request, "events/participation/attendance_file.html", context)
