"""Handing cases over to another lead, and handing them back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contactlog.forms import HandoverForm
from contactlog.handover import kind_of
from contactlog.models import Handover, HandoverItem
from contactlog.permissions import can_hand_back
from contactlog.services.handover import hand_back, hand_over, still_there, title_of
from core.states import GuardFailed

PAST_SHOWN = 20


def handover(request: HttpRequest) -> HttpResponse:
    """Choose the own cases and the colleague; below, what was handed over before."""
    if not request.user.moderates:
        raise PermissionDenied
    form = HandoverForm(request.POST if request.method == "POST" else None, giver=request.user)
    if form.is_bound and form.is_valid():
        try:
            done = hand_over(
                form.chosen,
                giver=request.user,
                receiver=form.cleaned_data["receiver"],
                actor=request.user,
                note=form.cleaned_data["note"],
            )
        except GuardFailed as failure:
            for problem in failure.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _("The cases are handed over. Your colleague has been told."))
            return redirect(done)
    past = Handover.objects.visible_to(request.user).select_related("giver__contact", "receiver__contact")
    page = Paginator(past, PAST_SHOWN).get_page(request.GET.get("page"))
    return render(request, "contactlog/handover.html", {"form": form, "page_obj": page})


def _fetch(request: HttpRequest, pk: int) -> Handover:
    if not request.user.moderates:
        raise PermissionDenied
    visible = Handover.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("giver__contact", "receiver__contact", "actor__contact"), pk=pk)


def _rows(request: HttpRequest, found: Handover) -> list[tuple]:
    """Return label, title and address of each case. What the person may not see (any more) is only counted."""
    items: dict[str, list[HandoverItem]] = {}
    for item in found.items.all():
        items.setdefault(item.kind, []).append(item)
    rows = []
    for slug, those in items.items():
        kind = kind_of(slug)
        seen = kind.model.objects.visible_to(request.user).in_bulk([item.row_id for item in those])
        for item in those:
            row = seen.get(item.row_id)
            rows.append((kind.label, title_of(row) if row else "", row.get_absolute_url() if row else ""))
    return rows


@require_safe
def handover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    returnable = len(still_there(found)) if can_hand_back(request.user, found) else 0
    context = {"handover": found, "rows": _rows(request, found), "returnable": returnable}
    return render(request, "contactlog/handover_detail.html", context)


@require_POST
def handover_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    if not can_hand_back(request.user, found):
        raise PermissionDenied
    try:
        back = hand_back(found, actor=request.user)
    except GuardFailed as failure:
        messages.error(request, str(failure))
        return redirect(found)
    messages.success(request, _("The cases are handed back."))
    return redirect(back)
