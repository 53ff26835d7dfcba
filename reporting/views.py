"""Figures of a municipality for those who answer for it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.forms import MunicipalityForm
from reporting.permissions import can_read_figures
from reporting.selectors import latest_edition, municipalities_for, report
from shares.permissions import can_enter_events
from shares.selectors import held_for


@require_safe
def municipality(request: HttpRequest) -> HttpResponse:
    """The figures of the own municipality beside the county's; `?municipality=AGS` where there are several."""
    if not can_read_figures(request.user):
        raise PermissionDenied
    choices = list(municipalities_for(request.user))
    wanted = request.GET.get("municipality") or (choices[0].ags if choices else "")
    chosen = next((place for place in choices if place.ags == wanted), None)
    if chosen is None:
        raise Http404
    edition = latest_edition()
    context = {
        "municipality": chosen,
        "form": MunicipalityForm({"municipality": chosen.ags}, user=request.user) if len(choices) > 1 else None,
        "report": report(chosen, edition) if edition else None,
        "held": held_for(chosen, edition.as_of if edition else timezone.localdate()),
        "can_simulate": can_enter_events(request.user),
    }
    return render(request, "reporting/municipality.html", context)
