"""The list of organisations, and the page of one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.enums import ReadPlace
from accounts.reads import note_read
from files.serving import show_image
from organisations.enums import Verification
from organisations.filters import OrganisationFilter
from organisations.forms import AnswerForm
from organisations.models import Organisation, OrganisationLogo
from organisations.permissions import (
    can_edit_organisation,
    can_manage_people,
    can_merge_organisations,
    can_take_verification_step,
    can_verify_organisation,
    is_member,
    looks_after,
)
from organisations.selectors import verification_due_on
from organisations.services.logo import EDGES

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
        "can_merge": can_merge_organisations(request.user),
        "page_obj": Paginator(organisations.qs, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "organisations/organisation_list.html", context)


@require_safe
def organisation_detail(request: HttpRequest, org: int) -> HttpResponse:
    return organisation_page(request, fetch_organisation(request, org))


def fetch_organisation(request: HttpRequest, org: int) -> Organisation:
    """Return the organisation if the person belongs to it or looks after it, else 404."""
    return get_object_or_404(
        Organisation.objects.visible_to(request.user).select_related(
            "region", "municipality", "verified_by__contact", "owner__contact", "logo"
        ),
        pk=org,
    )


@require_safe
def logo(request: HttpRequest, org: int, size: str) -> HttpResponse:
    """The logo, for those who may open the page of the organisation."""
    organisation = fetch_organisation(request, org)
    if size not in EDGES:
        raise Http404
    return show_image(getattr(get_object_or_404(OrganisationLogo, organisation=organisation), size))


def organisation_page(request: HttpRequest, organisation: Organisation, bound: Any = None) -> HttpResponse:
    """Render the page of one organisation with its people. Whoever may open it belongs to it or looks after it, and
    may therefore see how to reach its people. `bound` is an answer that came back with errors."""
    user = request.user
    steps = {
        step.id
        for step in organisation.workflow.leaving(organisation.verification)
        if can_take_verification_step(user, step.id, organisation)
    }
    memberships = list(organisation.memberships.active().select_related("contact"))
    note_read(user, [membership.contact for membership in memberships], ReadPlace.ORGANISATION)
    context = {
        "organisation": organisation,
        "is_own": is_member(user, organisation.pk),
        "former_names": organisation.aliases.all(),
        "sectors": organisation.sectors.select_related("parent"),
        "memberships": memberships,
        "can_edit": can_edit_organisation(user, organisation),
        "can_manage_people": can_manage_people(user, organisation),
        "looks_after": looks_after(user, organisation) and not is_member(user, organisation.pk),
        "can_verify": can_verify_organisation(user, organisation),
        "steps": steps,
        "due_on": verification_due_on(organisation),
        "form": bound,
    }
    if organisation.verification == Verification.RETURNED or bound:
        context["question"] = organisation.verification_questions.filter(answered_at__isnull=True).first()
        context["answer_form"] = bound or AnswerForm(case=organisation)
    return render(request, "organisations/organisation_detail.html", context)
