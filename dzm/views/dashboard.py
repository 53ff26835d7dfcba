"""The page after signing in: what each kind of person finds first."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.enums import NeedState
from companies.models import Need
from dzm.glance import kinds_for
from dzm.start import public_figures
from dzm.today import Today
from legal.details import missing_details, statement_due
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from organisations.enums import Verification
from organisations.permissions import active_memberships, can_register_organisation
from organisations.selectors import requests_to_decide
from startups.enums import OfferState
from startups.models import Offer


@require_safe
def dashboard(request):
    """Work for leads, own cases for members, what there is to read for everybody else."""
    if request.user.moderates:
        everybody = request.GET.get("cases") == "all"
        return render(request, "dzm/today.html", {"work": Today(request.user, everybody=everybody)})
    memberships = active_memberships(request.user)
    if memberships:
        return render(request, "dzm/overview.html", _overview(request.user, memberships))
    if can_register_organisation(request.user):
        return redirect("organisations:start")
    context = {"figures": public_figures(), "has_board": bool(kinds_for(request.user))}
    if request.user.is_superuser:
        context["legal_gaps"] = bool(missing_details() or statement_due(timezone.localdate()))
    return render(request, "dzm/welcome.html", context)


def _overview(user, memberships) -> dict:
    """Return the open questions to the person's organisations and how their cases stand."""
    own = [membership.organisation_id for membership in memberships]
    to_company = Introduction.objects.of_company(user).filter(state=IntroductionState.AWAITING_COMPANY)
    to_provider = Introduction.objects.of_provider(user).filter(state=IntroductionState.AWAITING_PROVIDER)
    in_contact = [
        IntroductionState.INTRODUCED,
        IntroductionState.FIRST_MEETING,
        IntroductionState.PILOT,
        IntroductionState.FOLLOW_UP,
    ]
    running = Introduction.objects.visible_to(user).filter(state__in=in_contact)
    needs = Need.objects.filter(organisation__in=own).exclude(state__in=Need.workflow.terminal)
    offers = Offer.objects.filter(organisation__in=own).exclude(state__in=Offer.workflow.terminal)
    return {
        "memberships": memberships,
        "unverified": [each.organisation for each in memberships if not each.organisation.is_verified],
        "asked_organisations": [
            each.organisation
            for each in memberships
            if each.is_admin and each.organisation.verification == Verification.RETURNED
        ],
        "join_requests": requests_to_decide(user),
        "to_company": to_company.with_parties(),
        "to_provider": to_provider.with_parties(),
        "returned": needs.filter(state=NeedState.RETURNED),
        "returned_offers": offers.filter(state=OfferState.RETURNED),
        "in_contact": running.with_parties(),
        "needs": needs.order_by("organisation", "-state_changed_at")[:12],
        "offers": offers.order_by("organisation", "-state_changed_at")[:12],
    }
