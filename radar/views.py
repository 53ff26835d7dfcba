"""The radar, the scouting list, and who looks for providers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.models import Need
from core.models import LogEntry
from core.states import StateError
from matchmaking.explanation import FITS_WELL
from radar import papers, selectors
from radar.figures import picture_of_month, picture_of_today
from radar.forms import ScoutingForm
from radar.models import ScoutingTask
from radar.permissions import can_begin_scouting, can_export_list, can_read_radar, can_scout, can_take_task_step
from radar.services import begin_scouting, take_task_step
from radar.unmet import is_unmet
from radar.workflow import SCOUTING

PAGE_SIZE = 25


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


@require_safe
def radar(request: HttpRequest) -> HttpResponse:
    """Leads read today; municipal partners what was protected and stored in the first night of the month."""
    user = request.user
    _require(can_read_radar(user))
    picture = picture_of_today(user) if can_scout(user) else picture_of_month()
    return render(
        request, "radar/radar.html", {"picture": picture, "can_scout": can_scout(user), "fits_well": FITS_WELL}
    )


@require_safe
def scouting(request: HttpRequest) -> HttpResponse:
    """The topics of unmet needs, and for how many somebody looks."""
    _require(can_scout(request.user))
    needs = selectors.unmet_needs_for(request.user)
    context = {
        "topics": selectors.topic_rows(needs),
        "number": needs.count(),
        "can_export": can_export_list(request.user),
        "searches": ScoutingTask.objects.visible_to(request.user).filter(state="open").count(),
    }
    return render(request, "radar/scouting.html", context)


@require_safe
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """The unmet needs of one topic, and who could be asked."""
    _require(can_scout(request.user))
    label = selectors.labels().get(topic)
    if label is None:
        raise Http404
    unmet = selectors.unmet_needs_for(request.user)
    needs = selectors.needs_of_topic(unmet, topic).select_related("municipality", "region")
    page = Paginator(needs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "topic": topic,
        "label": label,
        "page_obj": page,
        "rows": [
            (row, can_begin_scouting(request.user, row.need)) for row in selectors.listed(page.object_list, unmet)
        ],
        "addressees": selectors.addressees(topic, request.user),
        "offered": selectors.offered_in(topic),
    }
    return render(request, "radar/topic.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The scouting list as CSV."""
    _require(can_export_list(request.user))
    LogEntry.objects.record(request.user, "export_scouting_list", actor=request.user)
    lines = papers.as_csv(selectors.unmet_needs_for(request.user))
    name = f"ungedeckte-bedarfe-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """Who looks for providers until when, and what came of it."""
    _require(can_scout(request.user))
    tasks = ScoutingTask.objects.visible_to(request.user).select_related("need", "begun_by__contact")
    only_open = request.GET.get("all") != "1"
    tasks = tasks.filter(state="open").order_by("due_on", "pk") if only_open else tasks.order_by("-begun_at", "-pk")
    page = Paginator(tasks, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(task, _steps(request.user, task)) for task in page.object_list]
    return render(request, "radar/searches.html", {"page_obj": page, "rows": rows, "only_open": only_open})


def _steps(user, task: ScoutingTask) -> list:
    return [step for step in SCOUTING.leaving(task.state) if can_take_task_step(user, step.id, task)]


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody looks for providers for this need."""
    need = get_object_or_404(Need.objects.visible_to(request.user), pk=pk)
    _require(can_begin_scouting(request.user, need))
    form = ScoutingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            begin_scouting(need, actor=request.user, **form.cleaned_data)
        except StateError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The search is noted."))
            return redirect("radar:searches")
    return render(request, "radar/begin.html", {"form": form, "need": need, "is_unmet": is_unmet(need)})


@require_POST
def task_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a search: found, given up, taken back, or open again."""
    if step not in SCOUTING.transitions:
        raise Http404
    task = get_object_or_404(ScoutingTask.objects.visible_to(request.user).select_related("need"), pk=pk)
    _require(can_take_task_step(request.user, step, task))
    try:
        take_task_step(task, step, actor=request.user)
    except StateError:
        messages.error(request, _("Somebody else was quicker. This is how the search stands now."))
    else:
        messages.success(request, _("Noted: %(state)s. You can undo it here.") % {"state": task.get_state_display()})
    return redirect(reverse("radar:searches", query={"all": "1"}))
