"""Taking a file in: upload, assign columns, look at what would happen, start, watch, take back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.cells import csv_lines
from transfer import services
from transfer.columns import guess_mapping
from transfer.enums import ImportState, Outcome, Subject
from transfer.filters import LineFilter
from transfer.forms import MappingForm, SavedMappingForm, UploadForm
from transfer.models import ImportJob
from transfer.permissions import can_import, can_list_exports
from transfer.preview import preview, samples
from transfer.subjects.registry import import_columns as columns_of

PAGE_SIZE = 25
EARLIER = {ImportState.UPLOADED, ImportState.CHECKED}  # nothing is written yet


def _require_import(request: HttpRequest) -> None:
    if not can_import(request.user):
        raise PermissionDenied


def _fetch(request: HttpRequest, pk: int) -> ImportJob:
    """Return the import if the person may see it. Nobody else learns whether it exists."""
    _require_import(request)
    return get_object_or_404(ImportJob.objects.visible_to(request.user).select_related("requested_by__contact"), pk=pk)


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """All imports, the newest first; whoever only exports is sent to the exports."""
    if not can_import(request.user):
        if can_list_exports(request.user):
            return redirect("transfer:export_list")
        raise PermissionDenied
    jobs = ImportJob.objects.visible_to(request.user).for_list()
    page = Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "transfer/import_list.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    _require_import(request)
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        job = services.upload(
            form.table, form.cleaned_data["file"], subject=form.cleaned_data["subject"], actor=request.user
        )
        return redirect("transfer:import_columns", job.pk)
    subjects = [(Subject(subject).label, columns_of(subject)) for subject in Subject.values]
    return render(request, "transfer/import_new.html", {"form": form, "subjects": subjects})


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign the columns of the file and choose the rules; all rows are checked then."""
    job = _fetch(request, pk)
    if job.state not in EARLIER:
        return redirect(job)
    saved = SavedMappingForm(request.GET if "saved" in request.GET else None, subject=job.subject)
    if request.method == "POST":
        form = MappingForm(request.POST, job=job)
        if form.is_valid():
            services.check(job, form.options, actor=request.user)
            if form.cleaned_data["save_as"]:
                services.save_mapping(job, form.cleaned_data["save_as"], actor=request.user)
            return redirect(job)
    else:
        mapping = None
        if saved.is_bound and saved.is_valid():
            known = saved.cleaned_data["saved"].columns
            mapping = guess_mapping(job.headers, columns_of(job.subject), known)
        form = MappingForm(job=job, mapping=mapping)
    columns = list(zip(form.assigned(), samples(job), strict=True))
    context = {
        "job": job,
        "form": form,
        "columns": columns,
        "saved_form": saved,
        "has_saved": saved.fields["saved"].queryset.exists(),
    }
    return render(request, "transfer/import_columns.html", context)


@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = _fetch(request, pk)
    if job.state == ImportState.UPLOADED and not job.error:
        return redirect("transfer:import_columns", job.pk)
    return render(request, "transfer/import_detail.html", _context(request, job))


def _context(request: HttpRequest, job: ImportJob) -> dict[str, Any]:
    is_check = job.state in (ImportState.CHECKED, ImportState.UPLOADED)
    context: dict[str, Any] = {"job": job, "is_check": is_check}
    if job.is_under_way:
        return context
    lines = LineFilter(request.GET, queryset=job.lines.filter(is_check=is_check))
    context |= {
        "filter": lines,
        "page_obj": Paginator(lines.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "has_lines": job.lines.filter(is_check=is_check).exists(),
        "writes": job.created_count + job.updated_count,
        "object_url": _object_url(job),
    }
    if job.state == ImportState.CHECKED:
        context["preview"] = preview(job)
    return context


def _object_url(job: ImportJob) -> str:
    names = {
        Subject.ORGANISATIONS: "organisations:detail",
        Subject.NEEDS: "companies:need_detail",
        Subject.OFFERS: "startups:offer_detail",
    }
    return names[job.subject]


@require_safe
def import_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, for the page that asks every other second."""
    job = _fetch(request, pk)
    if not request.htmx:
        return redirect(job)
    response = render(request, "transfer/_import_status.html", {"job": job, "polled": True})
    if not job.is_under_way:
        response["HX-Redirect"] = reverse("transfer:import_detail", args=[job.pk])
    return response


@require_POST
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    job = _fetch(request, pk)
    services.start(job, actor=request.user)
    return redirect(job)


@require_POST
def import_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    job = _fetch(request, pk)
    services.go_on(job, actor=request.user)
    return redirect(job)


@require_POST
def import_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    job = _fetch(request, pk)
    services.take_back(job, actor=request.user)
    return redirect(job)


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    job = _fetch(request, pk)
    services.discard(job, actor=request.user)
    messages.success(request, _("The file has been deleted, nothing was imported."))
    return redirect("transfer:import_list")


@require_safe
def import_report(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The report as a CSV file: each line of the file with what became of it."""
    job = _fetch(request, pk)
    is_check = job.state in EARLIER
    name = f"import-{job.pk}-{'check' if is_check else 'report'}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    rows = _report(job, is_check, [str(label) for label in _titles()], dict(Outcome.choices))
    return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _titles() -> list[Any]:
    return [_("Line"), _("Outcome"), _("Number in the portal"), _("Name or title"), _("Notes")]


def _report(job: ImportJob, is_check: bool, titles: list[str], outcomes: dict) -> Iterator[list[Any]]:
    yield titles
    for line in job.lines.filter(is_check=is_check).iterator(chunk_size=PAGE_SIZE * 20):
        yield [line.line, str(outcomes[line.outcome]), line.object_id, line.label, " ".join(line.messages)]
