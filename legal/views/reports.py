"""Forms for everybody: reporting content, reporting a barrier, and the receipt."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.steps import form_key_of
from legal.enums import TicketKind
from legal.forms import BarrierForm, ReportForm
from legal.models import Ticket
from legal.services import file_ticket
from legal.subjects import subject_for

_SALT = "legal-receipt"
RECEIPT_SECONDS = 24 * 60 * 60  # for how long the page with the number opens


@login_not_required
def report(request: HttpRequest) -> HttpResponse:
    """Report content (Art. 16 DSA). `?about=` names it by kind and number, where the person may see it."""
    subject = subject_for(request.user, request.GET.get("about", ""))
    form = ReportForm(request.POST or None, initial={"where": subject.shown_as[:300]} if subject else None)
    filed = _filed(request, form, TicketKind.CONTENT, subject)
    return filed or _form_page(request, form, "legal/report.html", subject=subject)


@login_not_required
def barrier(request: HttpRequest) -> HttpResponse:
    """Report a barrier, or ask for content in another form."""
    form = BarrierForm(request.POST or None)
    return _filed(request, form, TicketKind.BARRIER, None) or _form_page(request, form, "legal/barrier.html")


@login_not_required
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The number of a report, for whoever has just sent it."""
    try:
        pk = signing.loads(request.GET.get("of", ""), salt=_SALT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    return render(request, "legal/receipt.html", {"ticket": get_object_or_404(Ticket, pk=pk)})


def _filed(request: HttpRequest, form, kind: str, subject) -> HttpResponse | None:
    """Store a valid form and lead to the receipt; None where there is nothing to store."""
    if request.method != "POST" or not form.is_valid() or form.is_limited(request, "report"):
        return None
    ticket = file_ticket(kind, form.cleaned_data, form_key=form_key_of(request), subject=subject)
    return redirect(reverse("legal:receipt", query={"of": signing.dumps(ticket.pk, salt=_SALT)}))


def _form_page(request: HttpRequest, form, template: str, **context) -> HttpResponse:
    status = 429 if form.was_limited else 200
    context |= {"form": form, "form_key": form_key_of(request)}
    return render(request, template, context, status=status)
