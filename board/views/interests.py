"""Interest of providers: expressing it, looking at the own ones, and what the lead answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.bias import refuse_biased
from board.forms import DeclineForm, InterestForm
from board.models import Interest, Posting
from board.permissions import can_decide_interest, can_withdraw_interest
from board.selectors import add_proposal, offers_to_name
from board.services import interests
from board.timers import due_on
from companies.permissions import can_moderate_need
from core.steps import took_step
from matchmaking.selectors import proposal_url
from organisations.models import Organisation
from organisations.permissions import is_member

PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def interest_create(request: HttpRequest, code: str) -> HttpResponse:
    """The form by which a provider says that it can help. Whoever has no published offer reads on the page of the need
    what to do first."""
    posting = get_object_or_404(Posting.objects.on_board().for_list(), code=code)
    offers = offers_to_name(request.user, posting.need)
    if is_member(request.user, posting.need.organisation_id) or not offers.exists():
        raise PermissionDenied
    form = InterestForm(request.POST if request.method == "POST" else None, case=posting, offers=offers)
    if request.method == "POST" and took_step(form, lambda: _express(request, posting, form)):
        messages.success(request, _("Thank you. The project lead looks at it and answers you."))
        return redirect("board:interest_list", form.cleaned_data["offer"].organisation_id)
    context = {"posting": posting, "title": posting.title, "text": posting.text, "form": form}
    return render(request, "board/interest_form.html", context)


def _express(request: HttpRequest, posting: Posting, form: InterestForm) -> None:
    interests.express_interest(posting, contact=request.user.contact, actor=request.user, **form.cleaned_data)


@require_safe
def interest_list(request: HttpRequest, org: int) -> HttpResponse:
    """What the own organisation has said, and where it stands."""
    organisation = get_object_or_404(Organisation.objects.of_member(request.user), pk=org)
    rows = Interest.objects.filter(organisation=organisation).with_parties().prefetch_related("need__teasers")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    on_board = set(
        Posting.objects.on_board().filter(need__in=[row.need_id for row in page]).values_list("pk", flat=True)
    )
    context = {"organisation": organisation, "page_obj": page, "on_board": on_board}
    return render(request, "board/interest_list.html", context)


def _fetch(request: HttpRequest, pk: int, allowed=None) -> Interest:
    """Return the interest if the person may see it, else 404; 403 where `allowed(user, interest)` says no."""
    interest = get_object_or_404(Interest.objects.visible_to(request.user).with_parties(), pk=pk)
    if allowed and not allowed(request.user, interest):
        refuse_biased(request.user, interest.need)
        raise PermissionDenied
    return interest


@require_safe
def interest_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _fetch(request, pk))


def _page(request: HttpRequest, interest: Interest, bound: DeclineForm | None = None) -> HttpResponse:
    """Leads see both sides, the provider what it has said and what came of it."""
    context = {"interest": interest, "due_on": due_on(interest), "is_open": interest.state == "open"}
    if not can_moderate_need(request.user, interest.need):
        posting = Posting.objects.on_board().filter(need=interest.need_id).first()
        return render(request, "board/interest_provider.html", context | {"posting": posting})
    add_proposal(interest)
    can_decide = context["is_open"] and can_decide_interest(request.user, interest)
    context |= {
        "teaser": interest.need.current_teaser,
        "can_decide": can_decide,
        "form": bound or (DeclineForm(case=interest) if can_decide else None),
    }
    return render(request, "board/interest_lead.html", context)


@require_POST
def interest_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    interest = _fetch(request, pk, can_withdraw_interest)
    interests.withdraw_interest(interest, actor=request.user)
    messages.success(request, _("Your interest is withdrawn."))
    return redirect("board:interest_list", interest.organisation_id)


@require_POST
def interest_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    interest = _fetch(request, pk, can_decide_interest)
    introduction = interests.take_up(interest, actor=request.user)
    messages.success(request, _("The offer is on the list. Decide on it here."))
    return redirect(proposal_url(introduction))


@require_POST
def interest_decline(request: HttpRequest, pk: int) -> HttpResponse:
    interest = _fetch(request, pk, can_decide_interest)
    form = DeclineForm(request.POST, case=interest)

    def decline() -> None:
        data = form.cleaned_data
        interests.decline(interest, actor=request.user, reason=data["reason"], answer=data["answer"])

    if not took_step(form, decline):
        return _page(request, interest, form)
    form.note_confirmed(interest, request.user)
    messages.success(request, _("The provider has your answer."))
    return redirect(interest)
