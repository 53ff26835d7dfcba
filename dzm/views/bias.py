"""A lead declares a bias for a need, an introduction, an offer or an organisation, or takes it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.bias import declare_bias, withdraw_bias
from accounts.forms import BiasForm
from companies.models import Need
from companies.permissions import can_moderate_need
from matchmaking.models import Introduction
from matchmaking.permissions import can_moderate_introduction
from organisations.models import Organisation
from organisations.permissions import looks_after
from startups.models import Offer
from startups.permissions import can_review_offer

KINDS = {
    "need": (Need, can_moderate_need, lambda need: need.region),
    "introduction": (Introduction, can_moderate_introduction, lambda introduction: introduction.need.region),
    "offer": (Offer, can_review_offer, lambda offer: offer.organisation.region),
    "organisation": (Organisation, looks_after, lambda organisation: organisation.region),
}


def _fetch(request: HttpRequest, kind: str, pk: int):
    """Return the case and its region: 404 unless the person sees it, 403 unless the person would moderate it."""
    if kind not in KINDS:
        raise Http404
    model, moderates, region_of = KINDS[kind]
    case = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    if not moderates(request.user, case):
        raise PermissionDenied
    return case, region_of(case)


@require_POST
def declare(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    case, region = _fetch(request, kind, pk)
    form = BiasForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say in a few words why you are biased."))
        return redirect(case)
    others = declare_bias(request.user, case, region=region, reason=form.cleaned_data["reason"])
    if others:
        names = ", ".join(contact.full_name for contact in others)
        messages.success(request, _("Recorded. These people decide now and have been told: %s.") % names)
    else:
        messages.warning(request, _("Recorded. But nobody is left who could decide; please tell the operator."))
    return redirect(case)


@require_POST
def withdraw(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    case, _region = _fetch(request, kind, pk)
    withdraw_bias(request.user, case)
    messages.success(request, _("Recorded. You decide in this case again."))
    return redirect(case)
