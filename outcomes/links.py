"""Answering by the link in the mail: one page with one question, and the way to be asked no more."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.states import GuardFailed, InvalidTransition
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from links.services import redeemed
from mail.links import absolute, sign_links
from outcomes import services
from outcomes.by_link import PURPOSE, link_for
from outcomes.forms import SurveyForm
from outcomes.ladder import in_words
from outcomes.models import Survey
from outcomes.notifications import other_name
from outcomes.wording import question_of

OPT_OUT = "opt_out"


def respond(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Show the question, or carry out what the form says. Raises InvalidTransition where nobody asks any more."""
    survey = _survey(link)
    if survey is None or not survey.is_open:
        raise InvalidTransition(f"link {link.pk}: its question is no longer open")
    if request.method == "POST" and OPT_OUT in request.POST:
        with redeemed(link):
            services.opt_out(survey.follow_up, contact=link.contact, link=link)
        return redirect(request.path)
    form = SurveyForm(request.POST if request.method == "POST" else None, survey=survey)
    if request.method == "POST" and _answered(form, survey, link):
        return redirect(request.path)
    context = {
        "survey": survey,
        "form": form,
        "question": question_of(survey),
        "other": other_name(survey),
        "can_opt_out": survey.follow_up.state in survey.follow_up.workflow["opt_out"].sources,
    }
    return render(request, "outcomes/link.html", context)


def _answered(form: SurveyForm, survey: Survey, link: SignedLink) -> bool:
    """Use the link for the answer, and issue the one by which it may be changed."""
    if not form.is_valid():
        return False
    try:
        with redeemed(link):
            services.answer(survey, contact=link.contact, link=link, **form.cleaned_data)
            link_for(survey, link.contact, number=SignedLink.objects.about(survey).count())
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return False
    return True


def receipt(link: SignedLink) -> list[Any]:
    """What the page of a used link says from then on: the answer in force and, while it counts, how to change it."""
    survey = _survey(link)
    if survey is None:
        return [_("Thank you.")]
    sentences: list[Any] = []
    if survey.answer:
        sentences.append(_("You told us: %(answer)s.") % {"answer": in_words(survey.answer)})
    if survey.follow_up.state == "stopped":
        sentences.append(_("We do not ask you about this contact any more."))
    change = SignedLink.objects.about(survey).usable().filter(contact=link.contact).order_by("-pk").first()
    if survey.answer and survey.is_open and change:
        sentences.append(
            format_html(
                '{} <a href="{}">{}</a>',
                _("You can change your answer until %(date)s.") % {"date": date_format(survey.closes_on)},
                _signed_path(change),
                _("Change the answer"),
            )
        )
    return sentences


def _signed_path(link: SignedLink) -> str:
    return sign_links(absolute(link.path)).removeprefix(settings.BASE_URL)


def _survey(link: SignedLink) -> Survey | None:
    return Survey.objects.with_case().filter(pk=link.subject_id).first()


register_purpose(Purpose(PURPOSE, respond, receipt))
