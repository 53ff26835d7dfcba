"""The provider's pages: its offers, the form, one offer and its steps."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.states import GuardFailed, InvalidTransition
from core.steps import form_key_of, stale_message
from organisations.models import Organisation
from organisations.permissions import is_member
from startups import progress, services
from startups.enums import OfferState, RevisionState
from startups.forms import OfferForm, new_offer_defaults
from startups.models import Offer, ProviderProfile
from startups.permissions import can_create_offer, can_edit_offer, can_edit_provider
from startups.selectors import offers_of
from startups.views.pages import fetch_offer, offer_page
from taxonomy.forms import typed_values


@require_safe
def offer_list(request: HttpRequest, org: int) -> HttpResponse:
    """The offers of an organisation, each with whose turn it is."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=org)
    offers = [(offer, progress.whose_turn(offer)) for offer in offers_of(request.user, organisation)]
    context = {
        "organisation": organisation,
        "open_offers": [row for row in offers if row[0].is_open],
        "closed_offers": [row for row in offers if not row[0].is_open],
        "profile": ProviderProfile.objects.filter(organisation=organisation).first(),
        "can_create": can_create_offer(request.user, organisation),
        "can_edit_provider": can_edit_provider(request.user, organisation),
    }
    return render(request, "startups/offer_list.html", context)


def offer_create(request: HttpRequest, org: int) -> HttpResponse:
    """Present an offer; saved as a draft or handed in at once."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=org)
    if not can_create_offer(request.user, organisation):
        raise PermissionDenied
    key = form_key_of(request)
    earlier = Offer.objects.filter(created_by=request.user, form_key=key, organisation=organisation).first()
    if earlier:  # a second click, or back in the browser: it is that offer's form now
        return offer_edit(request, earlier.pk)
    if request.method != "POST" or "suggest" in request.POST:
        defaults = new_offer_defaults(request.user.contact)
        typed = typed_values(request.POST, OfferForm) if request.POST else defaults
        form = OfferForm(organisation=organisation, initial=typed)
        return _form_page(request, form, organisation=organisation, form_key=key)
    form = OfferForm(request.POST, organisation=organisation, handing_in="hand_in" in request.POST)
    if not form.is_valid():
        return _form_page(request, form, organisation=organisation, form_key=key)
    offer = services.create_offer(form, organisation=organisation, actor=request.user, form_key=key)
    return _saved(request, offer)


def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an offer. The form of a published offer opens with the version that waits for review, if any."""
    offer = fetch_offer(request, pk)
    if not is_member(request.user, offer.organisation_id):
        raise PermissionDenied
    if request.method == "POST" and "suggest" not in request.POST:
        return _save_edit(request, offer)
    if not can_edit_offer(request.user, offer):
        messages.warning(request, _("The offer cannot be changed in its present state."))
        return redirect(offer)
    waiting = offer.waiting_revision.content if offer.waiting_revision else {}
    typed = typed_values(request.POST, OfferForm) if request.POST else waiting
    form = OfferForm(instance=offer, organisation=offer.organisation, initial=typed)
    return _form_page(request, form, organisation=offer.organisation, offer=offer, version=offer.version)


def _save_edit(request: HttpRequest, offer: Offer) -> HttpResponse:
    organisation, version = offer.organisation, offer.version
    form = OfferForm(request.POST, instance=offer, organisation=organisation, handing_in="hand_in" in request.POST)
    if form.is_valid():
        if form.is_saved_already():  # also the second of two clicks
            return _saved(request, offer)
        is_stale = request.POST.get("version", version) != version
        try:
            if is_stale or not can_edit_offer(request.user, offer):
                raise InvalidTransition(f"offer {offer.pk} has changed since the form was opened")
            services.edit_offer(form, actor=request.user)
        except InvalidTransition:
            offer = fetch_offer(request, offer.pk)
            version = offer.version
            form.add_error(None, stale_message(offer))
        else:
            return _saved(request, offer)
    return _form_page(request, form, organisation=organisation, offer=offer, version=version)


def _saved(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Answer a saved form: hand the offer in if that was wished, and show where it stands."""
    if "hand_in" in request.POST:
        return _submit(request, offer)
    if offer.state == OfferState.DRAFT:
        messages.success(request, _("The draft is saved. You can go on now or later."))
        return redirect("startups:offer_edit", offer.pk)
    if offer.revisions.filter(state=RevisionState.WAITING).exists():
        messages.success(request, _("Your change is being reviewed. The published version stays until then."))
    else:
        messages.success(request, _("Your changes are saved."))
    return redirect(offer)


@require_POST
def offer_submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _submit(request, fetch_offer(request, pk, "submit"))


def _submit(request: HttpRequest, offer: Offer) -> HttpResponse:
    try:
        services.submit_offer(offer, actor=request.user)
    except GuardFailed as failure:
        for problem in failure.problems:
            messages.error(request, problem)
        return redirect(offer)
    except InvalidTransition:
        offer.refresh_from_db()
        if offer.state != OfferState.SUBMITTED:
            raise
    messages.success(request, _("The offer is submitted. Its number is %(number)s.") % {"number": offer.number})
    return redirect(offer)


@require_safe
def offer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return offer_page(request, fetch_offer(request, pk))


@require_POST
def offer_suspend(request: HttpRequest, pk: int) -> HttpResponse:
    offer = fetch_offer(request, pk, "suspend")
    services.suspend_offer(offer, actor=request.user)
    messages.success(request, _("The offer rests now."))
    return redirect(offer)


@require_POST
def offer_reconfirm(request: HttpRequest, pk: int) -> HttpResponse:
    offer = fetch_offer(request, pk, "reconfirm")
    services.reconfirm_offer(offer, actor=request.user)
    messages.success(request, _("Thank you. The offer is confirmed as still correct."))
    return redirect(offer)


@require_POST
def offer_archive(request: HttpRequest, pk: int) -> HttpResponse:
    offer = fetch_offer(request, pk, "archive")
    services.archive_offer(offer, actor=request.user)
    messages.success(request, _("The offer is archived."))
    return redirect(offer)


def _form_page(request: HttpRequest, form: OfferForm, *, offer: Offer | None = None, **context: Any) -> HttpResponse:
    """Render the form of an offer, with topics suggested from what it says at present."""
    form.suggest_topics()
    form.show_chosen_sectors()
    context |= {"form": form, "offer": offer, "was_asked": "suggest" in request.POST}
    return render(request, "startups/offer_form.html", context)
