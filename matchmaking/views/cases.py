"""Introductions as lists, as one case, and what the two sides do with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import FilterPage
from accounts.saving import opening_query
from core.states import InvalidTransition
from files.serving import download, show_image
from matchmaking import faces, forms, selectors
from matchmaking.filters import IntroductionFilter
from matchmaking.models import Introduction
from matchmaking.permissions import (
    can_see_company,
    can_see_provider,
    is_company_side,
    is_provider_side,
)
from matchmaking.services import keys, outcomes
from matchmaking.views.answers import answer, thanks
from matchmaking.views.pages import fetch_introduction, introduction_page, took_step
from organisations.models import Organisation

PAGE_SIZE = 20


@require_safe
def introduction_list(request: HttpRequest) -> HttpResponse:
    """The introductions a lead may see, the most urgent first."""
    if not request.user.moderates:
        raise PermissionDenied
    if query := opening_query(request, FilterPage.INTRODUCTIONS):
        return redirect(f"{request.path}?{query}")
    narrowed = IntroductionFilter(request.GET, queryset=selectors.introductions_for_list(request.user), request=request)
    page = Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, can_see_company(request.user, row), can_see_provider(request.user, row)) for row in page.object_list]
    context = {
        "filter": narrowed,
        "page_obj": page,
        "rows": rows,
        "pipeline": selectors.introduction_pipeline(request.user),
        "is_narrowed": any(value for name, value in request.GET.items() if name not in ("page", "all")),
    }
    return render(request, "matchmaking/introduction_list.html", context)


@require_safe
def request_list(request: HttpRequest, org: int) -> HttpResponse:
    """What the person's organisation was asked, as company and as provider."""
    organisation = get_object_or_404(Organisation.objects.of_member(request.user), pk=org)
    asked = selectors.requests_of(request.user, organisation)
    page = Paginator(asked, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = []
    for row in page.object_list:
        side = faces.COMPANY if row.need.organisation_id == organisation.pk else faces.PROVIDER
        other = faces.provider_for_company if side == faces.COMPANY else faces.company_for_provider
        rows.append((row, side, other(row), faces.other_party(row, side), *faces.state_words(row, side)))
    context = {"organisation": organisation, "page_obj": page, "rows": rows}
    return render(request, "matchmaking/request_list.html", context)


@require_safe
def introduction_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return introduction_page(request, fetch_introduction(request, pk))


@require_safe
def introduction_logo(request: HttpRequest, pk: int) -> HttpResponse:
    """The logo of the other side, for a side, while both consents are valid."""
    introduction = fetch_introduction(request, pk)
    party = _party_or_404(introduction, faces.side_of(request.user, introduction))
    if party.logo is None:
        raise Http404
    return show_image(party.logo.small)


@require_safe
def introduction_attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """A file of the need that the company has released, for the provider, while both consents are valid."""
    introduction = fetch_introduction(request, pk)
    side = faces.PROVIDER if is_provider_side(request.user, introduction) else ""
    party = _party_or_404(introduction, side)
    return download(get_object_or_404(party.files, pk=attachment))


def _party_or_404(introduction: Introduction, side: str) -> faces.Party:
    party = faces.other_party(introduction, side) if side else None
    if party is None:
        raise Http404
    return party


@require_POST
def introduction_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, no or a question, by the side that is being asked."""
    introduction = fetch_introduction(request, pk)
    side = _answering_side(request.user, introduction)
    form = forms.SideAnswerForm(request.POST, side=side)
    if not took_step(form, lambda data: answer(introduction, side, data, actor=request.user)):
        return introduction_page(request, introduction, form)
    messages.success(request, thanks(form.cleaned_data["decision"], side))
    return redirect(introduction)


def _answering_side(user, introduction: Introduction) -> str:
    """Return the side the person answers for. A member of a side that is not being asked (any more) comes too
    late or too early; everybody else is not allowed to answer."""
    sides = {faces.COMPANY: is_company_side, faces.PROVIDER: is_provider_side}
    own = [side for side, belongs in sides.items() if belongs(user, introduction)]
    if not own:
        raise PermissionDenied
    asked = faces.ASKED_SIDE.get(introduction.state)
    if asked not in own:
        raise InvalidTransition(f"introduction {introduction.pk} does not wait for {own[0]}")
    return asked


@require_http_methods(["GET", "HEAD", "POST"])
def introduction_withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """First the effects in words, then the withdrawal."""
    introduction = fetch_introduction(request, pk, "withdraw_consent")
    side = _withdrawing_side(request.user, introduction)
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and took_step(
        form, lambda data: keys.withdraw_consent(introduction, actor=request.user, side=side)
    ):
        messages.success(request, _("Your consent is withdrawn. Your contact data is no longer shown."))
        return redirect(introduction)
    context = {"introduction": introduction, "face": side, "form": form}
    return render(request, "matchmaking/introduction_withdraw.html", context)


def _withdrawing_side(user, introduction: Introduction) -> str:
    sides = [side for side in faces.faces_of(user, introduction) if side in (faces.COMPANY, faces.PROVIDER)]
    for side in sides:
        if faces.can_withdraw(introduction, side):
            return side
    raise InvalidTransition(f"introduction {introduction.pk} holds no consent of {sides}")


@require_POST
def introduction_record_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = fetch_introduction(request, pk, "record_meeting")
    form = forms.MeetingForm(request.POST)
    if not took_step(form, lambda data: outcomes.record_meeting(introduction, actor=request.user, **data)):
        return introduction_page(request, introduction, form)
    messages.success(request, _("First meeting recorded."))
    return redirect(introduction)
