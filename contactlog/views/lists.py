"""Lists over all organisations of a lead: open next steps, and where nobody has called for long."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contactlog.filters import SilenceFilter
from contactlog.selectors import open_steps_of, without_contact
from organisations.models import Organisation

PAGE_SIZE = 25
USUAL_MONTHS = 6


@require_safe
def steps(request: HttpRequest) -> HttpResponse:
    """The open next steps of the lead and of those the lead stands in for."""
    if not request.user.moderates:
        raise PermissionDenied
    page = Paginator(open_steps_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "contactlog/steps.html", {"page_obj": page})


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """Verified organisations with which nobody has spoken for some months."""
    if not request.user.moderates:
        raise PermissionDenied
    asked = request.GET.copy()
    asked.setdefault("months", str(USUAL_MONTHS))
    form = SilenceFilter(asked, queryset=Organisation.objects.none(), request=request).form
    months = (form.cleaned_data.get("months") if form.is_valid() else None) or USUAL_MONTHS
    narrowed = SilenceFilter(asked, queryset=without_contact(request.user, int(months)), request=request)
    context = {
        "filter": narrowed,
        "months": int(months),
        "page_obj": Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "contactlog/silent.html", context)
