"""The lead's work with proposals: compare, choose, set aside, dismiss, ask, and what becomes of a contact."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.bias import refuse_biased
from companies.models import OPEN_FOR_MATCHING
from companies.permissions import can_decide_need, can_take_need_step
from core.states import GuardFailed
from matchmaking import explanation, faces, forms, selectors
from matchmaking.enums import IntroductionState
from matchmaking.exclusions.services import excluded_by
from matchmaking.explaining import complete
from matchmaking.filters import OfferFilter
from matchmaking.hiding import hide
from matchmaking.models import SHOWN_AT_ONCE, Introduction
from matchmaking.news import note_look
from matchmaking.occasions import question_waits
from matchmaking.permissions import can_moderate_introduction
from matchmaking.services import moderation, outcomes
from matchmaking.services.common import MAX_SHORTLISTED
from matchmaking.views.pages import fetch_introduction, fetch_moderated_need, introduction_page, took_step
from organisations.models import Organisation

OFFERS_PER_PAGE = 20
COMPARED_AT_MOST = 3
CHOICE = "choice"


@require_safe
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare the proposals of a need: the best of the own region and the best from elsewhere, and beside them one of
    choice (`?show=`); or two to three of choice (`?show=1,2`)."""
    need = fetch_moderated_need(request, pk)
    groups = selectors.proposals_of(need)
    note_look(need, request.user)
    best = {"local": groups.best(local_to=need), "elsewhere": groups.best_from_elsewhere(than=need)}
    shown = _shown(_wanted(request), groups, best)
    on_page = [introduction for _slot, introduction in shown if introduction]
    complete([*groups.open, *on_page])
    numbers = explanation.number_phrases(on_page)
    compared = [
        (slot, explanation.Explanation(introduction, numbers) if introduction else None) for slot, introduction in shown
    ]
    on_show = {introduction.pk for introduction in on_page}
    loads = selectors.loads_by_offer(row.offer for row in groups.open + groups.full)
    ranked = [
        (rank, row, explanation.strongest_reason(row), row.pk in on_show, loads[row.offer_id])
        for rank, row in enumerate(groups.open, start=1)
    ]
    run = selectors.latest_run(need)
    is_open = need.state in OPEN_FOR_MATCHING
    can_decide = is_open and can_decide_need(request.user, need)
    context = {
        "need": need,
        "passages": explanation.need_passages(need, numbers),
        "need_title": explanation.need_title(need, numbers),
        "teaser": need.current_teaser,
        "groups": groups,
        "chosen": _chosen(groups, can_decide),
        "compared": [
            (slot, each, _decision_forms(each), loads[each.introduction.offer_id] if each else None)
            for slot, each in compared
        ],
        "best_apart": [each for each in best.values() if each and each.pk not in on_show],
        "is_choice": any(slot == CHOICE for slot, _each in shown),
        "ranked": ranked,
        "ranked_first": ranked[:SHOWN_AT_ONCE],
        "ranked_further": ranked[SHOWN_AT_ONCE:],
        "full": [
            (row, explanation.sentences(explanation.placing_reasons(row), "against"), row.pk in on_show)
            for row in groups.full
        ],
        "dismissed": [(row, selectors.can_still_undo(row)) for row in groups.dismissed],
        "largest": explanation.largest_points(each for _slot, each in compared if each),
        "most": MAX_SHORTLISTED,
        "most_compared": COMPARED_AT_MOST,
        "run": run,
        "run_is_under_way": run is not None and selectors.is_under_way(run),
        "nothing_yet": not groups.open and not groups.full,
        "missing": None if groups.open or groups.full else explanation.Missing.of(need),
        "is_open": is_open,
        "can_decide": can_decide,
        "can_close": can_take_need_step(request.user, "close_unsolved", need),
    }
    return render(request, "matchmaking/proposals.html", context)


def _wanted(request: HttpRequest) -> list[str]:
    """Return the ids to be shown, from `?show=1,2` as well as from the boxes of the list."""
    return list(dict.fromkeys(",".join(request.GET.getlist("show")).split(",")))


def _shown(
    wanted: list[str], groups: selectors.Proposals, best: dict[str, Introduction | None]
) -> list[tuple[str, Introduction | None]]:
    """Return the columns side by side: what they are, and the candidate, None where there is none of the kind."""
    rows = {str(row.pk): row for row in groups.open + groups.full}
    choice = [rows[pk] for pk in wanted if pk in rows][:COMPARED_AT_MOST]
    if len(choice) > 1:
        return [(CHOICE, row) for row in choice]
    return [*best.items(), *((CHOICE, row) for row in choice if row not in best.values())]


def _chosen(groups: selectors.Proposals, can_decide: bool) -> list[tuple]:
    """Return the shortlist and the contacts: the row, its place in the shortlist (0: past it), whether it is the last
    one there, and the form for its reason while that can be changed."""
    last = groups.shortlisted_count
    rows = []
    for place, row in enumerate(groups.chosen, start=1):
        changes = can_decide and row.state == IntroductionState.SHORTLISTED
        form = forms.ReasonForm(initial={"note": row.shortlist_note}, auto_id=f"reason-{row.pk}-%s")
        rows.append((row, place if place <= last else 0, place == last, form if changes else None))
    return rows


def _decision_forms(explained: explanation.Explanation | None) -> dict[str, Form]:
    if explained is None:
        return {}
    pk = explained.introduction.pk
    return {
        "shortlist": forms.ShortlistForm(auto_id=f"shortlist-{pk}-%s"),
        "snooze": forms.SnoozeForm(auto_id=f"snooze-{pk}-%s"),
        "dismiss": forms.DismissForm(auto_id=f"dismiss-{pk}-%s"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def introduction_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Search published offers by hand and put one on the list of the need."""
    need = fetch_moderated_need(request, pk)
    offers = selectors.offers_to_add(need)
    if request.method == "POST":
        form = forms.AddOfferForm(request.POST, offers=offers)
        if not form.is_valid():
            raise GuardFailed([_("This offer can no longer be added.")])
        introduction = moderation.suggest_pair(need, form.cleaned_data["offer"], actor=request.user)
        messages.success(request, _("The offer is on the list. Decide on it here."))
        return redirect(selectors.proposal_url(introduction))
    narrowed = OfferFilter(request.GET, queryset=offers, request=request)
    page = Paginator(narrowed.qs, OFFERS_PER_PAGE).get_page(request.GET.get("page"))
    unwanted, loads = excluded_by(need.organisation_id), selectors.loads_by_offer(page.object_list)
    context = {
        "need": need,
        "filter": narrowed,
        "page_obj": page,
        "rows": [(offer, loads[offer.pk], offer.organisation_id in unwanted) for offer in page.object_list],
        "is_open": need.state in OPEN_FOR_MATCHING,
    }
    return render(request, "matchmaking/introduction_add.html", context)


def _take_step(
    request: HttpRequest,
    pk: int,
    transition: str,
    form_class: type[Form],
    step: Callable[[Introduction, dict], Any],
    success: str,
    *,
    back_to_list: bool = False,
    hides: Callable[[Introduction], Organisation] | None = None,
) -> HttpResponse:
    """Fetch, check, run the service, say so, go back. A form with problems is shown on the page of the case.
    `hides` names whom the text of a TelltaleForm must not give away."""
    introduction = fetch_introduction(request, pk, transition)
    form = form_class(request.POST)
    if hides:
        hide(form, introduction, hides(introduction))
    if not took_step(form, lambda data: step(introduction, data)):
        return introduction_page(request, introduction, form)
    if hides:
        form.note_confirmed(introduction, request.user)
    messages.success(request, success)
    return redirect("matchmaking:proposals", introduction.need_id) if back_to_list else redirect(introduction)


@require_POST
def introduction_shortlist(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "shortlist",
        forms.ShortlistForm,
        lambda introduction, data: moderation.shortlist(introduction, actor=request.user, note=data["note"]),
        _("In the shortlist. The company has not been told yet."),
        back_to_list=True,
        hides=lambda introduction: introduction.offer.organisation,
    )


@require_POST
def introduction_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "snooze",
        forms.SnoozeForm,
        lambda introduction, data: moderation.snooze(introduction, actor=request.user, **data),
        _("Set aside. You find the proposal below until then."),
        back_to_list=True,
    )


@require_POST
def introduction_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "dismiss",
        forms.DismissForm,
        lambda introduction, data: moderation.dismiss(introduction, actor=request.user, **data),
        _("Dismissed. You can take this back within one day."),
        back_to_list=True,
    )


@require_POST
def introduction_undo_dismissal(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = fetch_introduction(request, pk, "undo_dismissal")
    moderation.undo_dismissal(introduction, actor=request.user)
    messages.success(request, _("The proposal is on the list again."))
    return redirect(selectors.proposal_url(introduction))


@require_POST
def introduction_ask_company(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = fetch_introduction(request, pk, "ask_company")
    form = forms.AskCompanyForm(request.POST, introduction=introduction)
    if not took_step(form, lambda data: moderation.ask_company(introduction, actor=request.user)):
        return introduction_page(request, introduction, form)
    if question_waits(introduction):
        messages.success(request, _("The question is written. It leaves as soon as you release it below."))
    else:
        messages.success(request, _("The company has been asked. Its answer is due in 14 days."))
    return redirect(introduction)


@require_POST
def introduction_answer_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the open question of a side."""
    introduction = fetch_introduction(request, pk)
    if not can_moderate_introduction(request.user, introduction):
        raise PermissionDenied
    refuse_biased(request.user, introduction, introduction.need)
    question = introduction.questions.filter(answered_at=None).first()
    if question is None:
        raise GuardFailed([_("The question has been answered already.")])
    form = forms.QuestionAnswerForm(request.POST)
    other = introduction.offer if question.side == faces.COMPANY else introduction.need
    hide(form, introduction, other.organisation)
    if not took_step(form, lambda data: moderation.answer_question(question, actor=request.user, text=data["text"])):
        return introduction_page(request, introduction, form)
    form.note_confirmed(introduction, request.user)
    messages.success(request, _("The answer has been sent. The time limit goes on."))
    return redirect(introduction)


@require_POST
def introduction_make_obsolete(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "make_obsolete",
        forms.ObsoleteForm,
        lambda introduction, data: moderation.make_obsolete(introduction, actor=request.user, **data),
        _("The introduction has ended."),
    )


@require_POST
def introduction_start_pilot(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "start_pilot",
        forms.PilotForm,
        lambda introduction, data: outcomes.start_pilot(introduction, actor=request.user, **data),
        _("Pilot project recorded. Both sides are told."),
    )


@require_POST
def introduction_start_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "start_follow_up",
        forms.FollowUpForm,
        lambda introduction, data: outcomes.start_follow_up(introduction, actor=request.user),
        _("The case is being followed up."),
    )


@require_POST
def introduction_record_success(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "record_success",
        forms.SuccessForm,
        lambda introduction, data: outcomes.record_success(introduction, actor=request.user, **data),
        _("Success recorded. Both sides are told."),
    )


@require_POST
def introduction_record_no_success(request: HttpRequest, pk: int) -> HttpResponse:
    return _take_step(
        request,
        pk,
        "record_no_success",
        forms.NoSuccessForm,
        lambda introduction, data: outcomes.record_no_success(introduction, actor=request.user, **data),
        _("End recorded. Both sides are told."),
    )
