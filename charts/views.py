"""The gallery: every chart in every state, for those who choose or change one."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charts.gallery import chapters
from charts.permissions import can_see_gallery


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All charts with invented figures."""
    if not can_see_gallery(request.user):
        raise PermissionDenied
    return render(request, "charts/gallery.html", {"chapters": chapters()})
