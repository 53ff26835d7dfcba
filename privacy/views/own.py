"""What people do about their own data: look, copy, withdraw, erase."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import consents as consenting
from accounts.enums import ConsentPurpose
from accounts.models import Consent
from accounts.services import contact_of
from privacy import copies, erasure, holds, selectors
from privacy.enums import ErasureState
from privacy.forms import ErasureForm
from privacy.models import DataCopy, ErasureRequest
from privacy.people import Person

COPIES_SHOWN = 5


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Where everything about the own data begins."""
    made = DataCopy.objects.of(request.user)[:COPIES_SHOWN]
    context = {
        "copies": made,
        "is_under_way": any(copy.is_under_way for copy in made),
        "consents": Consent.objects.filter(contact__user=request.user, withdrawn_at=None).count(),
        "erasure": _waiting_erasure(request),
    }
    return render(request, "privacy/own.html", context)


@require_POST
@reauthentication_required
def request_copy(request: HttpRequest) -> HttpResponse:
    copies.request_copy(request.user)
    messages.success(request, _("We are making the copy. You receive a message when it is ready."))
    return redirect("privacy:own")


@require_safe
def download_copy(request: HttpRequest, key: UUID) -> HttpResponse:
    copy = get_object_or_404(DataCopy.objects.of(request.user).downloadable(), key=key)
    name = f"copy-{copy.finished_at:%Y-%m-%d}.zip"
    response = FileResponse(copy.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    given = list(selectors.consents_of(request.user))
    cases = selectors.introductions_of(given)
    rows = [(consent, cases.get(consent.pk), consent.text.text(get_language() or "de")) for consent in given]
    return render(request, "privacy/consents.html", {"rows": rows})


@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """One click, as it takes one to give it. What follows stands beside the button."""
    consent = get_object_or_404(Consent.objects.filter(contact__user=request.user), pk=pk)
    if consent.is_valid:
        consenting.withdraw(consent, actor=request.user)
    if consent.purpose == ConsentPurpose.BOARD:
        messages.success(request, _("Your consent is withdrawn. The need is off the board."))
    else:
        messages.success(request, _("Your consent is withdrawn. Your contact data is no longer shown."))
    return redirect("privacy:consents")


@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/reads.html", {"reads": selectors.reads_of(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def erase(request: HttpRequest) -> HttpResponse:
    """First what is erased, what stays, until when and why; then the request."""
    waiting = _waiting_erasure(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        erasure.request_erasure(contact_of(request.user), actor=request.user)
        messages.success(request, _("Your data will be erased. You can withdraw this for some days."))
        return redirect("privacy:erasure")
    person = Person.of(contact_of(request.user))
    context = {
        "form": form,
        "waiting": waiting,
        "tables": selectors.tables_with(person),
        "kept": holds.kept_of(person),
        "obstacles": holds.obstacles_of(person),
    }
    return render(request, "privacy/erasure.html", context)


@require_POST
def withdraw_erasure(request: HttpRequest) -> HttpResponse:
    waiting = _waiting_erasure(request)
    if waiting:
        erasure.withdraw_erasure(waiting, actor=request.user)
        messages.success(request, _("The erasure is withdrawn. Everything stays as it was."))
    return redirect("privacy:own")


def _waiting_erasure(request: HttpRequest) -> ErasureRequest | None:
    mine = ErasureRequest.objects.filter(contact__user=request.user, state=ErasureState.WAITING)
    return mine.first()
