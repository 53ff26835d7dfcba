"""What the views of needs share: fetching, the forms of the steps, and the two pages of a case."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy

from accounts.bias import refuse_biased
from accounts.consents import current_text
from accounts.enums import ConsentPurpose, ReadPlace
from accounts.reads import note_read
from companies import forms, progress
from companies.activity import last_active_on
from companies.capture.forms import ConsentForm
from companies.checklist import intake_checklist, qualification_checklist
from companies.deadlines import deadline_of
from companies.enums import NeedState
from companies.history import history, last_time
from companies.models import Need, NeedAttachment, NeedIntake
from companies.permissions import (
    can_change_attachments,
    can_edit_need,
    can_share_attachments,
    can_take_need_step,
)
from companies.renewal import is_quiet
from companies.selectors import asked_introductions
from companies.services import qualification_problems
from companies.timespans import quiet_until
from core.steps import StepForm, StepPanel
from organisations.permissions import is_member

PANELS = {
    "question": StepPanel(
        ("return_with_question",),
        forms.QuestionForm,
        "companies:need_ask",
        gettext_lazy("Ask the company"),
        gettext_lazy("The company receives the question by e-mail. The deadline stops until it answers."),
        gettext_lazy("Send question"),
    ),
    "answer": StepPanel(
        ("answer_question",),
        forms.AnswerForm,
        "companies:need_answer",
        gettext_lazy("Record the answer"),
        gettext_lazy("Write down what the company told you."),
        gettext_lazy("Save answer"),
    ),
    "pause": StepPanel(
        ("pause",),
        forms.PauseForm,
        "companies:need_pause",
        gettext_lazy("Put on hold"),
        gettext_lazy("Nothing is proposed meanwhile and no deadline runs. The case can go on at any time."),
        gettext_lazy("Put on hold"),
    ),
    "close_solved": StepPanel(
        ("close_solved",),
        forms.CloseSolvedForm,
        "companies:need_close_solved",
        gettext_lazy("Close as solved"),
        gettext_lazy("An introduction with a successful outcome is recorded. Other open proposals end."),
        gettext_lazy("Close as solved"),
    ),
    "close_unsolved": StepPanel(
        ("close_unsolved",),
        forms.CloseUnsolvedForm,
        "companies:need_close_unsolved",
        gettext_lazy("Close as unsolved"),
        gettext_lazy("Open proposals end. The company reads reason and note."),
        gettext_lazy("Close as unsolved"),
    ),
    "reject": StepPanel(
        ("reject_at_intake", "reject", "reject_after_silence"),
        forms.RejectForm,
        "companies:need_reject",
        gettext_lazy("Reject the need"),
        gettext_lazy("The company receives reason and explanation by e-mail."),
        gettext_lazy("Reject need"),
    ),
    "withdraw": StepPanel(
        ("withdraw",),
        forms.WithdrawForm,
        "companies:need_withdraw",
        gettext_lazy("Withdraw the need"),
        gettext_lazy("The case ends and cannot be reopened. Proposals before the contact end with it."),
        gettext_lazy("Withdraw need"),
    ),
}


def fetch_need(request: HttpRequest, pk: int, *transitions: str) -> Need:
    """Return the need if the person may see it, else 404; 403 unless the person may take one of `transitions`."""
    need = get_object_or_404(
        Need.objects.visible_to(request.user)
        .with_due_on()
        .select_related("organisation__region", "region", "municipality", "contact", "assigned_to__contact"),
        pk=pk,
    )
    if transitions and not any(can_take_need_step(request.user, step, need) for step in transitions):
        refuse_biased(request.user, need)
        raise PermissionDenied
    return need


def acts_on_behalf(request: HttpRequest, need: Need) -> bool:
    """Whether the person is no member of the company, so that a statement of the company needs its source."""
    return not is_member(request.user, need.organisation_id)


def posted_form(request: HttpRequest, need: Need, name: str) -> StepForm:
    return PANELS[name].form_class(request.POST, request.FILES, case=need, on_behalf=acts_on_behalf(request, need))


def need_page(request: HttpRequest, need: Need, bound: Any = None) -> HttpResponse:
    """Render the page of the case: members see the company's side, leads their work page. `bound` is a form that
    came back with errors; it is shown whatever the state is now."""
    page = _company_page if is_member(request.user, need.organisation_id) else _moderation_page
    return page(request, need, bound)


def _company_page(request: HttpRequest, need: Need, bound: Any) -> HttpResponse:
    asked = list(asked_introductions().filter(need=need))
    waiting = progress.waiting_for_company(asked)
    context = {
        **_shared(request, need, bound, ["answer", "pause", "withdraw"]),
        "turn": progress.whose_turn(need, asked),
        "missing": [] if asked else progress.missing(need),
        "waiting": waiting,
        "quiet_until": quiet_until(last_active_on(need)) if is_quiet(need) else None,
        "introductions": [(each, *progress.introduction_words(each)) for each in asked if each not in waiting],
        "timeline": progress.case_steps(need, asked, last_time(need, "start_qualification")),
    }
    return render(request, "companies/need_case.html", context)


def _moderation_page(request: HttpRequest, need: Need, bound: Any) -> HttpResponse:
    teaser = need.current_teaser
    initial = {"title": teaser.title, "text": teaser.text} if teaser else {}
    intake = getattr(need, "intake", None)
    is_teaser = isinstance(bound, forms.TeaserForm)
    shared = _shared(request, need, bound, list(PANELS))
    context = {
        **shared,
        "other_panels": [shown for name, shown in shared["panels"].items() if name not in ("question", "answer")],
        "can_write_teaser": need.is_open and can_take_need_step(request.user, "qualify", need),
        "teaser": teaser,
        "teaser_form": bound if is_teaser else forms.TeaserForm(need=need, initial=initial),
        "problems": qualification_problems(need),
        "consent_form": _consent_form(request, need, bound),
        "consent_text": current_text(ConsentPurpose.NEED_ON_BEHALF),
        "checklist": qualification_checklist(need, teaser),
        "intake_checklist": intake_checklist(need, intake),
        "intake_form": _intake_form(request, need, intake, bound),
        "members": need.organisation.memberships.filter(is_active=True).select_related("contact"),
        "history": history(need),
    }
    note_read(request.user, [need.contact], ReadPlace.NEED)
    return render(request, "companies/need_moderation.html", context)


def _shared(request: HttpRequest, need: Need, bound: Any, names: list[str]) -> dict[str, Any]:
    user = request.user
    steps = {step.id for step in need.workflow.leaving(need.state) if can_take_need_step(user, step.id, need)}
    panels = {}
    for name in names:
        panel = PANELS[name]
        if getattr(bound, "name", "") == name:
            panels[name] = (panel, bound)
        elif steps.intersection(panel.transitions):
            panels[name] = (panel, panel.form_class(case=need, on_behalf=acts_on_behalf(request, need)))
    files = NeedAttachment.objects.select_related("uploaded_by__contact")
    questions = list(
        need.questions.select_related("asked_by__contact", "answered_by__contact").prefetch_related(
            Prefetch("attachments", queryset=files)
        )
    )
    return {
        "need": need,
        "form": bound,
        "steps": steps,
        "panels": panels,
        "can_edit": can_edit_need(user, need),
        **_attachments(user, need, bound),
        "questions": questions,
        "deadline": deadline_of(need),
        "has_versions": need.versions.filter(number__gt=1).exists(),
        "open_question": next((question for question in questions if question.answered_at is None), None),
    }


def _attachments(user, need: Need, bound: Any) -> dict[str, Any]:
    can_change = can_change_attachments(user, need)
    form = bound if isinstance(bound, forms.AttachmentForm) else None
    attachments = list(need.attachments.select_related("uploaded_by__contact"))
    if not form and can_change and len(attachments) < settings.FILES_PER_NEED:
        form = forms.AttachmentForm(case=need)
    return {
        "attachments": attachments,
        "attachment_form": form,
        "can_change_attachments": can_change,
        "can_share_attachments": can_share_attachments(user, need),
        "attachment_limit": settings.FILES_PER_NEED,
    }


def _consent_form(request: HttpRequest, need: Need, bound: Any) -> ConsentForm | None:
    if need.state != NeedState.DRAFT or not need.lacks_consent or not acts_on_behalf(request, need):
        return None
    return bound if isinstance(bound, ConsentForm) else ConsentForm(case=need)


def _intake_form(request: HttpRequest, need: Need, intake: NeedIntake | None, bound: Any) -> forms.IntakeForm | None:
    if not need.is_open or not can_take_need_step(request.user, "qualify", need):
        return None
    return bound if isinstance(bound, forms.IntakeForm) else forms.IntakeForm(instance=intake)
