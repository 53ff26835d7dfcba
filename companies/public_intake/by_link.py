"""The two links of a draft: the one that leads back to it, and the one whose button hands it in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import NeedDraft
from companies.public_intake import drafts, services
from companies.public_intake.forms import SEND, title_in
from core.states import InvalidTransition
from links.confirming import Question, confirm
from links.models import SignedLink
from links.registry import Purpose, register_purpose

WAY_ON = (gettext_lazy("Register a need"), "companies:register_need")


def register() -> None:
    register_purpose(Purpose(drafts.CONTINUE, go_on, lambda link: [], WAY_ON))
    register_purpose(Purpose(drafts.HAND_IN, hand_in, receipt, WAY_ON))


def _draft(link: SignedLink) -> NeedDraft:
    draft = NeedDraft.objects.filter(pk=link.subject_id, handed_in_at=None).first()
    if draft is None:
        raise InvalidTransition(f"the draft {link.subject_id} is no more")
    return draft


def go_on(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Let this browser find the draft, and open the step in which something is missing. Nothing is written."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    draft = _draft(link)
    step = next(iter(services.unfinished(draft)), SEND)
    return drafts.remember(redirect(step.url_name), draft, proven=True)


def hand_in(request: HttpRequest, link: SignedLink) -> HttpResponse:
    draft = _draft(link)
    sentences: list[Any] = [
        _("“%(title)s”") % {"title": title_in(draft)},
        _("For %(company)s, from %(given_name)s %(family_name)s.")
        % {
            "company": draft.first("org_name"),
            "given_name": draft.first("given_name"),
            "family_name": draft.first("family_name"),
        },
        _("With the button you confirm your address and send the need to us."),
    ]
    question = Question(_("Send your need?"), sentences, _("Send need"))
    return confirm(request, link, question, lambda: services.hand_in(draft))


def receipt(link: SignedLink) -> list[Any]:
    return [
        _("Thank you. Your need has arrived, and your address is confirmed."),
        _("You have received an e-mail that says how it goes on and where your case stands."),
    ]
