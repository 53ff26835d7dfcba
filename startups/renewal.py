"""Saying that an offer is still correct by a link in a mail, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.states import InvalidTransition
from links.confirming import Question, confirm
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from startups.models import Offer
from startups.reminders import PURPOSE
from startups.services import reconfirm_offer


def _respond(request: HttpRequest, link: SignedLink) -> HttpResponse:
    offer = Offer.objects.filter(pk=link.subject_id, contact=link.contact_id).first()
    if offer is None or offer.state not in offer.workflow["reconfirm"].sources:
        raise InvalidTransition(f"offer {link.subject_id} has moved on")
    question = Question(
        title=_("Is the offer still correct?"),
        sentences=[f"{offer.number}, {offer.title}", _("If you confirm, we suggest it to companies it fits.")],
        button=_("Still correct"),
    )
    return confirm(request, link, question, lambda: reconfirm_offer(offer, actor=link.contact.user))


def _receipt(link: SignedLink) -> list[str]:
    offer = Offer.objects.filter(pk=link.subject_id).first()
    due_on = offer.confirm_due_on if offer else None
    thanks = [_("Thank you. The offer is confirmed as still correct.")]
    return [*thanks, _("We ask you again before %(date)s.") % {"date": date_format(due_on)}] if due_on else thanks


register_purpose(Purpose(PURPOSE, _respond, _receipt))
