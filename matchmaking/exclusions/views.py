"""The page where a company, or the lead for it, says whom it does not want to be introduced to."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matchmaking.exclusions import services
from matchmaking.exclusions.forms import LEAST_LETTERS, ExclusionForm, SearchForm, organisations_to_exclude
from matchmaking.exclusions.models import Exclusion
from matchmaking.exclusions.permissions import can_change_exclusions
from matchmaking.views.pages import took_step
from organisations.models import Organisation

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def exclusions(request: HttpRequest, org: int) -> HttpResponse:
    """The list of one company, a search (`?q=`), and entering what was found."""
    company = _fetch_company(request, org)
    if request.method != "POST":
        return _page(request, company)
    _require_change(request, company)
    form = ExclusionForm(request.POST, company=company)
    if not took_step(form, lambda data: _enter(request, company, data)):
        return _page(request, company, form)
    # The same words whatever is under way: they must not tell whether a provider behind a summary is the one.
    messages.success(
        request,
        _("Entered. The organisation is not proposed from now on. The project lead looks after what is under way."),
    )
    return redirect("matchmaking:exclusions", org)


def _enter(request: HttpRequest, company: Organisation, data: dict) -> None:
    services.exclude(company, data["organisation"], actor=request.user, note=data["note"])


@require_POST
def exclusion_remove(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    company = _fetch_company(request, org)
    _require_change(request, company)
    entry = get_object_or_404(Exclusion.objects.visible_to(request.user).filter(company=company), pk=pk)
    services.include(entry, actor=request.user)
    messages.success(request, _("Removed. The organisation may be proposed again."))
    return redirect("matchmaking:exclusions", org)


def _fetch_company(request: HttpRequest, org: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user).select_related("region"), pk=org)


def _require_change(request: HttpRequest, company: Organisation) -> None:
    if not can_change_exclusions(request.user, company):
        raise PermissionDenied


def _page(request: HttpRequest, company: Organisation, bound: ExclusionForm | None = None) -> HttpResponse:
    search = SearchForm(request.GET or None)
    words = search.cleaned_data["q"].strip() if search.is_valid() else ""
    found = []
    if len(words) >= LEAST_LETTERS:
        found = organisations_to_exclude(company).filter(name__icontains=words)
        found = list(found.select_related("municipality", "region")[:SHOWN])
    entries = Exclusion.objects.visible_to(request.user).filter(company=company)
    context = {
        "organisation": company,
        "entries": entries.select_related("excluded__municipality", "excluded__region", "created_by__contact"),
        "search": search,
        "words": words,
        "found": [
            (each, ExclusionForm(company=company, initial={"organisation": each.pk}, auto_id=f"exclude-{each.pk}-%s"))
            for each in found
        ],
        "form": bound,
        "can_change": can_change_exclusions(request.user, company),
    }
    return render(request, "matchmaking/exclusions.html", context)
