"""The lead's pages: the queue, capture on behalf of a company, and the steps of qualification."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.absences import represented_by
from companies import services
from companies.filters import NeedFilter
from companies.forms import CaptureForm, TeaserForm, new_need_defaults
from companies.models import Need
from companies.selectors import pipeline, queue_of
from companies.views.needs import form_page, need_edit, saved
from companies.views.pages import fetch_need, need_page, posted_form
from core.steps import form_key_of, took_step
from organisations.models import Organisation
from taxonomy.forms import typed_values

PAGE_SIZE = 25


@require_safe
def need_queue(request: HttpRequest) -> HttpResponse:
    """Every case the lead looks after, the most urgent first."""
    if not request.user.moderates:
        raise PermissionDenied
    needs = NeedFilter(request.GET, queryset=queue_of(request.user), request=request)
    context = {
        "filter": needs,
        "page_obj": Paginator(needs.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "pipeline": pipeline(request.user),
        "represented": represented_by(request.user),
        "is_filtered": any(needs.form.cleaned_data.values()) if needs.form.is_valid() else False,
    }
    return render(request, "companies/need_queue.html", context)


def need_capture(request: HttpRequest) -> HttpResponse:
    """Register a need for a company: first the company (`?organisation=`), then what it told."""
    if not request.user.moderates:
        raise PermissionDenied
    looked_after = Organisation.objects.visible_to(request.user)
    chosen = request.GET.get("organisation", "")
    if not chosen:
        return _choose_organisation(request, looked_after)
    organisation = get_object_or_404(looked_after, pk=int(chosen) if chosen.isdecimal() else None)
    key = form_key_of(request)
    earlier = Need.objects.filter(created_by=request.user, form_key=key, organisation=organisation).first()
    if earlier:
        return need_edit(request, earlier.pk)
    if request.method != "POST" or "suggest" in request.POST:
        typed = request.POST and typed_values(request.POST, CaptureForm)
        form = CaptureForm(organisation=organisation, initial=typed or new_need_defaults(organisation))
        return form_page(request, form, organisation=organisation, form_key=key)
    form = CaptureForm(request.POST, organisation=organisation, handing_in="hand_in" in request.POST)
    if not form.is_valid():
        return form_page(request, form, organisation=organisation, form_key=key)
    source = form.cleaned_data["source"]
    need = services.create_need(form, organisation=organisation, actor=request.user, source=source, form_key=key)
    return saved(request, need)


def _choose_organisation(request: HttpRequest, looked_after: QuerySet[Organisation]) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:100]
    found = looked_after.by_name().select_related("municipality", "region")
    page = Paginator(found.filter(name__icontains=search), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "companies/need_capture.html", {"page_obj": page, "search": search})


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
