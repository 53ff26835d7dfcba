"""Organisers read notes, write down what came of an event, and see figures."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.models import Need
from core.states import GuardFailed, InvalidTransition
from core.steps import took_step
from events.following import notes, outcome
from events.following.figures import figures_of
from events.following.forms import FileForm, StaffNoteForm, SummaryForm
from events.following.models import EventFile, EventNote
from events.following.qr import svg_of
from events.models import Event
from events.permissions import can_manage_event, can_see_participants
from events.views.manage import fetch
from mail.links import absolute

PAGE_SIZE = 50
STEPS = ("settle", "discard", "reopen")


@require_http_methods(["GET", "HEAD", "POST"])
def note_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said at the event; a POST notes what somebody could offer."""
    event = fetch(request, pk, can_see_participants)
    form = StaffNoteForm(request.POST if request.method == "POST" else None, case=event)
    if request.method == "POST" and took_step(
        form, lambda: notes.note_offer(event, actor=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The note is saved."))
        return redirect("events:notes", event.pk)
    rows = event.notes.filter(need=None)
    context = {
        "event": event,
        "form": form,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "open": rows.open().count(),
        "needs": _needs(request, event),
        "can_capture": request.user.moderates,
        "origin": notes.origin_of(event),
        "takes_notes": notes.takes_notes(event),
    }
    return render(request, "events/following/notes.html", context)


def _needs(request: HttpRequest, event: Event) -> dict[str, Any]:
    """Return how many needs were told, and those of them that the person works with."""
    told = Need.objects.filter(event_note__event=event)
    mine = Need.objects.moderated_by(request.user).filter(pk__in=told.values("pk")).select_related("organisation")
    return {"number": told.count(), "rows": mine}


@require_POST
def note_settle(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(EventNote.objects.managed_by(request.user).select_related("event"), pk=pk)
    step = request.POST.get("step", "")
    if step in STEPS:
        try:
            notes.take_step(note, step, actor=request.user)
        except (GuardFailed, InvalidTransition):
            messages.error(request, _("The note has moved on in the meantime."))
        else:
            messages.success(request, _("Saved."))
    return redirect("events:notes", note.event_id)


@require_safe
def note_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet for the tables, to be printed: the code that leads guests to the form."""
    event = fetch(request, pk, can_manage_event)
    address = absolute(reverse("events:note", args=[event.slug]))
    label = _("Code that leads to the form for needs and offers")
    context = {"event": event, "address": address, "code": svg_of(address, label)}
    return render(request, "events/following/note_sheet.html", context)


def _afterwards(request: HttpRequest, event: Event, **bound: Any) -> HttpResponse:
    summary = getattr(event, "outcome_text", None)
    known = {"text": summary.text, "text_en": summary.text_en, "publish": bool(summary.published_at)} if summary else {}
    context = {
        "event": event,
        "summary": summary,
        "summary_form": bound.get("summary_form") or SummaryForm(case=event, initial=known),
        "file_form": bound.get("file_form") or FileForm(case=event),
        "form": next(iter(bound.values()), None),
        "files": event.files.all(),
    }
    return render(request, "events/following/afterwards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def afterwards(request: HttpRequest, pk: int) -> HttpResponse:
    """Summary and slides; a POST keeps the summary."""
    event = fetch(request, pk)
    if request.method != "POST":
        return _afterwards(request, event)
    form = SummaryForm(request.POST, case=event)
    if not took_step(form, lambda: outcome.write_summary(event, actor=request.user, **form.cleaned_data)):
        return _afterwards(request, event, summary_form=form)
    messages.success(request, _("The summary is saved."))
    return redirect("events:afterwards", event.pk)


@require_POST
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk)
    form = FileForm(request.POST, request.FILES, case=event)
    if not took_step(form, lambda: outcome.add_file(event, actor=request.user, **form.cleaned_data)):
        return _afterwards(request, event, file_form=form)
    messages.success(request, _("The file is saved."))
    return redirect("events:afterwards", event.pk)


@require_POST
def file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    managed = Event.objects.managed_by(request.user).values("pk")
    row = get_object_or_404(EventFile.objects.filter(event__in=managed).select_related("event"), pk=pk)
    outcome.remove_file(row, actor=request.user)
    messages.success(request, _("The file is deleted."))
    return redirect("events:afterwards", row.event_id)


@require_safe
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, can_see_participants)
    wishes = event.feedback.filter(registration__isnull=False).select_related("registration__contact")
    context = {
        "event": event,
        "figures": figures_of(event),
        "missing": event.feedback.exclude(missing="").filter(registration=None),
        "wishes": wishes,
    }
    return render(request, "events/following/figures.html", context)
