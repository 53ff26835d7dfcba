"""The reviewers' pages: the queue, and the steps that decide about an offer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.bias import refuse_biased
from accounts.enums import FilterPage
from accounts.saving import opening_query
from core.steps import took_step
from startups import progress, services
from startups.filters import OfferFilter
from startups.forms import DeclineForm, OfferTeaserForm, RejectForm, ReturnForm
from startups.models import Offer
from startups.permissions import can_review_revision, can_write_offer_teaser
from startups.selectors import count_waiting, review_queue
from startups.views.pages import fetch_offer, offer_page

PAGE_SIZE = 25


@require_safe
def offer_queue(request: HttpRequest) -> HttpResponse:
    """Every offer the person reviews: changed versions first, then new offers, then the rest."""
    if not request.user.moderates:
        raise PermissionDenied
    if query := opening_query(request, FilterPage.OFFERS):
        return redirect(f"{request.path}?{query}")
    offers = OfferFilter(request.GET, queryset=review_queue(request.user), request=request)
    page = Paginator(offers.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filter": offers,
        "page_obj": page,
        "rows": [(offer, progress.review_due_on(offer)) for offer in page],
        "waiting": count_waiting(request.user),
        "is_filtered": any(offers.form.cleaned_data.values()) if offers.form.is_valid() else False,
    }
    return render(request, "startups/offer_queue.html", context)


@require_POST
def offer_publish(request: HttpRequest, pk: int) -> HttpResponse:
    offer = fetch_offer(request, pk, "publish")
    services.publish_offer(offer, actor=request.user)
    messages.success(request, _("The offer is published. Proposals are being computed."))
    return redirect(offer)


@require_POST
def offer_return(request: HttpRequest, pk: int) -> HttpResponse:
    offer = fetch_offer(request, pk, "return_with_question")
    form = ReturnForm(request.POST, case=offer)
    if not took_step(form, lambda: services.return_offer(offer, actor=request.user, **form.cleaned_data)):
        return offer_page(request, offer, form)
    messages.success(request, _("The question is on its way to the provider."))
    return redirect(offer)


@require_POST
def offer_reject(request: HttpRequest, pk: int) -> HttpResponse:
    offer = fetch_offer(request, pk, "reject")
    form = RejectForm(request.POST, case=offer)
    if not took_step(form, lambda: services.reject_offer(offer, actor=request.user, **form.cleaned_data)):
        return offer_page(request, offer, form)
    messages.success(request, _("The offer is rejected. The provider has been told why."))
    return redirect(offer)


@require_POST
def offer_teaser(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the anonymous summary as a new version."""
    offer = fetch_offer(request, pk)
    if not can_write_offer_teaser(request.user, offer):
        refuse_biased(request.user, offer, offer.organisation)
        raise PermissionDenied
    form = OfferTeaserForm(request.POST, offer=offer)
    if not form.is_valid():
        return offer_page(request, offer, form)
    data = form.cleaned_data
    services.write_teaser(offer, actor=request.user, title=data["title"], text=data["text"], checked=data["checked"])
    form.note_confirmed(offer, request.user)
    messages.success(request, _("The anonymous summary is saved."))
    return redirect(offer)


@require_POST
def revision_accept(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _fetch_changed_offer(request, pk)
    services.accept_revision(offer, actor=request.user)
    messages.success(request, _("The new version is live. Please check that the anonymous summary still fits."))
    return redirect(offer)


@require_POST
def revision_decline(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _fetch_changed_offer(request, pk)
    form = DeclineForm(request.POST, case=offer)
    if not took_step(form, lambda: services.decline_revision(offer, actor=request.user, **form.cleaned_data)):
        return offer_page(request, offer, form)
    messages.success(request, _("The change is declined. The provider has been told why."))
    return redirect(offer)


def _fetch_changed_offer(request: HttpRequest, pk: int) -> Offer:
    offer = fetch_offer(request, pk)
    if not can_review_revision(request.user, offer):
        refuse_biased(request.user, offer, offer.organisation)
        raise PermissionDenied
    return offer
