"""Editors write issues, look at them as readers will, send them and see how far sending has come."""

import re
from typing import Any
from uuid import uuid4

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.states import GuardFailed
from core.steps import key_in
from core.told import reader_language
from mail.preview import framed
from newsletter import checks, editing, mails, recipients, selectors, sending
from newsletter.content import blocks_of, content_of, said_by
from newsletter.enums import BlockKind, DeliveryState, IssueState
from newsletter.issue_forms import IssueFilter, IssueForm, SendForm
from newsletter.models import Delivery, Issue
from newsletter.models.issues import CODE_ALPHABET, CODE_LENGTH, new_code
from newsletter.permissions import can_manage_newsletter

PAGE_SIZE = 25
UNSETTLED = [DeliveryState.UNKNOWN, DeliveryState.FAILED]
MOST_UNSETTLED = 50  # shown at once; the next ones follow when these are settled
STARTED = [IssueState.SENDING, IssueState.PAUSED, IssueState.SENT, IssueState.STOPPED]
_CODE = re.compile(rf"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")


def fetch(request: HttpRequest, pk: int) -> Issue:
    return get_object_or_404(Issue.objects.managed_by(request.user), pk=pk)


def code_of(request: HttpRequest) -> str:
    """Return the code of the form on the person's screen, a new one for a new form."""
    typed = request.POST.get("code", "")
    return typed if _CODE.fullmatch(typed) else new_code()


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    if not can_manage_newsletter(request.user):
        raise PermissionDenied
    issues = Issue.objects.managed_by(request.user).defer("content")
    reached = Count("deliveries", filter=Q(deliveries__state=DeliveryState.SENT))
    rows = IssueFilter(request.GET, queryset=issues.annotate(reached=reached).order_by("-created_at", "-pk"))
    page = Paginator(rows.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "newsletter/issue_list.html", {"filter": rows, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
def issue_create(request: HttpRequest) -> HttpResponse:
    if not can_manage_newsletter(request.user):
        raise PermissionDenied
    form = IssueForm(request.POST if request.method == "POST" else None)
    code = code_of(request)
    if form.is_bound and form.is_valid():
        made = editing.create_issue(form.columns(), form.cleaned_data["segments"], code=code, actor=request.user)
        messages.success(request, _("The draft is saved. Now add what readers shall read."))
        return redirect(made)
    return render(request, "newsletter/issue_form.html", {"form": form, "code": code})


@require_http_methods(["GET", "HEAD", "POST"])
def issue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    issue = fetch(request, pk)
    form = IssueForm(request.POST if request.method == "POST" else None, instance=issue)
    if form.is_bound and form.is_valid():
        seen, chosen = request.POST.get("seen", ""), form.cleaned_data["segments"]
        try:
            editing.change_issue(issue, form.columns(), chosen, seen=seen, actor=request.user)
        except GuardFailed as failure:
            form.add_error(None, str(failure))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect(issue)
    context = {"form": form, "issue": Issue.objects.get(pk=pk), "seen": seen_now(pk)}
    return render(request, "newsletter/issue_form.html", context)


def seen_now(pk: int) -> str:
    """Return the version that a form names which is shown now."""
    return editing.version_of(Issue.objects.get(pk=pk))


@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The workshop: what readers will read, to whom it goes, what is missing, and the next step."""
    found = fetch(request, pk)
    is_waiting = found.state in editing.WAITING
    context = {
        "issue": found,
        "blocks": _blocks(found),
        "kinds": BlockKind.choices,
        "seen": editing.version_of(found),
        "code": new_code(),
        "key": uuid4(),
        "languages": settings.LANGUAGES,
        "problems": checks.problems_of(found) if is_waiting else [],
        "hints": checks.hints_of(found) if is_waiting else [],
        "count": _counted(found) if is_waiting else None,
        **_sent(found),
    }
    return render(request, "newsletter/issue.html", context)


def _blocks(issue: Issue) -> list[dict[str, Any]]:
    if issue.content:
        frozen = issue.content[reader_language()]["blocks"]
        return [{**block, "label": BlockKind(block["kind"]).label} for block in frozen]
    return [{**said_by(block), "label": block.get_kind_display()} for block in blocks_of(issue)]


def _counted(issue: Issue) -> dict[str, Any]:
    """Return who would receive it, for the page."""
    count = recipients.count(issue)
    names = dict(settings.LANGUAGES)
    languages = [(names[code], number) for code, number in sorted(count.by_language.items())]
    return {"people": count.people, "by_segment": count.by_segment, "languages": languages, "left_out": count}


def _sent(issue: Issue) -> dict[str, Any]:
    """Return how far sending has come, and what a person has to settle."""
    if issue.state not in STARTED:
        return {}
    unsettled = issue.deliveries.filter(state__in=UNSETTLED).select_related("subscription")
    return {
        "progress": selectors.progress(issue),
        "unsettled": unsettled[:MOST_UNSETTLED],
        "unsettled_number": unsettled.count(),
    }


@require_safe
def issue_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that says how far sending has come, for asking again and again."""
    found = fetch(request, pk)
    return render(request, "newsletter/_progress.html", {"issue": found, "progress": selectors.progress(found)})


@require_POST
def issue_copy(request: HttpRequest, pk: int) -> HttpResponse:
    made = editing.copy_issue(fetch(request, pk), code=code_of(request), actor=request.user)
    messages.success(request, _("This is the copy, a draft."))
    return redirect(made)


# --- Looking at it before it leaves ------------------------------------------------------------------


def _language(wanted: str) -> str:
    if wanted not in dict(settings.LANGUAGES):
        raise Http404
    return wanted


@csp_update({"frame-src": ["'self'"]})
@require_safe
def issue_preview(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    language = _language(request.GET.get("in", "de"))
    context = {
        "issue": found,
        "shown": language,
        "languages": settings.LANGUAGES,
        "mail": mails.for_test(found, language),
        "content": content_of(found)[language],
    }
    return render(request, "newsletter/issue_preview.html", context)


@require_safe
def issue_frame(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The mail itself, for the frames of its preview."""
    return framed(request, mails.for_test(fetch(request, pk), _language(language)).html)


@require_POST
def issue_test(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail to the person who asks for it, and to nobody else."""
    found = fetch(request, pk)
    language = _language(request.POST.get("language", "de"))
    key = f"{request.user.pk}:{key_in(request.POST, 'key')}"
    sending.send_test(found, language, to=request.user.email, key=key)
    messages.success(request, _("The test mail is on its way to %(address)s.") % {"address": request.user.email})
    return redirect(found)


# --- Sending -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def issue_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more: how many people, and when. What has changed since the question is asked anew."""
    found = fetch(request, pk)
    if found.state != IssueState.DRAFT:
        messages.info(request, _("This issue is no draft any more."))
        return redirect(found)
    people = recipients.count(found).people
    typed = request.POST if request.method == "POST" else request.GET
    form = SendForm(typed if "when" in typed else None)
    is_valid = form.is_bound and form.is_valid()
    if request.method == "POST" and is_valid:
        if _is_as_asked(request, found, people):
            sending.schedule(found, form.cleaned_data["when"], actor=request.user)
            messages.success(request, _("The issue is scheduled. Until it leaves you can take it back."))
            return redirect(found)
        messages.warning(request, _("The issue or its readers have changed in the meantime. Please look once more."))
    context = {
        "issue": found,
        "form": form,
        "is_asked": is_valid,
        "when": form.cleaned_data["when"] if is_valid else None,
        "people": people,
        "seen": editing.version_of(found),
        "problems": checks.problems_of(found),
    }
    return render(request, "newsletter/issue_send.html", context)


def _is_as_asked(request: HttpRequest, issue: Issue, people: int) -> bool:
    return request.POST.get("people") == str(people) and request.POST.get("seen") == editing.version_of(issue)


def _step(request: HttpRequest, pk: int, step, said: str) -> HttpResponse:
    found = fetch(request, pk)
    step(found, actor=request.user)
    messages.success(request, said)
    return redirect(found)


@require_POST
def issue_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, sending.take_back, _("The issue is a draft again."))


@require_POST
def issue_drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, sending.drop, _("The draft is thrown away. You can still copy it."))


@require_POST
def issue_pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, sending.pause, _("Sending is paused. What is on its way arrives."))


@require_POST
def issue_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, sending.go_on, _("Sending goes on."))


@require_POST
def issue_stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, sending.stop, _("Sending has ended for good."))


@require_POST
def delivery_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one mail that is unclear or was not delivered, by one click."""
    rows = Delivery.objects.managed_by(request.user).select_related("issue")
    delivery = get_object_or_404(rows, pk=pk)
    decision = request.POST.get("decision", "")
    if decision not in ("confirm_sent", "send_again"):
        messages.error(request, _("Choose what became of the mail."))
        return redirect(delivery.issue)
    sending.settle(delivery, decision, actor=request.user)
    messages.success(request, _("Noted."))
    return redirect(delivery.issue)
