"""Matching runs: ask for one, see how it goes, retry what failed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from companies.models import OPEN_FOR_MATCHING
from core.states import require
from matchmaking import selectors
from matchmaking.enums import RunState, RunTrigger
from matchmaking.models import MatchingRun
from matchmaking.queue import request_run
from matchmaking.views.pages import fetch_moderated_need

PAGE_SIZE = 30


def fetch_run(request: HttpRequest, pk: int) -> MatchingRun:
    """Return the run if the person may see it, else 404."""
    return get_object_or_404(selectors.runs_visible_to(request.user), pk=pk)


@require_POST
def run_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the proposals of a need again."""
    need = fetch_moderated_need(request, pk)
    require(need.state in OPEN_FOR_MATCHING, _("The need is not open for proposals."))
    request_run(RunTrigger.MANUAL, need=need, actor=request.user)
    messages.success(request, _("The proposals are being computed again."))
    return redirect("matchmaking:proposals", need.pk)


@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    if not request.user.moderates:
        raise PermissionDenied
    page = Paginator(selectors.runs_visible_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "matchmaking/run_list.html", {"page_obj": page})


@require_safe
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = fetch_run(request, pk)
    context = {"run": run, "run_is_under_way": selectors.is_under_way(run)}
    return render(request, "matchmaking/run_detail.html", context)


@require_safe
def run_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of a run that asks for itself every two seconds until the run has ended. `?reload=1` comes from a
    page that has no proposals yet: nothing can be lost there, so it is loaded again when the run is done."""
    run = fetch_run(request, pk)
    if not request.htmx:
        return redirect("matchmaking:run_detail", run.pk)
    reload = "reload" in request.GET
    context = {
        "run": run,
        "run_is_under_way": selectors.is_under_way(run),
        "reload": reload,
        "polled": True,
        "page_url": request.htmx.current_url_abs_path,
    }
    response = render(request, "matchmaking/_run_status.html", context)
    if run.state == RunState.DONE and reload:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def run_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue what a failed run was meant to do once more."""
    run = fetch_run(request, pk)
    require(run.state == RunState.FAILED, _("Only a failed run can be repeated."))
    again = request_run(run.trigger, need=run.need, offer=run.offer, actor=request.user)
    messages.success(request, _("The run is waiting for a worker again."))
    return redirect("matchmaking:run_detail", again.pk)
