"""Minutes of a meeting, and what people have taken on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.states import GuardFailed, InvalidTransition
from core.steps import took_step
from events.following import minutes as services
from events.following.enums import MinutesState
from events.following.forms import ItemForm, MinutesForm
from events.following.models import ActionItem, Minutes
from events.models import Event
from events.permissions import can_see_participants
from events.views.manage import fetch


def _page(request: HttpRequest, event: Event, **bound: Any) -> HttpResponse:
    minutes = Minutes.objects.filter(event=event).first()
    context = {
        "event": event,
        "minutes": minutes,
        "is_draft": minutes is None or minutes.state == MinutesState.DRAFT,
        "minutes_form": bound.get("minutes_form")
        or MinutesForm(case=event, initial={"text": minutes.text if minutes else ""}),
        "item_form": bound.get("item_form") or ItemForm(case=event),
        "form": next(iter(bound.values()), None),
        "items": event.action_items.select_related("owner"),
        "earlier": services.open_before(event),
    }
    return render(request, "events/following/minutes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes with what was taken on; a POST keeps the text as a draft."""
    event = fetch(request, pk, can_see_participants)
    if request.method != "POST":
        return _page(request, event)
    form = MinutesForm(request.POST, case=event)
    if not took_step(form, lambda: services.write(event, actor=request.user, **form.cleaned_data)):
        return _page(request, event, minutes_form=form)
    messages.success(request, _("The draft is saved."))
    return redirect("events:minutes", event.pk)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, can_see_participants)
    try:
        number = services.approve(event, actor=request.user)
    except GuardFailed as failure:
        messages.error(request, str(failure))
    except InvalidTransition:
        messages.error(request, _("The minutes are approved already."))
    else:
        said = ngettext("Approved and sent to %(number)d person.", "Approved and sent to %(number)d people.", number)
        messages.success(request, said % {"number": number})
    return redirect("events:minutes", event.pk)


@require_POST
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, can_see_participants)
    form = ItemForm(request.POST, case=event)
    if not took_step(form, lambda: services.add_item(event, actor=request.user, **form.cleaned_data)):
        return _page(request, event, item_form=form)
    messages.success(request, _("Noted."))
    return redirect("events:minutes", event.pk)


@require_POST
def item_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, dropped or open again; the page of the event it was sent from comes back."""
    item = get_object_or_404(ActionItem.objects.managed_by(request.user).select_related("event__region"), pk=pk)
    note, step = request.POST.get("note", "").strip()[:1_000], request.POST.get("step", "")
    steps = {
        "finish": lambda: services.finish(item, note=note, actor=request.user),
        "drop": lambda: services.drop(item, note=note, actor=request.user),
        "reopen": lambda: services.reopen(item, actor=request.user),
    }
    if step in steps:
        try:
            steps[step]()
        except GuardFailed as failure:
            messages.error(request, str(failure))
        except InvalidTransition:
            messages.error(request, _("This has moved on in the meantime."))
        else:
            messages.success(request, _("Saved."))
    back = request.POST.get("back", "")
    page = int(back) if back.isdecimal() and len(back) < 12 else item.event_id
    return redirect("events:minutes", page)
