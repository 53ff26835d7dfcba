"""The page behind a button of a question: read it, press once more, done. Nobody signs in; GET never writes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies.public_intake.drafts import remember
from companies.public_intake.forms import ABOUT
from newsletter import answers
from newsletter.answer_forms import SaidForm
from newsletter.enums import Effect, Obstacle
from newsletter.tokens import Asked, asked_by

STATUS = {Obstacle.ALTERED: 404, Obstacle.NOT_CONFIRMED: 403}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    asked = asked_by(token)
    obstacle = answers.obstacle_of(asked)
    if obstacle == Obstacle.USED and request.method == "POST" and answers.answer_to(asked).choice == asked.choice:
        return redirect(f"{request.path}?sent=1")  # a double click
    if obstacle:
        return _refused(request, asked, obstacle)
    form = SaidForm(request.POST if request.method == "POST" else None, effect=asked.choice.effect)
    if request.method == "POST" and form.is_valid():
        if asked.is_test:
            return render(request, "newsletter/answer_test.html", {"choice": asked.choice})
        return _taken(request, asked, form)
    return render(
        request, "newsletter/answer.html", {"asked": asked, "form": form, "within": answers.CALL_WORKING_DAYS}
    )


def _taken(request: HttpRequest, asked: Asked, form: SaidForm) -> HttpResponse:
    language = (get_language() or "de")[:2]
    _answer, draft = answers.give(asked, form.said(), language=language)
    if draft is not None:
        return remember(redirect(ABOUT.url_name), draft, proven=True)
    return redirect(f"{request.path}?sent=1")


def _refused(request: HttpRequest, asked: Asked | None, obstacle: Obstacle) -> HttpResponse:
    given = answers.answer_to(asked) if obstacle == Obstacle.USED else None
    just_sent = given is not None and "sent" in request.GET
    context = {"obstacle": obstacle, "given": given, "just_sent": just_sent, "effects": Effect}
    status = 200 if just_sent else STATUS.get(obstacle, 410)
    return render(request, "newsletter/answer_refused.html", context, status=status)
