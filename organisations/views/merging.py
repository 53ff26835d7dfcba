"""Merging two organisations: look at both sides, confirm, undo."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.states import GuardFailed
from organisations.forms import MergeForm
from organisations.merging import in_words
from organisations.models import Organisation, OrganisationMerge
from organisations.permissions import can_merge_organisations
from organisations.services import merging as services

PAGE_SIZE = 25


def fetch_both(request: HttpRequest, org: int, other: int) -> tuple[Organisation, Organisation]:
    """Return the two organisations if the person may merge both, else 404."""
    if not can_merge_organisations(request.user):
        raise PermissionDenied
    mine = Organisation.objects.merged_by(request.user).select_related("municipality", "region")
    both = mine.in_bulk([org, other])
    if org == other or len(both) < 2:
        raise Http404
    return both[org], both[other]


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, org: int, other: int) -> HttpResponse:
    """Compare, choose, confirm: `org` remains, `other` is merged into it. Only the last step writes."""
    earlier = OrganisationMerge.objects.filter(winner=org, loser=other, merged_by=request.user, undone_at=None).first()
    if request.method == "POST" and earlier is not None:  # the same form, sent twice
        return redirect(earlier)
    winner, loser = fetch_both(request, org, other)
    looked_at = services.preview(winner, loser)
    if request.method != "POST":
        return _compare_page(request, looked_at, MergeForm(preview=looked_at))
    form = MergeForm(request.POST, preview=looked_at)
    if not form.is_valid():
        return _compare_page(request, looked_at, form)
    if "back" in request.POST:
        return _compare_page(request, looked_at, MergeForm(preview=looked_at, initial=form.cleaned_data))
    if "confirmed" not in request.POST:
        return render(request, "organisations/merge_confirm.html", _context(looked_at, form))
    try:
        merged = services.merge(winner, loser, form.choices, actor=request.user, seen=form.cleaned_data["seen"])
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return _compare_page(request, looked_at, form)
    messages.success(request, _("The two are one organisation now. You can undo that on this page."))
    return redirect(merged)


def _compare_page(request: HttpRequest, looked_at: services.Preview, form: MergeForm) -> HttpResponse:
    return render(request, "organisations/merge.html", _context(looked_at, form))


def _context(looked_at: services.Preview, form: MergeForm) -> dict[str, Any]:
    equal = [
        (field.choice.label, in_words(field.choice, looked_at.winner))
        for field in looked_at.fields
        if not field.differs and field.choice.is_filled(looked_at.winner)
    ]
    return {
        "winner": looked_at.winner,
        "loser": looked_at.loser,
        "preview": looked_at,
        "form": form,
        "equal": equal,
        "moved": [row for row in looked_at.moved if row.total and row.rule.is_shown],
        "moving": [row for row in looked_at.moved if row.moving or row.twins],
        "has_admin": services.has_admin_after(looked_at),
    }


@require_safe
def merge_list(request: HttpRequest) -> HttpResponse:
    if not can_merge_organisations(request.user):
        raise PermissionDenied
    merges = OrganisationMerge.objects.select_related(
        "winner", "loser", "merged_by__contact", "undone_by__contact"
    ).defer("changes", "created")
    page = Paginator(merges, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "organisations/merge_list.html", {"page_obj": page})


@require_safe
def merge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _merge_page(request, _fetch_merge(request, pk))


def _fetch_merge(request: HttpRequest, pk: int) -> OrganisationMerge:
    if not can_merge_organisations(request.user):
        raise PermissionDenied
    merges = OrganisationMerge.objects.select_related("winner", "loser", "merged_by__contact", "undone_by__contact")
    return get_object_or_404(merges, pk=pk)


def _merge_page(request: HttpRequest, merged: OrganisationMerge, problems: list[Any] | None = None) -> HttpResponse:
    context = {"merge": merged, "moved": services.count_moved(merged), "problems": problems}
    return render(request, "organisations/merge_detail.html", context)


@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    merged = _fetch_merge(request, pk)
    try:
        services.undo(merged, actor=request.user)
    except GuardFailed as failure:
        return _merge_page(request, merged, failure.problems)
    messages.success(request, _("The merge is undone. Both organisations are as they were."))
    return redirect(merged)
