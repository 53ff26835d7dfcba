"""Possible duplicates: the list of a project lead, and what is decided there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.jobs import enqueue_on_commit
from core.states import GuardFailed
from organisations.duplicates import REASONS, likelihood_in_words
from organisations.models import OrganisationPair
from organisations.permissions import can_merge_organisations
from organisations.services import duplicates as services
from organisations.tasks import find_duplicates
from organisations.views.merging import fetch_both

PAGE_SIZE = 25
TOLD_APART = "told-apart"


@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Pairs that look alike, the most likely first; or those that were told apart."""
    if not can_merge_organisations(request.user):
        raise PermissionDenied
    shows_told_apart = request.GET.get("show") == TOLD_APART
    pairs = OrganisationPair.objects.compared_by(request.user)
    pairs = pairs.filter(dismissed_at__isnull=False) if shows_told_apart else pairs.open()
    page = Paginator(pairs.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    for pair in page:
        pair.likelihood = likelihood_in_words(pair.score)
        pair.percent = round(100 * pair.score) if pair.score is not None else None
        pair.because = [REASONS[code] for code in pair.reasons if code in REASONS]
    context = {"page_obj": page, "shows_told_apart": shows_told_apart, "told_apart": TOLD_APART}
    return render(request, "organisations/duplicate_list.html", context)


@require_POST
def duplicate_search(request: HttpRequest) -> HttpResponse:
    if not can_merge_organisations(request.user):
        raise PermissionDenied
    enqueue_on_commit(find_duplicates)
    messages.info(request, _("The search is running. Open this list again in a minute."))
    return redirect("organisations:duplicates")


@require_POST
def tell_apart(request: HttpRequest, org: int, other: int) -> HttpResponse:
    first, second = fetch_both(request, org, other)
    try:
        services.tell_apart(first, second, actor=request.user)
    except GuardFailed as failure:
        messages.error(request, str(failure))
    else:
        messages.success(request, _("Remembered: these are two organisations. You can take that back on this page."))
    return redirect(f"{reverse('organisations:duplicates')}?show={TOLD_APART}")


@require_POST
def look_again(request: HttpRequest, pk: int) -> HttpResponse:
    if not can_merge_organisations(request.user):
        raise PermissionDenied
    pair = get_object_or_404(OrganisationPair.objects.compared_by(request.user), pk=pk)
    services.look_again(pair, actor=request.user)
    messages.success(request, _("The pair is on the list of possible duplicates again."))
    return redirect("organisations:duplicates")
