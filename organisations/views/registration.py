"""The first steps: finding the own organisation, asking to join it, registering it, and keeping it up to date."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.states import GuardFailed, InvalidTransition
from core.steps import form_key_of
from organisations.forms import LogoForm, OrganisationForm, SearchForm
from organisations.likeness import Traces, find_alike
from organisations.models import JoinRequest, Organisation, OrganisationLogo
from organisations.people_forms import JoinForm
from organisations.permissions import can_edit_organisation, can_register_organisation
from organisations.selectors import open_requests_of
from organisations.services import joining, logo, registration
from organisations.tokens import proof_of_find, was_found
from organisations.views.directory import fetch_organisation


def _registering(request: HttpRequest) -> None:
    if not can_register_organisation(request.user):
        raise PermissionDenied


def start(request: HttpRequest) -> HttpResponse:
    """Which organisation do you belong to? Shows of others only what is public: name, kind and town, and only of
    those that are verified. The search is sent as a form, so that no name stands in an address or a log."""
    _registering(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "requests": open_requests_of(request.user)}
    if request.method == "POST" and form.is_valid():
        if blocked := ratelimit.consume_or_429(request, action="find_organisation", user=request.user):
            return blocked
        context |= {"searched": True, "found": _find(request, form.cleaned_data)}
    return render(request, "organisations/start.html", context)


def _find(request: HttpRequest, typed: dict) -> list[tuple[Organisation, bool, str]]:
    """Return what resembles the typed organisation: each with whether the person has asked already, and the proof
    that opens the way to asking."""
    traces = Traces.typed(typed["name"], typed["postcode"], typed["website"], request.user.email)
    asked = set(open_requests_of(request.user).values_list("organisation", flat=True))
    found = [likeness.organisation for likeness in find_alike(traces, Organisation.objects.joinable_by(request.user))]
    return [(each, each.pk in asked, proof_of_find(each.pk, request.user)) for each in found]


def organisation_create(request: HttpRequest) -> HttpResponse:
    """Register the organisation; what was typed into the search (`begin`) is taken over."""
    _registering(request)
    key = form_key_of(request)
    earlier = registration.earlier_organisation(request.user, key)
    if earlier:
        return redirect(earlier)
    if request.method != "POST" or "begin" in request.POST:
        typed = {name: request.POST.get(name, "") for name in ("aim", "name", "postcode", "website")}
        form = OrganisationForm(initial={name: value[:200] for name, value in typed.items() if value})
        return _form_page(request, form, form_key=key)
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, form_key=key)
    try:
        organisation = registration.register_organisation(form, actor=request.user, form_key=key)
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return _form_page(request, form, form_key=key)
    messages.success(
        request, _("Your organisation is registered. We check it now and write to you. You can already prepare drafts.")
    )
    return redirect(organisation)


def organisation_edit(request: HttpRequest, org: int) -> HttpResponse:
    organisation = fetch_organisation(request, org)
    if not can_edit_organisation(request.user, organisation):
        raise PermissionDenied
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    present = OrganisationLogo.objects.filter(organisation=organisation).first()
    form, logo_form = OrganisationForm(data, instance=organisation), LogoForm(data, files, logo=present)
    context = {"organisation": organisation, "logo_form": logo_form, "logo": present}
    if not all([form.is_valid(), logo_form.is_valid()]):  # a list: both say what is wrong
        return _form_page(request, form, **context)
    try:
        with transaction.atomic():
            registration.edit_organisation(form, actor=request.user)
            _save_logo(organisation, logo_form.cleaned_data, request.user)
    except InvalidTransition:
        form.add_error(None, _("The hub has decided on the organisation in the meantime. Please open the page again."))
        return _form_page(request, form, **context)
    messages.success(request, _("Your changes are saved."))
    return redirect(organisation)


def _save_logo(organisation: Organisation, typed: dict, actor) -> None:
    if typed.get("logo_remove") and not typed["logo"]:
        logo.remove_logo(organisation, actor=actor)
    else:
        logo.save_logo(organisation, actor=actor, picture=typed["logo"], alt=typed["logo_alt"])


def _form_page(request: HttpRequest, form: OrganisationForm, **context) -> HttpResponse:
    form.show_chosen_sectors()
    return render(request, "organisations/organisation_form.html", {"form": form, **context})


def join(request: HttpRequest, org: int) -> HttpResponse:
    """Ask to act for an organisation that exists already. Only whoever has found it by its name gets here: counting
    up the numbers of organisations must not tell who takes part."""
    if not was_found(request.GET.get("found", ""), org, request.user):
        raise Http404
    organisation = get_object_or_404(
        Organisation.objects.joinable_by(request.user).select_related("region", "municipality"), pk=org
    )
    _registering(request)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.ask_to_join(organisation, actor=request.user, message=form.cleaned_data["message"])
        except GuardFailed as failure:
            for problem in failure.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _("Your request is on its way. You receive a message as soon as it is answered."))
            return redirect("organisations:start")
    return render(request, "organisations/join.html", {"form": form, "organisation": organisation})


@require_POST
def request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(JoinRequest, pk=pk, contact__user=request.user)
    joining.withdraw_request(own, actor=request.user)
    messages.success(request, _("Your request is withdrawn."))
    return redirect("organisations:start")
