"""What the views of introductions share: fetching, taking a step with what was typed kept, and the four faces."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language

from accounts.bias import refuse_biased
from accounts.enums import ReadPlace
from accounts.reads import note_read
from companies.models import Need
from companies.permissions import can_moderate_need
from core.states import GuardFailed
from mail.selectors import waiting_for_release
from matchmaking import explanation, faces, forms
from matchmaking.enums import IntroductionState
from matchmaking.explaining import complete
from matchmaking.history import history
from matchmaking.models import Exclusion, Introduction
from matchmaking.permissions import can_see_company, can_take_introduction_step
from matchmaking.selectors import can_still_undo, for_reading, siblings_waiting_for_company
from matchmaking.services.moderation import asking_problems
from matchmaking.steps import panels_for, steps_open_to
from matchmaking.timeline import steps_for, whose_turn
from startups.permissions import can_view_offer


def fetch_introduction(request: HttpRequest, pk: int, *transitions: str) -> Introduction:
    """Return the introduction if the person may see it, else 404; 403 unless the person may take one of
    `transitions`."""
    visible = Introduction.objects.visible_to(request.user).select_related("need", "offer__organisation")
    introduction = get_object_or_404(visible, pk=pk)
    if transitions and not any(can_take_introduction_step(request.user, t, introduction) for t in transitions):
        refuse_biased(request.user, introduction, introduction.need)
        raise PermissionDenied
    return introduction


def fetch_moderated_need(request: HttpRequest, pk: int) -> Need:
    """Return the need if the person may see it, else 404; 403 unless the person moderates it. Whoever is biased
    reads but writes nothing."""
    needs = Need.objects.visible_to(request.user).select_related(
        "organisation", "region", "municipality", "assigned_to__contact"
    )
    need = get_object_or_404(needs.prefetch_related("topics", "teasers", "organisation__sectors"), pk=pk)
    if not can_moderate_need(request.user, need):
        raise PermissionDenied
    if request.method == "POST":
        refuse_biased(request.user, need)
    return need


def took_step(form: Form, step: Callable[[dict], Any]) -> bool:
    """Run `step` with the cleaned data and return whether it succeeded; if not, the form says why and keeps what
    was typed."""
    if not form.is_valid():
        return False
    try:
        step(form.cleaned_data)
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return False
    return True


def introduction_page(request: HttpRequest, introduction: Introduction, bound: Form | None = None) -> HttpResponse:
    """Render the face of the introduction that the person sees. `?face=` chooses where there are several."""
    introduction = for_reading(Introduction.objects.filter(pk=introduction.pk)).get()
    available = faces.faces_of(request.user, introduction)
    wanted = request.GET.get("face")
    face = wanted if wanted in available else _face_of_form(bound, available)
    page = {
        faces.LEAD: _lead_page,
        faces.COMPANY: _side_page,
        faces.PROVIDER: _side_page,
        faces.REGION: _region_page,
    }[face]
    return page(request, introduction, face, available, bound)


def _face_of_form(bound: Form | None, available: list[str]) -> str:
    side = getattr(bound, "side", None)
    return side if side in available else available[0]


def _lead_page(
    request: HttpRequest, introduction: Introduction, face: str, available: list[str], bound: Form | None
) -> HttpResponse:
    complete([introduction])
    numbers = explanation.number_phrases([introduction])
    explained = explanation.Explanation(introduction, numbers)
    questions = list(introduction.questions.all())
    need, offer = introduction.need, introduction.offer
    asks = "ask_company" in steps_open_to(request.user, introduction)
    context = {
        "introduction": introduction,
        "need": need,
        "faces": available,
        "form": bound,
        "passages": explanation.need_passages(need, numbers),
        "need_title": explanation.need_title(need, numbers),
        "explained": explained,
        "largest": explanation.largest_points([explained]),
        "panels": panels_for(request.user, introduction, bound),
        "letters_waiting": waiting_for_release(request.user, introduction),
        "problems": asking_problems(introduction) if asks else [],
        "preview": faces.provider_for_company(introduction, offer.current_teaser) if asks else None,
        "need_summary": introduction.need_teaser or need.current_teaser,
        "offer_summary": introduction.offer_teaser or offer.current_teaser,
        "ask_form": _bound_or(bound, forms.AskCompanyForm, introduction=introduction) if asks else None,
        "questions": questions,
        "answered_questions": [question for question in questions if question.answered_at],
        "question_form": _bound_or(bound, forms.QuestionAnswerForm, auto_id="question_%s"),
        "can_undo": introduction.state == IntroductionState.DISMISSED and can_still_undo(introduction),
        "unwanted": Exclusion.objects.filter(company=need.organisation_id, excluded=offer.organisation_id).first(),
        "waits_for_side": faces.ASKED_SIDE.get(introduction.state),
        "history": history(introduction),
        "can_open_offer": can_view_offer(request.user, offer),
    }
    return render(request, "matchmaking/introduction_lead.html", context)


def _bound_or(bound: Form | None, form_class: type[Form], **kwargs) -> Form:
    return bound if isinstance(bound, form_class) else form_class(**kwargs)


def _side_page(
    request: HttpRequest, introduction: Introduction, face: str, available: list[str], bound: Form | None
) -> HttpResponse:
    label, tone = faces.state_words(introduction, face)
    questions = faces.questions_of(introduction, face)
    can_answer = faces.can_answer(introduction, face)
    party = faces.other_party(introduction, face)
    if party:
        note_read(request.user, [party.contact], ReadPlace.INTRODUCTION, is_other_side=True)
    context = {
        "introduction": introduction,
        "faces": available,
        "face": face,
        "form": bound,
        "state_label": label,
        "state_tone": tone,
        "other": faces.other_side(introduction, face),
        "party": party,
        "answer_url": reverse("matchmaking:introduction_answer", args=[introduction.pk]),
        "answer_form": _bound_or(bound, forms.SideAnswerForm, side=face) if can_answer else None,
        "consent_text": introduction.consent_text.text(get_language()),
        "questions": questions,
        "open_question": next((question for question in questions if question.answered_at is None), None),
        "own_consent": faces.own_consent(introduction, face),
        "can_withdraw": faces.can_withdraw(introduction, face),
        "meeting_form": _meeting_form(request, introduction, bound),
        "turn": whose_turn(introduction, face),
        "timeline": steps_for(introduction, face),
        "siblings": siblings_waiting_for_company(introduction) if face == faces.COMPANY else [],
    }
    return render(request, f"matchmaking/introduction_{face}.html", context)


def _meeting_form(request: HttpRequest, introduction: Introduction, bound: Form | None) -> Form | None:
    if "record_meeting" not in steps_open_to(request.user, introduction):
        return None
    return _bound_or(bound, forms.MeetingForm)


def _region_page(
    request: HttpRequest, introduction: Introduction, face: str, available: list[str], bound: Form | None
) -> HttpResponse:
    """The lead of the provider's region follows the own member; the company stays hidden until both agreed."""
    context = {
        "introduction": introduction,
        "company": faces.company_for_provider(introduction) if introduction.provider_asked_at else None,
        "knows_company": can_see_company(request.user, introduction),
        "can_open_offer": can_view_offer(request.user, introduction.offer),
    }
    return render(request, "matchmaking/introduction_region.html", context)
