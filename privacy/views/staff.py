"""What those who answer for data protection look after: requests, periods, incidents."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.models import LogEntry
from privacy import erasure, selectors
from privacy.enums import ErasureCause
from privacy.forms import ErasureOnBehalfForm, IncidentForm
from privacy.models import ErasureRequest, Incident
from privacy.permissions import can_look_after_privacy

PAGE_SIZE = 25


def _require_access(request: HttpRequest) -> None:
    if not can_look_after_privacy(request.user):
        raise PermissionDenied


@require_safe
def erasure_queue(request: HttpRequest) -> HttpResponse:
    """Requests for erasure: those that wait first, by the day the law names."""
    _require_access(request)
    return _queue_page(request, ErasureOnBehalfForm())


@require_POST
def request_erasure(request: HttpRequest) -> HttpResponse:
    """Ask for the erasure of a person who has asked the hub."""
    _require_access(request)
    form = ErasureOnBehalfForm(request.POST)
    if not form.is_valid():
        return _queue_page(request, form)
    for contact in form.contacts:
        erasure.request_erasure(contact, actor=request.user, cause=ErasureCause.STAFF)
    messages.success(request, _("The erasure is asked for, and the person is told."))
    return redirect("privacy:erasure_queue")


def _queue_page(request: HttpRequest, form: ErasureOnBehalfForm) -> HttpResponse:
    rows = ErasureRequest.objects.select_related("contact").order_by("-state", "due_on", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "privacy/erasure_queue.html", {"page_obj": page, "form": form})


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    _require_access(request)
    states, dry, real = selectors.retention_state()
    return render(request, "privacy/retention.html", {"states": states, "dry": dry, "real": real})


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    _require_access(request)
    page = Paginator(Incident.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "privacy/incident_list.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
def incident_create(request: HttpRequest) -> HttpResponse:
    _require_access(request)
    incident = Incident(created_by=request.user, noticed_at=timezone.now().replace(second=0, microsecond=0))
    return _incident_page(request, incident, "record_incident")


@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    _require_access(request)
    return _incident_page(request, get_object_or_404(Incident, pk=pk), "change_incident")


def _incident_page(request: HttpRequest, shown: Incident, verb: str) -> HttpResponse:
    form = IncidentForm(request.POST if request.method == "POST" else None, instance=shown)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        LogEntry.objects.record(saved, verb, actor=request.user)
        messages.success(request, _("The incident is saved."))
        return redirect(saved)
    return render(request, "privacy/incident.html", {"form": form, "incident": shown})


@require_POST
def incident_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an incident; one with a risk only after the authority was told."""
    _require_access(request)
    shown = get_object_or_404(Incident, pk=pk)
    if shown.must_be_reported:
        messages.error(request, _("An incident with a risk is reported before it is closed."))
        return redirect(shown)
    Incident.objects.filter(pk=pk, closed_at=None).update(closed_at=timezone.now())
    LogEntry.objects.record(shown, "close_incident", actor=request.user)
    messages.success(request, _("The incident is closed."))
    return redirect("privacy:incidents")
