"""The log of one organisation: its timeline, writing, changing and withdrawing entries."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.bias import refuse_biased
from contactlog.filters import LogFilter
from contactlog.forms import EntryForm, OwnerForm, WithdrawForm
from contactlog.models import ContactEntry
from contactlog.permissions import can_read_note, can_take_entry_step, can_view_log, can_write_log
from contactlog.services import entries as services
from contactlog.services.handover import set_owner
from core.states import GuardFailed
from core.steps import form_key_of, took_step
from organisations.models import Organisation
from organisations.views.directory import fetch_organisation

PAGE_SIZE = 25


def _fetch(request: HttpRequest, org: int, *, to_write: bool = False) -> Organisation:
    """Return the organisation: 404 unless the person sees it, 403 unless its log is open to them (to write in)."""
    organisation = fetch_organisation(request, org)
    if not can_view_log(request.user, organisation):
        raise PermissionDenied
    if to_write and not can_write_log(request.user, organisation):
        refuse_biased(request.user, organisation)
        raise PermissionDenied
    return organisation


def _fetch_entry(request: HttpRequest, org: int, pk: int, transition: str = "") -> ContactEntry:
    """Return the entry of that organisation; 403 unless the person may take `transition`."""
    organisation = _fetch(request, org, to_write=bool(transition))
    visible = ContactEntry.objects.visible_to(request.user).for_list().select_related("written_by__contact", "staff")
    found = get_object_or_404(visible, pk=pk, organisation=organisation)
    if transition and not can_take_entry_step(request.user, transition, found):
        raise PermissionDenied
    return found


@require_safe
def log(request: HttpRequest, org: int) -> HttpResponse:
    """All entries about the organisation, the newest contact first, and the form for a new one in place."""
    organisation = _fetch(request, org)
    visible = ContactEntry.objects.visible_to(request.user).filter(organisation=organisation).for_list()
    narrowed = LogFilter(request.GET, queryset=visible, request=request)
    writes = can_write_log(request.user, organisation)
    context = {
        "organisation": organisation,
        "filter": narrowed,
        "page_obj": Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "reads_notes": writes,
        "can_write": writes,
        "entry_form": EntryForm(organisation=organisation, author=request.user) if writes else None,
        "form_key": form_key_of(request),
    }
    return render(request, "contactlog/log.html", context)


def add(request: HttpRequest, org: int) -> HttpResponse:
    """Write a contact down; `?need=` names the need it was about."""
    organisation = _fetch(request, org, to_write=True)
    key = form_key_of(request)
    need = request.GET.get("need", "")
    initial = {"need": int(need)} if need.isdecimal() and len(need) < 12 else {}
    form = EntryForm(request.POST or None, organisation=organisation, author=request.user, initial=initial)
    if request.method == "POST" and not request.POST:
        form = EntryForm({}, organisation=organisation, author=request.user)
    if form.is_bound and form.is_valid():
        try:
            services.add_entry(form, organisation=organisation, actor=request.user, form_key=key)
        except GuardFailed as failure:
            _say(form, failure)
        else:
            messages.success(request, _("The contact is written down."))
            return redirect("contactlog:log", org)
    return _form_page(request, organisation, form, form_key=key)


@require_safe
def entry(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    return _entry_page(request, _fetch_entry(request, org, pk))


def edit(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    """Change an entry; what it said before is kept. `version` is the one the person has read."""
    found = _fetch_entry(request, org, pk, "edit")
    if found.is_withdrawn:
        messages.info(request, _("This entry is withdrawn. Restore it first."))
        return redirect(found)
    seen = request.POST.get("version", "")
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        instance=found,
        organisation=found.organisation,
        author=request.user,
    )
    version = int(seen) if seen.isdecimal() and len(seen) < 6 else found.version
    if form.is_bound and took_entry_step(form, lambda: services.edit_entry(form, actor=request.user, based_on=version)):
        messages.success(request, _("The entry is changed. What it said before is kept."))
        return redirect("contactlog:entry", org, pk)
    return _form_page(request, found.organisation, form, entry=found, version=version)


def took_entry_step(form: EntryForm, step) -> bool:
    """As `took_step`, for a form that holds its row itself."""
    form.case = ContactEntry(pk=form.instance.pk)
    return took_step(form, step)


@require_POST
def withdraw(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    found = _fetch_entry(request, org, pk, "withdraw")
    form = WithdrawForm(request.POST, case=found)
    if not took_step(form, lambda: services.withdraw_entry(found, actor=request.user, **form.cleaned_data)):
        return _entry_page(request, found, form)
    messages.success(request, _("The entry is withdrawn. You can restore it."))
    return redirect(found)


@require_POST
def restore(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    found = _fetch_entry(request, org, pk, "restore")
    services.restore_entry(found, actor=request.user)
    messages.success(request, _("The entry counts again."))
    return redirect(found)


@require_POST
def step_done(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    found = _fetch_entry(request, org, pk, "finish_step")
    return _took_simple_step(request, found, services.finish_step, _("Done."))


@require_POST
def step_open(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    found = _fetch_entry(request, org, pk, "reopen_step")
    return _took_simple_step(request, found, services.reopen_step, _("The next step is open again."))


def _took_simple_step(request: HttpRequest, found: ContactEntry, step, words: str) -> HttpResponse:
    try:
        step(found, actor=request.user)
    except GuardFailed as failure:
        messages.error(request, str(failure))
    else:
        messages.success(request, words)
    return redirect("contactlog:steps" if request.POST.get("back") == "steps" else found)


@require_POST
def owner(request: HttpRequest, org: int) -> HttpResponse:
    """Say who looks after the organisation."""
    organisation = _fetch(request, org, to_write=True)
    form = OwnerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the people in the list."))
        return redirect(organisation)
    try:
        set_owner(organisation, form.cleaned_data["owner"], actor=request.user)
    except GuardFailed as failure:
        messages.error(request, str(failure))
    else:
        messages.success(request, _("Recorded."))
    return redirect(organisation)


def _say(form, failure: GuardFailed) -> None:
    for problem in failure.problems:
        form.add_error(None, problem)


def _form_page(request: HttpRequest, organisation: Organisation, form: EntryForm, **context: Any) -> HttpResponse:
    context |= {"organisation": organisation, "form": form}
    return render(request, "contactlog/entry_form.html", context)


def _entry_page(request: HttpRequest, found: ContactEntry, bound: Any = None) -> HttpResponse:
    writes = can_write_log(request.user, found.organisation)
    context = {
        "entry": found,
        "organisation": found.organisation,
        "can_write": writes,
        "reads_notes": can_read_note(request.user, found),
        "versions": found.versions.select_related("contact", "staff__contact", "need", "written_by__contact"),
        "withdraw_form": bound or WithdrawForm(case=found),
        "form": bound,
    }
    return render(request, "contactlog/entry.html", context)
