"""The company's pages: its needs, the form, the case and its steps."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.bias import refuse_biased
from accounts.consents import current_text
from accounts.enums import ConsentPurpose
from companies import progress, services
from companies.enums import NeedState, Source
from companies.forms import NeedForm, new_need_defaults
from companies.models import Need
from companies.permissions import (
    can_change_attachments,
    can_create_need,
    can_edit_need,
    can_renew_need,
    need_parties,
)
from companies.renewal import renew_need
from companies.selectors import needs_of
from companies.views.pages import (
    acts_on_behalf,
    fetch_need,
    need_page,
    posted_form,
)
from core.states import GuardFailed, InvalidTransition
from core.steps import form_key_of, took_step
from organisations.models import Organisation
from organisations.permissions import is_member
from taxonomy.forms import typed_values


@require_safe
def need_list(request: HttpRequest, org: int) -> HttpResponse:
    """The needs of an organisation, each with whose turn it is."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=org)
    needs = [(need, progress.whose_turn(need, need.asked)) for need in needs_of(request.user, organisation)]
    context = {
        "organisation": organisation,
        "open_needs": sorted((row for row in needs if row[0].is_open), key=lambda row: not row[1].is_yours),
        "closed_needs": [row for row in needs if not row[0].is_open],
        "can_create": can_create_need(request.user, organisation),
    }
    return render(request, "companies/need_list.html", context)


def need_create(request: HttpRequest, org: int) -> HttpResponse:
    """Register a need. Leads register for others on the page that also asks how they were told."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=org)
    if not can_create_need(request.user, organisation):
        raise PermissionDenied
    if not is_member(request.user, org):
        return redirect(reverse("companies:need_capture", query={"organisation": org}))
    key = form_key_of(request)
    earlier = Need.objects.filter(created_by=request.user, form_key=key, organisation=organisation).first()
    if earlier:  # a second click, or back in the browser: it is that need's form now
        return need_edit(request, earlier.pk)
    if request.method != "POST" or "suggest" in request.POST:
        defaults = new_need_defaults(organisation, request.user.contact)
        typed = typed_values(request.POST, NeedForm) if request.POST else defaults
        form = NeedForm(organisation=organisation, initial=typed)
        return form_page(request, form, organisation=organisation, form_key=key)
    form = NeedForm(request.POST, organisation=organisation, handing_in="hand_in" in request.POST)
    if not form.is_valid():
        return form_page(request, form, organisation=organisation, form_key=key)
    need = services.create_need(form, organisation=organisation, actor=request.user, form_key=key)
    return saved(request, need)


def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk)
    if not can_edit_need(request.user, need):
        refuse_biased(request.user, need)
        raise PermissionDenied
    organisation = need.organisation
    version = request.POST.get("version", need.version)
    if request.method != "POST" or "suggest" in request.POST:
        typed = typed_values(request.POST, NeedForm) if request.POST else None
        form = NeedForm(instance=need, organisation=organisation, initial=typed)
        return form_page(request, form, organisation=organisation, need=need, version=version)
    current = need.version
    form = NeedForm(request.POST, instance=need, organisation=organisation, handing_in="hand_in" in request.POST)
    if form.is_valid() and not form.has_changed():  # also the second of two clicks
        return saved(request, need)
    if form.is_valid() and version != current:
        form.add_error(None, _overtaken(need))
        version = current
    if not form.is_valid():
        return form_page(request, form, organisation=organisation, need=need, version=version)
    try:
        reopened = services.edit_need(form, actor=request.user, parties=need_parties(request.user, need))
    except InvalidTransition:
        need.refresh_from_db(fields=["state", "updated_at"])
        form.add_error(None, _overtaken(need))
        return form_page(request, form, organisation=organisation, need=need, version=need.version)
    if reopened:
        messages.success(request, _("Saved. Because the need has changed, it is clarified once more."))
        return redirect(need)
    return saved(request, need)


def saved(request: HttpRequest, need: Need) -> HttpResponse:
    """Answer a saved form: hand the need in if that was wished, and show where it stands."""
    if "hand_in" in request.POST:
        return _submit(request, need)
    if need.state == NeedState.DRAFT:
        messages.success(request, _("The draft is saved. You can go on now or later."))
        return redirect("companies:need_edit", need.pk)
    messages.success(request, _("Your changes are saved."))
    return redirect(need)


@require_POST
def need_submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _submit(request, fetch_need(request, pk, "submit"))


def _submit(request: HttpRequest, need: Need) -> HttpResponse:
    source = need.source if acts_on_behalf(request, need) else ""
    try:
        services.submit_need(need, actor=request.user, on_behalf_source=source)
    except GuardFailed as failure:
        for problem in failure.problems:
            messages.error(request, problem)
        return redirect("companies:need_edit", need.pk)
    except InvalidTransition:
        need.refresh_from_db()
        if not need.number:
            raise
    messages.success(request, _("The need is submitted. Its number is %(number)s.") % {"number": need.number})
    return redirect(need)


@require_safe
def need_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return need_page(request, fetch_need(request, pk))


@require_POST
def need_answer(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "answer_question")
    form = posted_form(request, need, "answer")

    def answer() -> None:
        source = form.source or Source.PORTAL
        data = form.cleaned_data
        services.answer_question(need, actor=request.user, text=data["text"], source=source, file=data["file"])

    if not took_step(form, answer):
        return need_page(request, need, form)
    messages.success(request, _("The answer is saved. The case goes on."))
    return redirect(need)


@require_POST
def need_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "withdraw")
    form = posted_form(request, need, "withdraw")
    if not took_step(form, lambda: services.withdraw_need(need, actor=request.user, on_behalf_source=form.source)):
        return need_page(request, need, form)
    messages.success(request, _("The need is withdrawn."))
    return redirect(need)


@require_POST
def need_pause(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "pause")
    form = posted_form(request, need, "pause")
    if not took_step(form, lambda: services.pause_need(need, actor=request.user, **form.cleaned_data)):
        return need_page(request, need, form)
    messages.success(request, _("The need is on hold."))
    return redirect(need)


@require_POST
def need_resume(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "resume")
    services.resume_need(need, actor=request.user)
    messages.success(request, _("The case goes on."))
    return redirect(need)


@require_POST
def need_renew(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk)
    if not can_renew_need(request.user, need):
        raise PermissionDenied
    renew_need(need, actor=request.user)
    messages.success(request, _("Thank you. We go on looking for fitting providers."))
    return redirect(need)


def form_page(request: HttpRequest, form: NeedForm, *, need: Need | None = None, **context: Any) -> HttpResponse:
    """Render the form of a need, with topics suggested from what it says at present."""
    form.suggest_topics()
    context |= {
        "form": form,
        "need": need,
        "was_asked": "suggest" in request.POST,
        "on_behalf": not is_member(request.user, context["organisation"].pk),
        "consent_text": current_text(ConsentPurpose.NEED_ON_BEHALF),
        "can_attach": bool(need) and can_change_attachments(request.user, need),
    }
    return render(request, "companies/need_form.html", context)


def _overtaken(need: Need) -> str:
    return _(
        "Somebody has changed the need in the meantime, its state is now: %(state)s. What you have written is kept"
        " here. If you save again, it replaces the other version."
    ) % {"state": need.get_state_display()}
