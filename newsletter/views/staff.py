"""Who reads the newsletter, and the proof of each step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import ReadPlace
from accounts.reads import note_read_at
from core.cells import FileFormat, csv_lines
from core.models import LogEntry
from newsletter import services
from newsletter.enums import LeaveReason, SubscriptionState
from newsletter.figures import by_figure, lines_of, of_issue
from newsletter.forms import BounceForm, SubscriptionFilter
from newsletter.models import Issue, Subscription
from newsletter.permissions import can_manage_newsletter
from newsletter.selectors import months, reasons

PAGE_SIZE = 50


@require_safe
def reader_list(request: HttpRequest) -> HttpResponse:
    if not can_manage_newsletter(request.user):
        raise PermissionDenied
    rows = SubscriptionFilter(request.GET, queryset=Subscription.objects.managed_by(request.user))
    page = Paginator(rows.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    note_read_at(request.user, (row.email for row in page), ReadPlace.NEWSLETTER)
    active = Subscription.objects.active().count()
    return render(request, "newsletter/reader_list.html", {"filter": rows, "page_obj": page, "active": active})


def _fetch(request: HttpRequest, pk: int) -> Subscription:
    return get_object_or_404(Subscription.objects.managed_by(request.user), pk=pk)


@require_safe
def reader(request: HttpRequest, pk: int) -> HttpResponse:
    """One address with the whole proof, made for printing."""
    subscription = _fetch(request, pk)
    note_read_at(request.user, [subscription.email], ReadPlace.NEWSLETTER)
    context = {
        "subscription": subscription,
        "proofs": subscription.proofs.select_related("text"),
        "can_end": subscription.state in (SubscriptionState.PENDING, SubscriptionState.ACTIVE),
        "bounce_form": BounceForm(),
    }
    return render(request, "newsletter/reader.html", context)


@require_POST
def reader_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody told the hub that nothing is to be sent any more."""
    subscription = _fetch(request, pk)
    trace = services.Trace(form=request.path)
    services.leave(subscription, trace, reason=LeaveReason.STAFF, actor=request.user)
    messages.success(request, _("Nothing is sent to this address any more."))
    return redirect("newsletter:reader", pk)


@require_POST
def reader_bounce(request: HttpRequest, pk: int) -> HttpResponse:
    subscription = _fetch(request, pk)
    form = BounceForm(request.POST)
    if form.is_valid():
        stopped = services.register_bounce(subscription.email, form.cleaned_data["kind"], actor=request.user)
        LogEntry.objects.record(subscription, "note_bounce", actor=request.user, to_state=subscription.state)
        said = _("Delivery has stopped.") if stopped else _("Noted. Delivery goes on for now.")
        messages.success(request, said)
    else:
        messages.error(request, _("Choose how the mail came back."))
    return redirect("newsletter:reader", pk)


@require_safe
def issue_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one issue; with `?as=csv` as a file for a spreadsheet."""
    issue = get_object_or_404(Issue.objects.managed_by(request.user).exclude(started_at=None), pk=pk)
    counted = of_issue(issue)
    if request.GET.get("as") == FileFormat.CSV:
        name = _("newsletter-%(code)s.csv") % {"code": issue.code}
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(
            b"".join(csv_lines(lines_of(counted))), content_type="text/csv; charset=utf-8", headers=headers
        )
    names, rows = by_figure(counted)
    context = {"issue": issue, "figures": counted, "names": names, "rows": rows}
    return render(request, "newsletter/issue_figures.html", context)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    if not can_manage_newsletter(request.user):
        raise PermissionDenied
    context = {"months": months(), "reasons": reasons(), "active": Subscription.objects.active().count()}
    return render(request, "newsletter/figures.html", context)
