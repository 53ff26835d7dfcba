"""The link in the mail that asks for a confirmation: GET shows a page with one button, POST confirms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.states import InvalidTransition
from links.confirming import Question
from links.confirming import confirm as confirm_page
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from newsletter import services
from newsletter.enums import SubscriptionState
from newsletter.models import Subscription
from newsletter.traces import trace_of

FORM = "link of the mail"


def register() -> None:
    way_on = (gettext_lazy("To the newsletter"), "newsletter:subscribe")
    register_purpose(Purpose(services.CONFIRM, confirm, receipt, way_on))


def confirm(request: HttpRequest, link: SignedLink) -> HttpResponse:
    subscription = Subscription.objects.filter(pk=link.subject_id).first()
    if subscription is None or subscription.state != SubscriptionState.PENDING:
        raise InvalidTransition("the subscription does not wait for its confirmation")
    question = Question(
        _("Subscribe to the newsletter?"),
        [_("With the button you confirm your address. From then on you receive the newsletter.")],
        _("Confirm the subscription"),
    )
    trace = trace_of(request, form=FORM)
    return confirm_page(request, link, question, lambda: services.confirm(subscription, trace))


def receipt(link: SignedLink) -> list[Any]:
    return [
        _("Thank you. Your address is confirmed."),
        _("We have sent you an e-mail with the link by which you change your wishes or unsubscribe."),
    ]
