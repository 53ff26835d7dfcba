"""Saving, naming and deleting the filters of the own lists."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import FilterNameForm, SaveFilterForm
from accounts.models import SavedFilter
from accounts.saving import LISTS, clean_query, open_with, rename_filter, save_filter
from core.states import GuardFailed


def _require_lead(request: HttpRequest) -> None:
    if not request.user.moderates:
        raise PermissionDenied


@require_safe
def filters(request: HttpRequest) -> HttpResponse:
    """All filters of the person, list by list."""
    _require_lead(request)
    return _page(request)


def _page(request: HttpRequest, bound: Form | None = None, changed: SavedFilter | None = None) -> HttpResponse:
    rows = []
    for saved in SavedFilter.objects.of(request.user).order_by("page", "name", "pk"):
        form = bound if changed == saved else FilterNameForm(initial={"name": saved.name}, auto_id=f"f{saved.pk}-%s")
        rows.append((saved, list_url(saved), form))
    return render(request, "accounts/filters.html", {"rows": rows, "form": bound, "is_new": bound and not changed})


def list_url(saved: SavedFilter) -> str:
    """Return the list as the filter narrows it."""
    return f"{reverse(LISTS[saved.page])}?{saved.query}"


@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    """Keep the filter of a list (`page`, `query`) under a name."""
    _require_lead(request)
    form = SaveFilterForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    data = form.cleaned_data
    try:
        saved = save_filter(request.user, data["page"], data["name"], clean_query(QueryDict(data["query"])))
    except GuardFailed as failure:
        form.add_error(None, failure.problems)
        return _page(request, form)
    messages.success(request, _("The filter is saved. It stands above the list."))
    return redirect(list_url(saved))


def _fetch(request: HttpRequest, pk: int) -> SavedFilter:
    _require_lead(request)
    return get_object_or_404(SavedFilter.objects.of(request.user), pk=pk)


@require_POST
def filter_rename(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _fetch(request, pk)
    form = FilterNameForm(request.POST, auto_id=f"f{pk}-%s")
    if not form.is_valid():
        return _page(request, form, saved)
    try:
        rename_filter(saved, form.cleaned_data["name"])
    except GuardFailed as failure:
        form.add_error("name", failure.problems)
        return _page(request, form, saved)
    messages.success(request, _("The filter has its new name."))
    return redirect("accounts:filters")


@require_POST
def filter_open_with(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the list open with this filter (`wanted=yes`), or not any more."""
    saved = _fetch(request, pk)
    wanted = request.POST.get("wanted") == "yes"
    open_with(saved, wanted=wanted)
    messages.success(
        request, _("The list opens with this filter.") if wanted else _("The list opens without a filter.")
    )
    return redirect("accounts:filters")


@require_POST
def filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _fetch(request, pk)
    saved.delete()
    messages.success(request, _("The filter is deleted."))
    return redirect("accounts:filters")
