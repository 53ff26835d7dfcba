"""To whom issues can go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.states import GuardFailed
from newsletter import editing
from newsletter.issue_forms import SegmentForm
from newsletter.models import Segment
from newsletter.permissions import can_manage_newsletter
from newsletter.recipients import fitting


def _segments(request: HttpRequest):
    if not can_manage_newsletter(request.user):
        raise PermissionDenied
    return Segment.objects.prefetch_related("topics", "regions")


@require_safe
def segment_list(request: HttpRequest) -> HttpResponse:
    rows = [(segment, fitting(segment).count()) for segment in _segments(request)]
    return render(request, "newsletter/segment_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def segment_create(request: HttpRequest) -> HttpResponse:
    _segments(request)
    return _edit(request, Segment())


@require_http_methods(["GET", "HEAD", "POST"])
def segment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(_segments(request), pk=pk))


def _edit(request: HttpRequest, segment: Segment) -> HttpResponse:
    form = SegmentForm(request.POST if request.method == "POST" else None, instance=segment)
    if form.is_bound and form.is_valid():
        columns = dict(form.cleaned_data)
        topics, regions = columns.pop("topics"), columns.pop("regions")
        try:
            editing.save_segment(segment, columns, topics, regions)
        except GuardFailed as failure:
            form.add_error(None, str(failure))
        else:
            messages.success(request, _("The segment is saved."))
            return redirect("newsletter:segment_list")
    known = Segment.objects.filter(pk=segment.pk).first()
    return render(request, "newsletter/segment_form.html", {"form": form, "segment": known})


@require_POST
def segment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    editing.delete_segment(get_object_or_404(_segments(request), pk=pk))
    messages.success(request, _("The segment is gone."))
    return redirect("newsletter:segment_list")
