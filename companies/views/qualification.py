"""The lead's pages: the queue, and the steps of qualification."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.absences import represented_by
from accounts.enums import FilterPage
from accounts.saving import opening_query
from companies import services
from companies.filters import NeedFilter
from companies.forms import TeaserForm
from companies.selectors import needs_without_account, pipeline, queue_of
from companies.views.pages import fetch_need, need_page, posted_form
from core.steps import took_step

PAGE_SIZE = 25


@require_safe
def need_queue(request: HttpRequest) -> HttpResponse:
    """Every case the lead looks after, the most urgent first."""
    if not request.user.moderates:
        raise PermissionDenied
    if query := opening_query(request, FilterPage.NEEDS):
        return redirect(f"{request.path}?{query}")
    needs = NeedFilter(request.GET, queryset=queue_of(request.user), request=request)
    context = {
        "filter": needs,
        "page_obj": Paginator(needs.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "pipeline": pipeline(request.user),
        "waiting": needs_without_account(request.user)[:PAGE_SIZE],
        "represented": represented_by(request.user),
        "is_filtered": any(needs.form.cleaned_data.values()) if needs.form.is_valid() else False,
    }
    return render(request, "companies/need_queue.html", context)


@require_POST
def need_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "start_qualification")
    services.take_over_need(need, actor=request.user)
    messages.success(request, _("You look after this case now. The company has been told."))
    return redirect(need)


@require_POST
def need_ask(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "return_with_question")
    form = posted_form(request, need, "question")
    if not took_step(form, lambda: services.ask_company(need, actor=request.user, **form.cleaned_data)):
        return need_page(request, need, form)
    messages.success(request, _("The question is on its way. The deadline stops until the answer."))
    return redirect(need)


@require_POST
def need_qualify(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "qualify")
    services.qualify_need(need, actor=request.user)
    messages.success(request, _("The need is qualified. Proposals are being computed."))
    return redirect(need)


@require_POST
def need_reject(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "reject_at_intake", "reject", "reject_after_silence")
    form = posted_form(request, need, "reject")
    if not took_step(form, lambda: services.reject_need(need, actor=request.user, **form.cleaned_data)):
        return need_page(request, need, form)
    messages.success(request, _("The need is rejected. The company has been told why."))
    return redirect(need)


@require_POST
def need_teaser(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the anonymous summary as a new version."""
    need = fetch_need(request, pk, "qualify")
    form = TeaserForm(request.POST, need=need)
    if not form.is_valid():
        return need_page(request, need, form)
    data = form.cleaned_data
    services.write_teaser(need, actor=request.user, title=data["title"], text=data["text"], checked=data["checked"])
    form.note_confirmed(need, request.user)
    messages.success(request, _("The anonymous summary is saved."))
    return redirect(need)


@require_POST
def need_close_solved(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "close_solved")
    form = posted_form(request, need, "close_solved")
    if not took_step(form, lambda: services.close_need_solved(need, actor=request.user, **form.cleaned_data)):
        return need_page(request, need, form)
    messages.success(request, _("The need is closed as solved."))
    return redirect(need)


@require_POST
def need_close_unsolved(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk, "close_unsolved")
    form = posted_form(request, need, "close_unsolved")
    if not took_step(form, lambda: services.close_need_unsolved(need, actor=request.user, **form.cleaned_data)):
        return need_page(request, need, form)
    messages.success(request, _("The need is closed as unsolved."))
    return redirect(need)


@require_POST
def need_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a qualified need back, for example because a call showed that something else is wanted."""
    need = fetch_need(request, pk, "qualify")
    services.reopen_after_edit(need, actor=request.user, by_company=False)
    messages.success(request, _("The need is in qualification again. Open questions to the company have ended."))
    return redirect(need)
