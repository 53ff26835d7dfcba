"""The page on which an organisation looks after its entry, and a lead may take it down."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from landscape import services
from landscape.completeness import hints
from landscape.forms import TakeDownForm, VisibilityForm
from landscape.models import Entry
from landscape.permissions import can_choose_visibility, can_keep_entry, can_take_down
from landscape.rules import hindrance
from landscape.selectors import figures_by_month, profile_of
from landscape.views.profile import profile_page
from organisations.models import Organisation


@require_safe
def own(request: HttpRequest, org: int) -> HttpResponse:
    return _page(request, _fetch(request, org))


@require_safe
def preview(request: HttpRequest, org: int) -> HttpResponse:
    """The entry as everybody would see it, for those who may open the page about it."""
    organisation = _fetch(request, org)
    entry = _entry_of(organisation) or Entry(organisation=organisation)
    return profile_page(request, entry, profile_of(org), is_preview=True)


@require_POST
def choose(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, can_choose_visibility)
    form = VisibilityForm(request.POST, organisation=organisation, entry=_entry_of(organisation))
    if not form.is_valid():
        return _page(request, organisation, form)
    entry = services.choose_visibility(organisation, actor=request.user, **form.cleaned_data)
    if entry.is_listed:
        messages.success(request, _("Saved. Everybody sees your entry now."))
    else:
        messages.success(request, _("Saved. Your entry is not shown."))
    return redirect("landscape:own", org)


@require_POST
def confirm(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, can_keep_entry)
    services.confirm_entry(organisation, actor=request.user)
    messages.success(request, _("Thank you. Your entry shows today as the day of confirmation."))
    return redirect("landscape:own", org)


@require_POST
def take_down(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, can_take_down)
    form = TakeDownForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, form)
    services.take_down(organisation, actor=request.user, **form.cleaned_data)
    messages.success(request, _("The entry is not shown any more. The administrators have been told why."))
    return redirect("landscape:own", org)


@require_POST
def put_back(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, can_take_down)
    services.put_back(organisation, actor=request.user)
    messages.success(request, _("The decision of the organisation counts again."))
    return redirect("landscape:own", org)


def _fetch(request: HttpRequest, org: int, rule=None) -> Organisation:
    """Return the organisation if the person may see it, else 404; 403 unless `rule` allows the step."""
    organisations = Organisation.objects.visible_to(request.user).select_related("region", "municipality")
    organisation = get_object_or_404(organisations, pk=org)
    if rule and not rule(request.user, organisation):
        raise PermissionDenied
    return organisation


def _entry_of(organisation: Organisation) -> Entry | None:
    return Entry.objects.filter(organisation=organisation).select_related("organisation", "chosen_by__contact").first()


def _page(request: HttpRequest, organisation: Organisation, bound: Any = None) -> HttpResponse:
    """Render the page. `bound` is a form that came back with errors."""
    user, entry, shown = request.user, _entry_of(organisation), profile_of(organisation.pk)
    can_choose, is_own = can_choose_visibility(user, organisation), can_keep_entry(user, organisation)
    all_hints = hints(shown, entry)
    choosing = bound if isinstance(bound, VisibilityForm) else None
    context = {
        "organisation": organisation,
        "entry": entry,
        "hindrance": hindrance(organisation, entry, bool(shown.offers)),
        "is_own": is_own,
        "can_choose": can_choose,
        "can_take_down": can_take_down(user, organisation),
        "form": bound,
        "visibility_form": choosing or VisibilityForm(organisation=organisation, entry=entry),
        "take_down_form": bound if isinstance(bound, TakeDownForm) else TakeDownForm(),
        "missing": [hint for hint in all_hints if not hint.is_done],
        "done": [hint for hint in all_hints if hint.is_done],
        "months": figures_by_month(organisation),
    }
    return render(request, "landscape/own.html", context)
