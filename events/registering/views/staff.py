"""Organisers see who is registered, decide, and register people who call."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import ReadPlace
from accounts.reads import note_read
from core.several import take_each, wanted_ids
from core.states import GuardFailed, InvalidTransition
from core.steps import took_step
from events.enums import EventState, RegistrationState
from events.models import Registration
from events.permissions import can_see_participants
from events.registering import calls, services
from events.registering.forms import DeclineForm, StaffForm
from events.registering.selectors import RegistrationFilter, answers_in_words, numbers_of, registrations_of
from events.room import in_line_before, rooms_of
from events.views.manage import fetch

PAGE_SIZE = 50


@require_safe
def registration_list(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, can_see_participants)
    rows = RegistrationFilter(request.GET, queryset=registrations_of(event))
    page = Paginator(rows.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    to_call = event.registrations.to_be_called().select_related("contact")
    note_read(request.user, [row.contact for row in (*page, *to_call)], ReadPlace.EVENT)
    context = {
        "event": event,
        "filter": rows,
        "page_obj": page,
        "numbers": numbers_of(event),
        "rooms": rooms_of(event),
        "to_call": to_call,
        "can_add": event.state == EventState.PUBLISHED and not event.is_over,
        "asked": event.registrations.filter(state=RegistrationState.REQUESTED).exists(),
    }
    return render(request, "events/registration/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Register somebody who has called."""
    event = fetch(request, pk, can_see_participants)
    if event.state != EventState.PUBLISHED or event.is_over:
        raise PermissionDenied
    form = StaffForm(request.POST if request.method == "POST" else None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            registration = services.register_by_staff(
                event, form.person("de"), form.wishes(), source=form.cleaned_data["source"], actor=request.user
            )
        except GuardFailed as failure:
            for problem in failure.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _said(registration, _("Registered.")))
            return redirect("events:registration", registration.pk)
    return render(request, "events/registration/new.html", {"event": event, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or decline several that have asked for a place: the page names them first."""
    event = fetch(request, pk, can_see_participants)
    sent = request.POST if request.method == "POST" else request.GET
    declines = sent.get("decision") == "decline"
    chosen = registrations_of(event).filter(pk__in=wanted_ids(sent.getlist("row")))
    rows = list(chosen.filter(state=RegistrationState.REQUESTED))
    form = DeclineForm(request.POST if request.method == "POST" else None, case=event)
    if request.method == "POST" and rows and form.is_valid():
        note = form.cleaned_data["note"]

        def step(row: Registration) -> None:
            services.decline(row, note=note, actor=request.user) if declines else services.approve(
                row, actor=request.user
            )

        take_each(rows, step).tell(request)
        return redirect("events:registrations", event.pk)
    context = {"event": event, "rows": rows, "form": form, "declines": declines, "rooms": rooms_of(event)}
    return render(request, "events/registration/decide.html", context)


def _fetch(request: HttpRequest, pk: int) -> Registration:
    """Return the registration if the person works for the organiser of its event, else 404."""
    rows = Registration.objects.managed_by(request.user)
    rows = rows.select_related("event__venue", "contact__user", "organisation", "municipality", "slot__date")
    return get_object_or_404(rows, pk=pk)


@require_safe
def registration_detail(request: HttpRequest, pk: int) -> HttpResponse:
    registration = _fetch(request, pk)
    note_read(request.user, [registration.contact], ReadPlace.EVENT)
    return _detail(request, registration)


def _detail(request: HttpRequest, registration: Registration, decline_form: DeclineForm | None = None) -> HttpResponse:
    state = registration.state
    open_event = registration.event.state == EventState.PUBLISHED and not registration.event.is_over
    context = {
        "registration": registration,
        "event": registration.event,
        "answers": answers_in_words(registration),
        "can_approve": open_event and state == RegistrationState.REQUESTED,
        "can_admit": open_event and state == RegistrationState.WAITING,
        "can_decline": open_event and state in (RegistrationState.REQUESTED, RegistrationState.WAITING),
        "can_cancel": open_event and state in (RegistrationState.REGISTERED, RegistrationState.UNCONFIRMED),
        "place_in_line": in_line_before(registration) if state == RegistrationState.WAITING else None,
        "decline_form": decline_form or DeclineForm(case=registration),
        "form": decline_form,
    }
    return render(request, "events/registration/detail.html", context)


def _step(request: HttpRequest, pk: int, step: Callable[[Registration], object], said: str) -> HttpResponse:
    registration = _fetch(request, pk)
    try:
        step(registration)
    except GuardFailed as failure:
        messages.error(request, str(failure))
    except InvalidTransition:
        messages.error(request, _("The registration has moved on in the meantime."))
    else:
        messages.success(request, _said(registration, said))
    return redirect("events:registration", registration.pk)


def _said(registration: Registration, said: str) -> str:
    """Return `said`, and how the person learns of it."""
    how = _("Please tell the person by phone.") if registration.is_told_by_phone else _("The person is told by e-mail.")
    return f"{said} {how}"


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, lambda row: services.approve(row, actor=request.user), _("Approved."))


@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the order, and beyond the number of places."""
    return _step(
        request,
        pk,
        lambda row: services.admit_by_hand(row, actor=request.user),
        _("The person has a place."),
    )


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    registration = _fetch(request, pk)
    form = DeclineForm(request.POST, case=registration)
    if not took_step(form, lambda: services.decline(registration, actor=request.user, **form.cleaned_data)):
        return _detail(request, registration, form)
    messages.success(request, _said(registration, _("Declined.")))
    return redirect("events:registration", registration.pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        lambda row: services.cancel_registration(row, actor=request.user),
        _("Cancelled. The place is given to the next in line."),
    )


@require_POST
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has called: it is no longer on the list of calls."""
    registration = _fetch(request, pk)
    calls.told(registration, actor=request.user)
    messages.success(request, _("Noted that you have called."))
    return redirect("events:registrations", registration.event_id)
