"""The order and the reasons of a shortlist, and what was set aside for later."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.bias import refuse_biased
from core.states import GuardFailed
from matchmaking import forms, selectors
from matchmaking.hiding import hide
from matchmaking.models import Introduction
from matchmaking.permissions import can_decide_introduction
from matchmaking.services import moderation, shortlist
from matchmaking.views.pages import fetch_introduction, introduction_page, took_step

PAGE_SIZE = 25


def _fetch_decided(request: HttpRequest, pk: int) -> Introduction:
    """Return the introduction if the person decides on it, else 404 or 403."""
    introduction = fetch_introduction(request, pk)
    if not can_decide_introduction(request.user, introduction):
        refuse_biased(request.user, introduction, introduction.need)
        raise PermissionDenied
    return introduction


@require_POST
def introduction_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down (`direction`)."""
    introduction = _fetch_decided(request, pk)
    direction = request.POST.get("direction")
    if direction not in (shortlist.UP, shortlist.DOWN):
        raise GuardFailed([_("Say whether the proposal moves up or down.")])
    if shortlist.move(introduction, direction, actor=request.user):
        messages.success(request, _("The order is changed. The company reads it like this."))
    return redirect(f"{reverse('matchmaking:proposals', args=[introduction.need_id])}#shortlist")


@require_POST
def introduction_change_reason(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = _fetch_decided(request, pk)
    form = forms.ReasonForm(request.POST, auto_id=f"reason-{pk}-%s")
    hide(form, introduction, introduction.offer.organisation)
    if not took_step(form, lambda data: shortlist.change_reason(introduction, actor=request.user, note=data["note"])):
        return introduction_page(request, introduction, form)
    form.note_confirmed(introduction, request.user)
    messages.success(request, _("The reason is changed."))
    return redirect(f"{reverse('matchmaking:proposals', args=[introduction.need_id])}#shortlist")


@require_POST
def introduction_wake(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a proposal that was set aside back to the list before its day."""
    introduction = fetch_introduction(request, pk, "wake")
    moderation.wake(introduction, actor=request.user)
    messages.success(request, _("The proposal is on the list again."))
    if request.POST.get("back") == "list":
        return redirect("matchmaking:snoozed")
    return redirect(selectors.proposal_url(introduction))


@require_safe
def snoozed(request: HttpRequest) -> HttpResponse:
    """Everything that is set aside, what comes back first on top."""
    if not request.user.moderates:
        raise PermissionDenied
    page = Paginator(selectors.snoozed_proposals(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "matchmaking/snoozed.html", {"page_obj": page})
