"""One set of pages for all registers: the list, adding, changing, taking out and bringing back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.states import GuardFailed
from projects import services
from projects.models.registers import Entry
from projects.registers import REGISTERS, Register, shown
from projects.views.common import fetch
from regions.models import FundedProject

PAGE_SIZE = 50
SHOWN_REMOVED = 20  # of those that were taken out, the last ones


def _register(slug: str) -> Register:
    if slug not in REGISTERS:
        raise Http404
    return REGISTERS[slug]


def _entry(request: HttpRequest, project: FundedProject, register: Register, pk: int) -> Entry:
    """Return the entry, locked while something is sent: two people who save at once are told of each other."""
    rows = register.model.objects.visible_to(request.user).filter(project=project)
    return get_object_or_404(rows.select_for_update() if request.method == "POST" else rows, pk=pk)


def _cells(register: Register, entry: Entry) -> list[tuple]:
    return [(column, shown(column.value(entry))) for column in register.columns]


@require_safe
def register(request: HttpRequest, slug: str, register: str) -> HttpResponse:
    """All entries of a register, and the last ones that were taken out."""
    project, kept = fetch(request, slug), _register(register)
    page = Paginator(kept.rows(project), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "register": kept,
        "page_obj": page,
        "rows": [(entry, _cells(kept, entry)) for entry in page],
        "removed": [(entry, _cells(kept, entry)) for entry in kept.removed(project)[:SHOWN_REMOVED]],
    }
    return render(request, "projects/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest, slug: str, register: str) -> HttpResponse:
    project, kept = fetch(request, slug), _register(register)
    return _form(request, project, kept, None)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def entry_edit(request: HttpRequest, slug: str, register: str, pk: int) -> HttpResponse:
    project, kept = fetch(request, slug), _register(register)
    return _form(request, project, kept, _entry(request, project, kept, pk))


def _form(request: HttpRequest, project: FundedProject, kept: Register, entry: Entry | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = kept.form(data, instance=entry, project=project, user=request.user)
    if data is not None and form.is_valid():
        services.save_entry(form, actor=request.user)
        messages.success(request, _("The entry is saved."))
        if "another" in data:
            return redirect("projects:entry_new", slug=project.slug, register=kept.slug)
        return redirect("projects:register", slug=project.slug, register=kept.slug)
    context = {"project": project, "register": kept, "entry": entry, "form": form}
    return render(request, "projects/entry_form.html", context)


@require_POST
@transaction.atomic
def entry_remove(request: HttpRequest, slug: str, register: str, pk: int) -> HttpResponse:
    project, kept = fetch(request, slug), _register(register)
    try:
        services.remove_entry(_entry(request, project, kept, pk), actor=request.user)
        messages.success(request, _("The entry is taken out. It stands below the list and can be brought back."))
    except GuardFailed as refusal:
        messages.error(request, str(refusal))
    return redirect("projects:register", slug=project.slug, register=kept.slug)


@require_POST
@transaction.atomic
def entry_restore(request: HttpRequest, slug: str, register: str, pk: int) -> HttpResponse:
    project, kept = fetch(request, slug), _register(register)
    try:
        services.restore_entry(_entry(request, project, kept, pk), actor=request.user)
        messages.success(request, _("The entry is back."))
    except GuardFailed as refusal:
        messages.error(request, str(refusal))
    return redirect("projects:register", slug=project.slug, register=kept.slug)
