"""The register: its public page, and what owners and leads read and enter."""

import datetime
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.models import LogEntry
from core.public_pages import public_page
from shares import papers, selectors
from shares.forms import AsOfForm, EventForm, HolderForm, SimulationForm
from shares.models import Holder
from shares.permissions import can_enter_events, can_read_history
from shares.services import enter_event

EXPORTS = {
    "csv": (papers.as_csv, "text/csv; charset=utf-8"),
    "json": (papers.as_json, "application/json"),
}


def _require(request: HttpRequest, rule: Callable) -> None:
    if not rule(request.user):
        raise PermissionDenied


def _asked_day(request: HttpRequest) -> tuple[AsOfForm, datetime.date, bool]:
    """Return the form of the day, the day (today where none or nonsense is asked for), and whether it was sense."""
    today = timezone.localdate()
    form = AsOfForm(request.GET if "as_of" in request.GET else None, initial={"as_of": today})
    valid = form.is_valid() or not form.is_bound
    return form, (form.is_bound and valid and form.cleaned_data["as_of"]) or today, valid


@public_page("shares")
def register(request: HttpRequest) -> HttpResponse:
    """The shareholder register: public facts, as of today or `?as_of=YYYY-MM-DD`."""
    form, on, valid = _asked_day(request)
    user = request.user if request.user.is_authenticated else None
    context = {
        "form": form,
        "register": selectors.share_register(on),
        "dates": selectors.register_dates(),
        "is_future": on > timezone.localdate(),
        "can_read": user and can_read_history(user),
        "can_enter": user and can_enter_events(user),
    }
    return render(request, "shares/register.html", context, status=200 if valid else 400)


def _file(request: HttpRequest, write: Callable, content_type: str, ending: str) -> HttpResponse:
    """Answer with the register of the asked day as a file; a day that is nonsense is explained on its page."""
    _form, on, valid = _asked_day(request)
    if not valid:
        return redirect(reverse("shares:register", query={"as_of": request.GET["as_of"]}))
    name = f"anteile-{on.isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(selectors.share_register(on)), content_type=content_type, headers=headers)


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The register of a day to print and to file, as PDF/UA."""
    _require(request, can_read_history)
    return _file(request, papers.as_paper, "application/pdf", "pdf")


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    _require(request, can_enter_events)
    if form not in EXPORTS:
        raise Http404
    return _file(request, *EXPORTS[form], form)


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """All events with what they changed, the deed, and who entered them."""
    _require(request, can_read_history)
    context = {"entries": selectors.history(), "can_enter": can_enter_events(request.user)}
    return render(request, "shares/history.html", context)


@require_safe
def holder(request: HttpRequest, pk: int) -> HttpResponse:
    """One holder: for whom it holds, and how its share came about."""
    _require(request, can_read_history)
    found = get_object_or_404(Holder.objects.select_related("county").prefetch_related("municipalities"), pk=pk)
    context = {"holder": found, "changes": selectors.history_of(found)}
    return render(request, "shares/holder.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def holder_create(request: HttpRequest) -> HttpResponse:
    _require(request, can_enter_events)
    form = HolderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        LogEntry.objects.record(saved, "create", actor=request.user)
        messages.success(request, _("The holder is added. An event says what it holds."))
        return redirect("shares:event_create")
    return render(request, "shares/holder_form.html", {"form": form})


@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """How a holder could join, beside today's shares. Everything stands in the address; nothing is saved."""
    _require(request, can_enter_events)
    today = selectors.share_register(timezone.localdate())
    holders = list(selectors.all_holders())
    form = SimulationForm(request.GET if "way" in request.GET else None, register=today, holders=holders)
    context = {"form": form, "register": today, "changes": None}
    valid = form.is_bound and form.is_valid()
    if valid:
        context["changes"] = selectors.compare(
            selectors.shares_of(today), form.after(), {holder.pk: holder for holder in holders}
        )
        context["event_url"] = f"{reverse('shares:event_create')}?{form.as_event_query()}"
    return render(request, "shares/simulation.html", context, status=200 if valid or not form.is_bound else 400)


@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: HttpRequest) -> HttpResponse:
    """Enter an event: the form, then both sides of the change to look at, then it is entered. The address may fill
    the form, as the simulation does."""
    _require(request, can_enter_events)
    holders = list(selectors.all_holders())
    today = selectors.share_register(timezone.localdate())
    data = request.POST if request.method == "POST" else None
    form = EventForm(data, register=today, holders=holders, initial=request.GET.dict())
    if data is None or "edit" in data or not form.is_valid():
        return render(request, "shares/event_form.html", {"form": form})
    draft = form.draft()
    if "enter" in data:
        try:
            enter_event(draft, actor=request.user)
        except ValidationError as refusal:  # somebody else was quicker
            form.add_error(None, refusal)
            return render(request, "shares/event_form.html", {"form": form})
        messages.success(request, _("The event is entered."))
        return redirect("shares:history")
    before = selectors.shares_on(draft.happened_on)
    changes = selectors.compare(before, draft.after, {holder.pk: holder for holder in holders})
    return render(request, "shares/event_check.html", {"form": form, "draft": draft, "changes": changes})
