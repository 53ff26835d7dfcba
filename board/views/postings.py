"""How a need comes on the board: the page of the company and of its lead, and the steps on it."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.bias import refuse_biased
from accounts.consents import current_text
from accounts.enums import Channel, ConsentPurpose
from board.checklist import posting_checklist, posting_of
from board.enums import PostingState
from board.forms import AgreeForm, AgreeOnBehalfForm, TakeOffForm
from board.models import Posting
from board.permissions import can_agree_to_posting, can_end_posting, can_post_need
from board.profile import shown_profile
from board.services import postings
from companies.models import Need
from core.states import GuardFailed, InvalidTransition
from core.steps import took_step
from organisations.permissions import is_member


def _fetch(request: HttpRequest, pk: int, allowed=None) -> Need:
    """Return the need if the person may see it, else 404; 403 where `allowed(user, need)` says no."""
    needs = Need.objects.visible_to(request.user).select_related(
        "organisation__region", "region", "municipality", "contact", "assigned_to__contact"
    )
    need = get_object_or_404(needs, pk=pk)
    if allowed and not allowed(request.user, need):
        refuse_biased(request.user, need)
        raise PermissionDenied
    return need


def _agree_form_class(request: HttpRequest, need: Need) -> type:
    return AgreeForm if is_member(request.user, need.organisation_id) else AgreeOnBehalfForm


@require_safe
def need_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a need hangs on the board, what is missing, and what the person can do about it."""
    return _page(request, _fetch(request, pk))


def _page(request: HttpRequest, need: Need, bound: Any = None) -> HttpResponse:
    user, posting, checklist = request.user, posting_of(need), posting_checklist(need)
    may_agree = need.is_open and (posting is None or posting.state == PostingState.ENDED)
    agree_form = take_off_form = None
    if isinstance(bound, AgreeForm | AgreeOnBehalfForm):
        agree_form = bound
    elif may_agree and can_agree_to_posting(user, need):
        agree_form = _agree_form_class(request, need)(case=need)
    if isinstance(bound, TakeOffForm):
        take_off_form = bound
    elif posting and posting.state in ("waiting", "posted") and can_post_need(user, need):
        take_off_form = TakeOffForm(case=need)
    context = {
        "need": need,
        "posting": posting,
        "form": bound,
        "checklist": checklist,
        "agree_form": agree_form,
        "take_off_form": take_off_form,
        "consent_text": current_text(ConsentPurpose.BOARD),
        "is_company": is_member(user, need.organisation_id),
        "is_on_board": Posting.objects.on_board().filter(need=need).exists(),
        "can_post": can_post_need(user, need)
        and posting is not None
        and posting.state in ("waiting", "off")
        and all(item.is_done for item in checklist),
        "can_end": can_end_posting(user, need) and posting is not None and posting.has_consent,
        "can_preview": need.teasers.exists(),
    }
    return render(request, "board/need.html", context)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The need exactly as the board would show it today."""
    need = _fetch(request, pk)
    teaser = need.teasers.order_by("-version").first()
    if teaser is None:
        raise Http404
    profile, known = shown_profile(need), posting_of(need)
    posting = SimpleNamespace(
        need=need,
        posted_at=known.posted_at if known else None,
        shown_region=profile.region,
        shown_sector=profile.sector,
        shown_size=profile.size_class,
        get_shown_size_display=lambda: need.organisation.get_size_class_display() if profile.size_class else "",
    )
    context = {"posting": posting, "title": teaser.title, "text": teaser.text, "is_preview": True}
    return render(request, "board/detail.html", context)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The company agrees, or the lead records that it has."""
    need = _fetch(request, pk, can_agree_to_posting)
    form = _agree_form_class(request, need)(request.POST, case=need)
    if not took_step(form, lambda: _agree(request, need, form)):
        return _page(request, need, form)
    messages.success(request, _("The consent is recorded. The project lead looks at the summary before it is public."))
    return redirect("board:need", pk)


def _agree(request: HttpRequest, need: Need, form: AgreeForm | AgreeOnBehalfForm) -> None:
    if isinstance(form, AgreeForm):
        postings.agree(need, contact=request.user.contact, channel=Channel.PORTAL, actor=request.user)
    else:
        data = form.cleaned_data
        postings.agree(
            need, contact=need.contact, channel=data["channel"], actor=request.user, given_at=data["consent_at"]
        )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The company takes its consent back: one click, as it took one to give it."""
    need = _fetch(request, pk, can_end_posting)
    try:
        postings.end_by_company(need, actor=request.user)
    except Posting.DoesNotExist:
        raise GuardFailed([_("There is no consent to withdraw.")]) from None
    messages.success(request, _("Your consent is withdrawn. The need is off the board."))
    return redirect("board:need", pk)


@require_POST
def post(request: HttpRequest, pk: int) -> HttpResponse:
    need = _fetch(request, pk, can_post_need)
    postings.post(need, actor=request.user)
    messages.success(request, _("The need hangs on the board. The company has been told."))
    return redirect("board:need", pk)


@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    need = _fetch(request, pk, can_post_need)
    form = TakeOffForm(request.POST, case=need)

    def step() -> None:
        try:
            postings.take_off(need, actor=request.user, **form.cleaned_data)
        except Posting.DoesNotExist:
            raise InvalidTransition(f"need {pk} has no posting") from None

    if not took_step(form, step):
        return _page(request, need, form)
    messages.success(request, _("The need is off the board. The company has been told."))
    return redirect("board:need", pk)
