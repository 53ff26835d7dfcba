"""Taking data out: ask for a file with a purpose, wait, download; and who has done so."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.cells import MEDIA_TYPES
from transfer import services
from transfer.enums import ExportState, ExportSubject
from transfer.forms import ExportForm
from transfer.models import ExportJob
from transfer.permissions import can_download_export, can_export, can_import, can_list_exports
from transfer.subjects.registry import export_columns

PAGE_SIZE = 25


def _fetch(request: HttpRequest, pk: int) -> ExportJob:
    """Return the export if the person may know of it."""
    if not can_list_exports(request.user):
        raise PermissionDenied
    return get_object_or_404(ExportJob.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """Who has exported what, when and what for."""
    if not can_list_exports(request.user):
        raise PermissionDenied
    page = Paginator(ExportJob.objects.visible_to(request.user).for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "can_export": can_export(request.user), "can_import": can_import(request.user)}
    return render(request, "transfer/export_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: HttpRequest) -> HttpResponse:
    """Ask for an export of one subject, `?subject=`."""
    if not can_export(request.user):
        raise PermissionDenied
    subject = request.GET.get("subject", ExportSubject.ORGANISATIONS)
    if subject not in ExportSubject.values:
        raise Http404
    form = ExportForm(request.POST if request.method == "POST" else None, subject=subject)
    if request.method == "POST" and form.is_valid():
        job = services.request_export(
            subject=subject,
            columns=form.cleaned_data["columns"],
            conditions=form.conditions,
            file_format=form.cleaned_data["file_format"],
            purpose=form.cleaned_data["purpose"],
            actor=request.user,
        )
        return redirect(job)
    context = {"form": form, "subject": ExportSubject(subject), "subjects": ExportSubject.choices}
    return render(request, "transfer/export_new.html", context)


@require_safe
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = _fetch(request, pk)
    labels = {column.key: column.label for column in export_columns(job.subject)}
    context = {
        "job": job,
        "columns": [labels.get(key, key) for key in job.columns],
        "can_download": can_download_export(request.user, job),
        "is_own": job.requested_by_id == request.user.pk,
    }
    return render(request, "transfer/export_detail.html", context)


@require_safe
def export_status(request: HttpRequest, pk: int) -> HttpResponse:
    job = _fetch(request, pk)
    if not request.htmx:
        return redirect(job)
    response = render(request, "transfer/_export_status.html", {"job": job})
    if not job.is_under_way:
        response["HX-Redirect"] = reverse("transfer:export_detail", args=[job.pk])
    return response


@require_safe
def export_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the file to who asked for it, and log that. Others who know of the export get a 403."""
    job = _fetch(request, pk)
    if job.state == ExportState.EXPIRED:
        return redirect(job)
    if not can_download_export(request.user, job):
        raise PermissionDenied
    file = job.file.open("rb")
    services.note_download(job, actor=request.user)
    response = FileResponse(file, as_attachment=True, filename=job.filename, content_type=MEDIA_TYPES[job.file_format])
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
