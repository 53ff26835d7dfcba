"""What the links of the two sides show and do. To look never writes; a contact acts, who may have no account.

Nothing here shows more than the page of the case in the portal, and contact data never: a link can be passed on, and
both sides receive the contact data by e-mail.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.consents import withdraw
from accounts.models import Contact
from core.models import LogEntry
from core.states import InvalidTransition
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from links.services import redeemed
from matchmaking import faces, forms, side_links
from matchmaking.enums import Side
from matchmaking.models import Introduction
from matchmaking.selectors import for_reading
from matchmaking.services import keys
from matchmaking.services.common import hold
from matchmaking.timeline import steps_for, whose_turn
from matchmaking.views.answers import answer
from matchmaking.views.pages import took_step
from organisations.models import Organisation
from organisations.status_links import acts_for, frame, no_longer_acting, status_purpose


def register() -> None:
    """Say what the links of both sides are for."""
    for side in Side.values:
        verbs = {
            side_links.ANSWER: (_respond_answer, _receipt_of_answer),
            side_links.WITHDRAW: (_respond_withdraw, _receipt_of_withdrawal),
        }
        for verb, (respond, receipt) in verbs.items():
            register_purpose(Purpose(side_links.purpose(verb, side), partial(respond, side), partial(receipt, side)))
        status = side_links.purpose(side_links.STATUS, side)
        own, describe = partial(_own_organisation, side), partial(_describe_status, side)
        register_purpose(status_purpose(status, _introduction, own, describe))


def _introduction(link: SignedLink) -> Introduction:
    """Return the case of `link`. Raises InvalidTransition where its period is over and it has been deleted."""
    introduction = for_reading(Introduction.objects.filter(pk=link.subject_id)).first()
    if introduction is None:
        raise InvalidTransition(f"introduction {link.subject_id} has been deleted")
    return introduction


def _own_organisation(side: str, introduction: Introduction) -> Organisation:
    return introduction.need.organisation if side == faces.COMPANY else introduction.offer.organisation


def _actor(contact: Contact) -> Any:
    return contact.user if contact.user_id and contact.user.is_active else None


def _acts(link: SignedLink, introduction: Introduction, side: str) -> bool:
    return acts_for(link.contact, _own_organisation(side, introduction))


def _frame(link: SignedLink, introduction: Introduction, side: str) -> dict[str, Any]:
    case = introduction.need if side == faces.COMPANY else introduction.offer
    label = _("Your need %(number)s") if side == faces.COMPANY else _("Your offer %(number)s")
    own = {"introduction": introduction, "face": side}
    return own | frame(link, label, case, introduction.need.assigned_to)


def _page(
    request: HttpRequest, template: str, link: SignedLink, introduction: Introduction, side: str, **context: Any
) -> HttpResponse:
    return render(request, template, _frame(link, introduction, side) | context)


def _state(introduction: Introduction, side: str) -> dict[str, Any]:
    label, tone = faces.state_words(introduction, side)
    questions = faces.questions_of(introduction, side)
    return {
        "state_label": label,
        "state_tone": tone,
        "questions": questions,
        "open_question": next((question for question in questions if question.answered_at is None), None),
    }


def _respond_answer(side: str, request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Yes, no or a question, by the person who was asked."""
    introduction = _introduction(link)
    if not _acts(link, introduction, side):
        return no_longer_acting(request, _own_organisation(side, introduction))
    if not faces.can_answer(introduction, side):
        raise InvalidTransition(f"introduction {introduction.pk} does not wait for {side}")
    form = forms.SideAnswerForm(request.POST if request.method == "POST" else None, side=side)
    if request.method == "POST" and took_step(form, lambda data: _answer(link, side, data)):
        return redirect(request.path)
    return _page(
        request,
        "matchmaking/link_answer.html",
        link,
        introduction,
        side,
        title=_("Your answer"),
        other=faces.other_side(introduction, side),
        answer_form=form,
        answer_url=request.path,
        consent_text=introduction.consent_text.text(get_language()),
        **_state(introduction, side),
    )


@transaction.atomic
def _answer(link: SignedLink, side: str, data: dict) -> None:
    """The case is locked before the link, in the order of an answer in the portal, which ends the link."""
    introduction = hold(Introduction.objects.get(pk=link.subject_id))
    with redeemed(link):
        if not (faces.can_answer(introduction, side) and _acts(link, introduction, side)):
            raise InvalidTransition(f"introduction {introduction.pk} does not wait for {side} and {link.contact_id}")
        answer(introduction, side, data, actor=_actor(link.contact), by_link=link.contact)


def _receipt_of_answer(side: str, link: SignedLink) -> list[str]:
    """What was answered, without a word on what became of it: that is on the page of the case."""
    entry = _entry_of(link, f"{side}_agrees", f"{side}_declines", "ask_question")
    sentences = {
        "ask_question": [
            _("Your question is with the project lead. The time limit stands still until you have the answer."),
            _("The answer comes by e-mail, with a new link."),
        ],
        f"{side}_declines": [_("You said no."), _("The other side does not learn your name or your reason.")],
        "company_agrees": [
            _("You said yes."),
            _("The provider is asked without your name. When it agrees, you both receive the contact data by e-mail."),
        ],
        "provider_agrees": [
            _("You said yes."),
            _("Both sides have agreed. You both receive the contact data by e-mail, at the same moment."),
        ],
    }
    return sentences[entry.verb] if entry else []


def _entry_of(link: SignedLink, *verbs: str) -> LogEntry | None:
    """Return the row of the log that was written with the use of `link`; None once the log's period is over."""
    about = LogEntry.objects.filter(subject_type=link.subject_type, subject_id=link.subject_id, verb__in=verbs)
    written_with = about.filter(at__gte=link.used_at, details__contact=link.contact_id)
    return written_with.order_by("at", "pk").first()


def _respond_withdraw(side: str, request: HttpRequest, link: SignedLink) -> HttpResponse:
    """First the effects in words, then the withdrawal. A consent is a person's own: who has left may take it back."""
    introduction = _introduction(link)
    consent = faces.own_consent(introduction, side)
    if consent is None or not consent.is_valid or consent.contact_id != link.contact_id:
        raise InvalidTransition(f"introduction {introduction.pk} holds no consent of {link.contact_id}")
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and took_step(form, lambda data: _withdraw(link, side)):
        return redirect(request.path)
    title = _("Withdraw consent")
    return _page(request, "matchmaking/link_withdraw.html", link, introduction, side, title=title, form=form)


@transaction.atomic
def _withdraw(link: SignedLink, side: str) -> None:
    introduction = hold(Introduction.objects.get(pk=link.subject_id))
    actor = _actor(link.contact)
    with redeemed(link):
        if faces.can_withdraw(introduction, side):
            keys.withdraw_consent(introduction, actor=actor, side=side, by_link=link.contact)
        else:  # the case has ended already; the data is hidden all the same
            withdraw(faces.own_consent(introduction, side), actor=actor)


def _receipt_of_withdrawal(side: str, link: SignedLink) -> list[str]:
    return [
        _("Your consent is withdrawn. Your contact data is no longer shown."),
        _("The project lead knows. You do not have to do anything else."),
    ]


def _describe_status(side: str, link: SignedLink, introduction: Introduction) -> dict[str, Any]:
    turn, timeline = whose_turn(introduction, side), steps_for(introduction, side)
    return _frame(link, introduction, side) | _state(introduction, side) | {"turn": turn, "timeline": timeline}
