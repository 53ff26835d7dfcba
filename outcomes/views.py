"""Answering in the portal, the list of a lead, and taking note."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.bias import refuse_biased
from core.states import GuardFailed
from matchmaking.models import Introduction
from matchmaking.permissions import can_decide_introduction
from outcomes import services
from outcomes.filters import STATUS, SurveyFilter
from outcomes.forms import SurveyForm
from outcomes.ladder import rounds_of
from outcomes.models import Survey
from outcomes.notifications import other_name
from outcomes.permissions import can_answer_survey
from outcomes.selectors import followed_up, surveys_in, with_surveys
from outcomes.wording import question_of

PAGE_SIZE = 20


@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    """The cases whose sides are asked, what waits for a decision first."""
    if not request.user.moderates:
        raise PermissionDenied
    cases = followed_up(request.user)
    narrowed = SurveyFilter(request.GET, queryset=cases, request=request)
    page = Paginator(with_surveys(narrowed.qs), PAGE_SIZE).get_page(request.GET.get("page"))
    counted = cases.order_by().aggregate(**{name: Count("pk", filter=Q(**{f"is_{name}": True})) for name in STATUS})
    context = {
        "filter": narrowed,
        "page_obj": page,
        "rows": [(row, next(iter(rounds_of(surveys_in(row))), None)) for row in page.object_list],
        "counts": [(name, label, counted[name]) for name, label in STATUS.items()],
        "is_narrowed": any(value for name, value in request.GET.items() if name != "page"),
    }
    return render(request, "outcomes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, for a member of the side that was asked."""
    found = _fetch_own(request, pk)
    form = SurveyForm(request.POST if request.method == "POST" and found.is_open else None, survey=found)
    if request.method == "POST" and found.is_open and _answered(form, found, request.user):
        messages.success(request, _("Thank you. Your answer has arrived."))
        return redirect(found.introduction)
    context = {
        "survey": found,
        "form": form if found.is_open else None,
        "question": question_of(found),
        "other": other_name(found) if found.introduction.contact_data_released else "",
        "can_opt_out": found.follow_up.state in found.follow_up.workflow["opt_out"].sources,
    }
    return render(request, "outcomes/survey.html", context)


def _answered(form: SurveyForm, survey: Survey, user) -> bool:
    if not form.is_valid():
        return False
    try:
        services.answer(survey, contact=user.contact, **form.cleaned_data)
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return False
    return True


@require_POST
def survey_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the side no more about this introduction."""
    found = _fetch_own(request, pk)
    services.opt_out(found.follow_up, contact=request.user.contact)
    messages.success(request, _("We do not ask you about this contact any more."))
    return redirect(found.introduction)


def _fetch_own(request: HttpRequest, pk: int) -> Survey:
    found = get_object_or_404(Survey.objects.visible_to(request.user).with_case(), pk=pk)
    if not can_answer_survey(request.user, found):
        raise PermissionDenied
    return found


@require_POST
def answers_noted(request: HttpRequest, pk: int) -> HttpResponse:
    """Take note of the answers of an introduction and leave it as it is; for its lead."""
    introduction = get_object_or_404(Introduction.objects.visible_to(request.user), pk=pk)
    if not can_decide_introduction(request.user, introduction):
        refuse_biased(request.user, introduction, introduction.need)
        raise PermissionDenied
    services.take_note(introduction, actor=request.user)
    messages.success(request, _("Noted. The case stays as it is."))
    return redirect(introduction)
