"""The privacy notice for everybody, and the record of processing for those who answer for it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.public_pages import public_page
from privacy import record
from privacy.notice import notice
from privacy.permissions import can_look_after_privacy


@public_page()
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/notice.html", notice())


@require_safe
def show_record(request: HttpRequest) -> HttpResponse:
    _require_access(request)
    return render(request, "privacy/record.html", record.page())


@require_safe
def download_markdown(request: HttpRequest) -> HttpResponse:
    _require_access(request)
    return _attachment(record.as_markdown(), "text/markdown", "md")


@require_safe
def download_csv(request: HttpRequest) -> HttpResponse:
    _require_access(request)
    return _attachment(record.as_csv(), "text/csv", "csv")


def _require_access(request: HttpRequest) -> None:
    if not can_look_after_privacy(request.user):
        raise PermissionDenied


def _attachment(content: str | bytes, content_type: str, ending: str) -> HttpResponse:
    name = f"processing-{timezone.localdate():%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=f"{content_type}; charset=utf-8", headers=headers)
