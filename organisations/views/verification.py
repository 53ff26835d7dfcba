"""Checking organisations: the lead's queue and decisions, and the answers of the organisation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.bias import refuse_biased
from accounts.enums import ReadPlace
from accounts.reads import note_read
from core.models import LogEntry
from core.steps import StepPanel, took_step
from organisations.checks import likely_duplicates, run_checks
from organisations.forms import AnswerForm, QuestionForm, RejectForm
from organisations.models import Organisation
from organisations.permissions import can_merge_organisations, can_take_verification_step, can_verify_organisation
from organisations.selectors import requests_without_admin, verification_due_on, verification_queue
from organisations.services import verification as services
from organisations.views.directory import fetch_organisation, organisation_page

PAGE_SIZE = 25
PANELS = {
    "question": StepPanel(
        ("return_with_question",),
        QuestionForm,
        "organisations:ask",
        gettext_lazy("Ask the organisation"),
        gettext_lazy("The administration receives the question by e-mail, answers it and submits again."),
        gettext_lazy("Send question"),
    ),
    "reject": StepPanel(
        ("reject",),
        RejectForm,
        "organisations:reject",
        gettext_lazy("Reject the organisation"),
        gettext_lazy("The administration receives reason and explanation by e-mail."),
        gettext_lazy("Reject organisation"),
    ),
}


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Organisations that wait for a decision of the lead, and requests to join those without administration."""
    if not request.user.moderates:
        raise PermissionDenied
    page = Paginator(verification_queue(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(organisation, verification_due_on(organisation)) for organisation in page],
        "requests": requests_without_admin(request.user),
    }
    return render(request, "organisations/verification_queue.html", context)


@require_safe
def verification(request: HttpRequest, org: int) -> HttpResponse:
    return _verification_page(request, _fetch(request, org))


def _fetch(request: HttpRequest, org: int, *transitions: str) -> Organisation:
    """Return the organisation if the person sees it, else 404; 403 unless the person decides on it, or may take one
    of `transitions`."""
    organisation = fetch_organisation(request, org)
    if transitions:
        allowed = any(can_take_verification_step(request.user, step, organisation) for step in transitions)
    else:
        allowed = can_verify_organisation(request.user, organisation)
    if not allowed:
        refuse_biased(request.user, organisation)
        raise PermissionDenied
    return organisation


def _verification_page(request: HttpRequest, organisation: Organisation, bound: Any = None) -> HttpResponse:
    steps = {
        step.id
        for step in organisation.workflow.leaving(organisation.verification)
        if can_take_verification_step(request.user, step.id, organisation)
    }
    panels = []
    for name, panel in PANELS.items():
        if getattr(bound, "name", "") == name:
            panels.append((panel, bound))
        elif steps.intersection(panel.transitions):
            panels.append((panel, panel.form_class(case=organisation)))
    memberships = list(organisation.memberships.active().select_related("contact"))
    note_read(request.user, [membership.contact for membership in memberships], ReadPlace.VERIFICATION)
    context = {
        "organisation": organisation,
        "form": bound,
        "steps": steps,
        "panels": panels,
        "checks": run_checks(organisation),
        "duplicates": likely_duplicates(organisation, request.user),
        "can_merge": can_merge_organisations(request.user),
        "sectors": organisation.sectors.select_related("parent"),
        "memberships": memberships,
        "questions": organisation.verification_questions.select_related("asked_by__contact", "answered_by__contact"),
        "due_on": verification_due_on(organisation),
        "waiting_needs": organisation.needs.waiting_for_check(),
        "history": _history(organisation),
    }
    return render(request, "organisations/verification.html", context)


def _history(organisation: Organisation) -> list[tuple[Any, LogEntry]]:
    labels = {step.id: step.label for step in organisation.workflow.transitions.values()}
    labels |= {"register": _("Registered"), "edit": _("Changed")}
    labels |= {"save_logo": _("Logo changed"), "remove_logo": _("Logo removed")}
    labels |= {"declare_bias": _("Bias declared"), "withdraw_bias": _("Bias taken back")}
    entries = LogEntry.objects.about(organisation).filter(verb__in=labels).select_related("actor__contact")
    return [(labels[entry.verb], entry) for entry in entries]


@require_POST
def verify(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, "verify")
    services.verify_organisation(organisation, actor=request.user)
    messages.success(request, _("The organisation is verified. Its administration has been told."))
    return redirect("organisations:queue")


@require_POST
def ask(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, "return_with_question")
    form = QuestionForm(request.POST, case=organisation)
    if not took_step(form, lambda: services.ask_organisation(organisation, actor=request.user, **form.cleaned_data)):
        return _verification_page(request, organisation, form)
    messages.success(request, _("The question is on its way."))
    return redirect("organisations:queue")


@require_POST
def reject(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, "reject")
    form = RejectForm(request.POST, case=organisation)
    if not took_step(form, lambda: services.reject_organisation(organisation, actor=request.user, **form.cleaned_data)):
        return _verification_page(request, organisation, form)
    messages.success(request, _("The organisation is rejected. Its administration has been told why."))
    return redirect("organisations:queue")


@require_POST
def check_again(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, "check_again")
    services.check_again(organisation, actor=request.user)
    messages.success(request, _("The organisation is in the queue again. Its administration has been told."))
    return redirect("organisations:verification", org)


@require_POST
def answer(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, "answer_question")
    form = AnswerForm(request.POST, case=organisation)
    if not took_step(form, lambda: services.answer_question(organisation, actor=request.user, **form.cleaned_data)):
        return organisation_page(request, organisation, form)
    messages.success(request, _("Your answer is on its way. We check the organisation again."))
    return redirect(organisation)


@require_POST
def withdraw(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, "withdraw")
    services.withdraw_organisation(organisation, actor=request.user)
    messages.success(request, _("The registration is withdrawn. Your drafts stay."))
    return redirect(organisation)


@require_POST
def resubmit(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org, "resubmit")
    services.resubmit_organisation(organisation, actor=request.user)
    messages.success(request, _("The registration is submitted again. We check it now."))
    return redirect(organisation)
