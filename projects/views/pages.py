"""The projects, one project, the rows behind a number, the texts of the report, the hours with names."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.cells import csv_lines
from projects import selectors, services
from projects.counting import RULES, period_of, rows_of, value_of
from projects.enums import IndicatorKind
from projects.forms import HoursForm, NarrativeForm
from projects.models import FunderPack, Milestone, ProjectIndicator
from projects.packing.anonymous import Words
from projects.permissions import can_take_hours_out
from projects.registers import REGISTERS
from projects.views.common import fetch, require_lead
from regions.models import FundedProject

PAGE_SIZE = 50


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    require_lead(request)
    rows = [(project, period_of(project)) for project in FundedProject.objects.order_by("-starts_on", "pk")]
    return render(request, "projects/list.html", {"projects": rows})


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about a project at a glance: period, targets, money, milestones, hours."""
    project = fetch(request, slug)
    attained = selectors.attainments(project)
    money = selectors.money_of(project)
    work = selectors.work_of(project)
    names = selectors.names_of(line.staff_id for line in work)
    context = {
        "project": project,
        "period": period_of(project),
        "attained": attained,
        "chart": selectors.attainment_chart(project, attained) if attained else None,
        "money": money,
        "total": selectors.total_of(money),
        "uncovered": selectors.uncovered(project),
        "milestones": Milestone.objects.of(project),
        "work": [(line, names[line.staff_id]) for line in work],
        "work_total": selectors.hours_of(sum(line.minutes for line in work)),
        "registers": [(register, register.rows(project).count()) for register in REGISTERS.values()],
        "last_pack": FunderPack.objects.visible_to(request.user).filter(project=project).defer("content").first(),
        "can_take_hours_out": can_take_hours_out(request.user),
    }
    return render(request, "projects/overview.html", context)


@require_safe
def indicator(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The rows behind a number, each with the way to its case or entry."""
    project = fetch(request, slug)
    found = get_object_or_404(ProjectIndicator.objects.visible_to(request.user).of(project), pk=pk)
    period = period_of(project)
    rows = sorted(rows_of(found, period), key=lambda row: row.day)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    words = Words()
    context = {
        "project": project,
        "period": period,
        "indicator": found,
        "rule": RULES.get(IndicatorKind(found.kind)),
        "value": value_of(found, rows),
        "page_obj": page,
        "is_titled": any(row.title for row in rows),
        "rows": [(row, _described(row.attributes, words)) for row in page],
    }
    return render(request, "projects/indicator.html", context)


def _described(says: dict, words: Words) -> dict[str, str]:
    return {
        "sectors": words.sectors(says),
        "size": words.size(says),
        "town": words.town(says.get("ags", "")),
        "topics": words.topics(says),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts of the report below the headings of the programme."""
    project = fetch(request, slug)
    form = NarrativeForm(request.POST if request.method == "POST" else None, project=project)
    if request.method == "POST" and form.is_valid():
        services.save_narrative(project, form.cleaned_data, actor=request.user)
        messages.success(request, _("The texts are saved."))
        return redirect("projects:report", slug=project.slug)
    return render(request, "projects/report.html", {"project": project, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Hours per person and month with names, as a file: for who may export, with a purpose."""
    project = fetch(request, slug)
    if not can_take_hours_out(request.user):
        raise PermissionDenied
    form = HoursForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "projects/hours.html", {"project": project, "form": form})
    services.note_hours(project, purpose=form.cleaned_data["purpose"], actor=request.user)
    work = selectors.work_of(project)
    names = selectors.names_of(line.staff_id for line in work)
    lines = [[_("Month"), _("Person"), _("Hours")]]
    lines += [[f"{line.month:%Y-%m}", names[line.staff_id], line.hours] for line in work]
    headers = {"Content-Disposition": f'attachment; filename="{project.slug}-stunden.csv"'}
    return HttpResponse(b"".join(csv_lines(lines)), content_type="text/csv; charset=utf-8", headers=headers)
