"""Registering, for guests and for people who are signed in; and the own registrations of the latter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.states import GuardFailed
from events import room
from events.enums import RegistrationState
from events.models import Event, Registration
from events.models.registrations import COUNTED
from events.registering import services
from events.registering.forms import GuestForm, MemberForm
from events.registering.own import own_page
from events.views.public import fetch, texts_of

PER_ADDRESS = "event_mail"  # a key of ACCOUNT_RATE_LIMITS


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Register for a public event. Whoever is signed in presses one button, a guest proves the address first."""
    event = fetch(slug)
    if not event.takes_registrations:
        if request.method == "POST":
            messages.error(request, _("The registration is closed."))
        return redirect(event)
    contact = getattr(request.user, "contact", None) if request.user.is_authenticated else None
    if contact is not None and contact.email:
        return _register_member(request, event, contact)
    return _register_guest(request, event)


def _register_member(request: HttpRequest, event: Event, contact) -> HttpResponse:
    known = event.registrations.filter(contact=contact, state__in=COUNTED).first()
    if known is not None:
        return redirect("events:my_registration", known.pk)
    form = MemberForm(request.POST if request.method == "POST" else None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            registration = services.register(event, contact, form.wishes(), actor=request.user)
        except GuardFailed as failure:
            _say(form, failure)
        else:
            form.take_extras(address=contact.email, language=contact.language, path=request.path)
            messages.success(request, _said(registration))
            return redirect("events:my_registration", registration.pk)
    return _page(request, event, form, contact=contact)


def _said(registration: Registration) -> str:
    return {
        RegistrationState.REGISTERED: _("You are registered. We have sent you everything by e-mail."),
        RegistrationState.WAITING: _("You are on the waiting list. We write to you as soon as a place is free."),
        RegistrationState.REQUESTED: _("Your registration has arrived. We decide on it and write to you."),
    }[RegistrationState(registration.state)]


def _register_guest(request: HttpRequest, event: Event) -> HttpResponse:
    form = GuestForm(request.POST if request.method == "POST" else None, event=event)
    if request.method == "POST" and form.is_valid() and not _is_limited(request, form):
        person = form.person((get_language() or "de")[:2])
        try:
            services.ask_to_confirm(event, person, form.wishes())
        except GuardFailed as failure:
            _say(form, failure)
        else:
            form.take_extras(address=person.email, language=person.language, path=request.path)
            return redirect("events:register_sent", event.slug)
    return _page(request, event, form)


def _is_limited(request: HttpRequest, form: GuestForm) -> bool:
    """Count the use for the network, and for the mailbox that a mail would go to."""
    return form.is_limited(request, PER_ADDRESS, key=form.cleaned_data["email"].casefold())


def _say(form, failure: GuardFailed) -> None:
    for problem in failure.problems:
        form.add_error(None, problem)


def _page(request: HttpRequest, event: Event, form, **context) -> HttpResponse:
    status = 429 if getattr(form, "was_limited", False) else 200
    context |= {"event": event, "form": form, **texts_of(event), **room.shown(event)}
    return render(request, "events/registration/register.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody, whether the address was known or not."""
    event = fetch(slug)
    return render(request, "events/registration/sent.html", {"event": event, **texts_of(event)})


# --- Own registrations -----------------------------------------------------------------------------------


@require_safe
def my_events(request: HttpRequest) -> HttpResponse:
    """What the person is registered for, the next first, then what is over."""
    rows = Registration.objects.of_person(request.user).select_related("event__venue", "slot__date")
    found = sorted(
        rows.prefetch_related("event__dates").exclude(state=RegistrationState.EXPIRED),
        key=lambda row: row.event.starts_at or row.created_at,
    )
    context = {
        "coming": [row for row in found if not row.event.is_over],
        "past": [row for row in reversed(found) if row.event.is_over],
    }
    return render(request, "events/registration/my_events.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_registration(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Registration.objects.of_person(request.user).select_related("event__venue", "contact__user", "slot__date")
    return own_page(request, get_object_or_404(rows, pk=pk), actor=request.user)
