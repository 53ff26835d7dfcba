"""The page of one's own registration, the same by a link and signed in: state, ticket, companions, time, cancelling."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.steps import took_step
from events.enums import Kind, RegistrationState
from events.following.material import has_material
from events.following.reading import material_page
from events.models import EventSummary, Registration
from events.models.registrations import ACTIVE
from events.participation.tickets import tickets_of
from events.registering import services
from events.registering.forms import CompanionsForm, SlotForm
from events.registering.letters import when_of, where_of
from events.room import in_line_before
from events.words import title_of


def own_page(request: HttpRequest, registration: Registration, *, actor, source: str = "") -> HttpResponse:
    """Show the page, with `?material=` slides and minutes for whoever had a place; a POST takes the step that its field
    `step` names."""
    if registration.state == RegistrationState.REGISTERED and not {"material", "file"}.isdisjoint(request.GET):
        return material_page(request, registration.event)
    step = request.POST.get("step") if request.method == "POST" else ""
    if step == "cancel":
        services.cancel_registration(registration, actor=actor, source=source)
        messages.success(request, _("Your registration is cancelled. Thank you for telling us."))
        return redirect(request.path)
    forms = _forms(request, registration, step)
    form = forms.get(step or "")
    if form is not None and took_step(form, lambda: _take(step, registration, form.cleaned_data, actor, source)):
        messages.success(request, _("The change is saved."))
        return redirect(request.path)
    return render(request, "events/registration/own.html", _context(registration, forms, form))


def _forms(request: HttpRequest, registration: Registration, step: str | None) -> dict[str, Any]:
    """Return the forms of what can be changed, by the name of the step."""
    if registration.state not in ACTIVE or registration.event.is_over:
        return {}
    forms = {}
    if registration.event.most_companions:
        forms["companions"] = CompanionsForm(_sent(request, step, "companions"), case=registration)
    if registration.event.kind == Kind.ADVISORY:
        forms["slot"] = SlotForm(_sent(request, step, "slot"), case=registration)
    return forms


def _sent(request: HttpRequest, step: str | None, name: str):
    return request.POST if step == name else None


def _take(step: str | None, registration: Registration, data: dict[str, Any], actor, source: str) -> None:
    if step == "companions":
        services.change_companions(
            registration, number=data["companions"], names=data["names"], actor=actor, source=source
        )
    else:
        services.move_to(registration, data["slot"], actor=actor, source=source)


def _context(registration: Registration, forms: dict[str, Any], form) -> dict[str, Any]:
    has_place = registration.state == RegistrationState.REGISTERED
    return {
        "registration": registration,
        "event": registration.event,
        "title": title_of(registration.event),
        "facts": [*when_of(registration), *where_of(registration, with_link=has_place)],
        "place_in_line": in_line_before(registration) if registration.state == RegistrationState.WAITING else None,
        "has_place": has_place,
        "tickets": tickets_of(registration) if has_place and not registration.event.is_over else [],
        "can_cancel": registration.state in ACTIVE and not registration.event.is_over,
        "has_material": has_place and has_material(registration.event),
        "has_summary": EventSummary.objects.filter(event=registration.event, published_at__isnull=False).exists(),
        "forms": forms,
        "form": form,
    }
