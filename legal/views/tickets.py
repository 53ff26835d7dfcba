"""The project leads' pages: the queue of reports, and deciding on one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.models import LogEntry
from core.steps import took_step
from legal import services
from legal.enums import Decision
from legal.forms import DecideForm, TicketFilterForm
from legal.models import Ticket
from legal.permissions import can_decide_ticket
from legal.subjects import content_of, providers_of

PAGE_SIZE = 25


@require_safe
def ticket_list(request: HttpRequest) -> HttpResponse:
    """All open reports, the most urgent first; the filter shows the decided ones."""
    if not request.user.is_project_lead:
        raise PermissionDenied
    form = TicketFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    tickets = Ticket.objects.visible_to(request.user).select_related("assigned_to__contact")
    if wanted.get("kind"):
        tickets = tickets.filter(kind=wanted["kind"])
    state = wanted.get("state")
    if state != "all":
        tickets = tickets.filter(state=state) if state else tickets.open()
    context = {
        "form": form,
        "page_obj": Paginator(tickets, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_filtered": any(wanted.values()),
    }
    return render(request, "legal/ticket_list.html", context)


@require_safe
def ticket_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _fetch(request, pk))


@require_POST
def ticket_take(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _fetch_to_decide(request, pk)
    services.take_ticket(ticket, actor=request.user)
    messages.success(request, _("You review this report now."))
    return redirect(ticket)


@require_POST
def ticket_decide(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _fetch_to_decide(request, pk)
    form = DecideForm(request.POST, case=ticket)
    if not took_step(form, lambda: services.decide_ticket(ticket, actor=request.user, **form.cleaned_data)):
        return _page(request, ticket, form)
    messages.success(request, _("The report is decided. Those concerned have been told as far as we can reach them."))
    return redirect(ticket)


@require_POST
def ticket_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _fetch_to_decide(request, pk)
    services.reopen_ticket(ticket, actor=request.user)
    messages.success(request, _("The report is reviewed once more."))
    return redirect(ticket)


def _fetch(request: HttpRequest, pk: int) -> Ticket:
    visible = Ticket.objects.visible_to(request.user).select_related("assigned_to__contact", "decided_by__contact")
    return get_object_or_404(visible, pk=pk)


def _fetch_to_decide(request: HttpRequest, pk: int) -> Ticket:
    ticket = _fetch(request, pk)
    if not can_decide_ticket(request.user, ticket):
        raise PermissionDenied(
            _("You take part in this case, are biased in it, or have decided it before. Somebody else decides here.")
        )
    return ticket


def _page(request: HttpRequest, ticket: Ticket, bound: DecideForm | None = None) -> HttpResponse:
    may_decide, content = can_decide_ticket(request.user, ticket), content_of(ticket)
    steps = {step.id for step in ticket.workflow.leaving(ticket.state)} if may_decide else set()
    entries = LogEntry.objects.about(ticket).select_related("actor__contact")
    context = {
        "ticket": ticket,
        "content": content,
        "providers": providers_of(content),
        "may_decide": may_decide,
        "steps": steps,
        "form": bound,
        "decide_form": bound or (DecideForm(case=ticket) if "decide" in steps else None),
        "history": [(_done(ticket, entry), entry) for entry in entries],
    }
    return render(request, "legal/ticket_detail.html", context)


def _done(ticket: Ticket, entry: LogEntry) -> Any:
    """Return in words what a line of the log says; a decision with what was decided, also a former one."""
    if entry.verb == "file":
        return _("Report received")
    if entry.verb == "decide":
        return Decision(entry.reason).label
    return ticket.workflow[entry.verb].label
