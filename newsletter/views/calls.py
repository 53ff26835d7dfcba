"""Answers as a call list: who is to be called back about what, and what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import ReadPlace
from accounts.reads import note_read_at
from core.models import LogEntry
from core.states import InvalidTransition
from newsletter import answers
from newsletter.answer_forms import AnswerFilter, SettleForm
from newsletter.models import Answer
from newsletter.permissions import can_manage_newsletter

PAGE_SIZE = 50


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Open ones first, those who have waited longest on top; the filters show everything."""
    if not can_manage_newsletter(request.user):
        raise PermissionDenied
    shown = Answer.objects.managed_by(request.user).for_list()
    rows = AnswerFilter(request.GET, queryset=shown, request=request)
    narrowed = rows.qs if rows.is_bound and rows.form.changed_data else rows.qs.to_call()
    page = Paginator(narrowed.open_first(), PAGE_SIZE).get_page(request.GET.get("page"))
    note_read_at(request.user, (answer.email for answer in page), ReadPlace.NEWSLETTER)
    context = {"filter": rows, "page_obj": page, "open": Answer.objects.to_call().count()}
    return render(request, "newsletter/call_list.html", context)


def _fetch(request: HttpRequest, pk: int) -> Answer:
    return get_object_or_404(Answer.objects.managed_by(request.user).for_list(), pk=pk)


@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _fetch(request, pk), SettleForm())


def _page(request: HttpRequest, answer: Answer, form: SettleForm) -> HttpResponse:
    note_read_at(request.user, [answer.email], ReadPlace.NEWSLETTER)
    history = LogEntry.objects.about(answer).select_related("actor__contact").order_by("at", "pk")
    steps = [{"label": answer.workflow[entry.verb].label, "entry": entry} for entry in history]
    return render(request, "newsletter/call.html", {"answer": answer, "form": form, "history": steps})


@require_POST
def call_step(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the steps: nobody reached, settled, open again."""
    answer, step = _fetch(request, pk), request.POST.get("step", "")
    form = SettleForm(request.POST)
    if step == "settle" and not form.is_valid():
        return _page(request, answer, form)
    try:
        if step == "settle":
            answers.settle(answer, form.cleaned_data["remark"], actor=request.user)
            messages.success(request, _("Settled. You find it again by the filter."))
        elif step == "not_reached":
            answers.not_reached(answer, actor=request.user)
            messages.success(request, _("Noted. The call stays on the list."))
        elif step == "reopen":
            answers.reopen(answer, actor=request.user)
            messages.success(request, _("The call is on the list again."))
        else:
            messages.error(request, _("Choose a step."))
    except InvalidTransition:
        messages.warning(request, _("Somebody was faster. This is how it stands now."))
    return redirect("newsletter:call", pk)
