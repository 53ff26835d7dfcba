"""The cases of a lead by stage."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.enums import FilterPage
from accounts.saving import opening_query
from dzm.pipeline import introductions_by_stage, needs_by_stage

NEEDS, INTRODUCTIONS = "needs", "introductions"


@require_safe
def pipeline(request: HttpRequest) -> HttpResponse:
    """Needs by stage, or introductions (`?of=introductions`)."""
    if not request.user.moderates:
        raise PermissionDenied
    if query := opening_query(request, FilterPage.PIPELINE):
        return redirect(f"{request.path}?{query}")
    kind = INTRODUCTIONS if request.GET.get("of") == INTRODUCTIONS else NEEDS
    read = introductions_by_stage if kind == INTRODUCTIONS else needs_by_stage
    found = read(request.user, request.GET, request)
    form = found.filter.form
    context = {
        "kind": kind,
        "pipeline": found,
        "filter": found.filter,
        "is_narrowed": any(form.cleaned_data.values()) if form.is_valid() else False,
    }
    return render(request, "dzm/pipeline.html", context)
