from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organisations.filters import OrganisationFilter
from organisations.models import Organisation
from organisations.permissions import is_member

PAGE_SIZE = 25


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations a lead looks after: all of them, or those of the own region."""
    if not request.user.moderates:
        raise PermissionDenied
    looked_after = Organisation.objects.visible_to(request.user).by_name().select_related("region", "municipality")
    organisations = OrganisationFilter(request.GET, queryset=looked_after, request=request)
    context = {
        "filter": organisations,
        "page_obj": Paginator(organisations.qs, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "organisations/organisation_list.html", context)


@require_safe
def organisation_detail(request: HttpRequest, org: int) -> HttpResponse:
    """One organisation with its people. Whoever may open the page belongs to it or looks after it, and may
    therefore see how to reach its people."""
    organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user).select_related("region", "municipality", "verified_by__contact"),
        pk=org,
    )
    context = {
        "organisation": organisation,
        "is_own": is_member(request.user, org),
        "sectors": organisation.sectors.select_related("parent"),
        "memberships": organisation.memberships.filter(is_active=True).select_related("contact"),
    }
    return render(request, "organisations/organisation_detail.html", context)
