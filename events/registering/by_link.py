"""What the two links of a registration show and do: confirming, and the own page, both without signing in."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.states import InvalidTransition
from events.enums import RegistrationState
from events.models import Registration
from events.registering import services
from events.registering.letters import when_of
from events.registering.links import CONFIRM, OWN
from events.registering.own import own_page
from events.services.editing import hold
from events.words import title_of
from links.confirming import Question
from links.confirming import confirm as confirm_page
from links.models import SignedLink
from links.registry import Purpose, register_purpose

WAY_ON = (gettext_lazy("To the events"), "events:list")


def register() -> None:
    register_purpose(Purpose(CONFIRM, confirm, receipt, WAY_ON))
    register_purpose(Purpose(OWN, show_own, lambda link: [], WAY_ON))


def _registration(link: SignedLink) -> Registration:
    rows = Registration.objects.select_related("event__venue", "contact__user", "slot__date")
    registration = rows.filter(pk=link.subject_id).first()
    if registration is None:
        raise InvalidTransition(f"the registration {link.subject_id} has been deleted")
    return registration


def confirm(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Show what is confirmed to GET; the button gives the place. The event is held before the link, as everywhere."""
    registration = _registration(link)
    if registration.state != RegistrationState.UNCONFIRMED:
        raise InvalidTransition("the registration is not waiting for its address")
    sentences: list[Any] = [
        title_of(registration.event),
        *(f"{label}: {value}" for label, value in when_of(registration)),
        _("For %(name)s, with %(number)d more.")
        % {"name": registration.full_name, "number": registration.companions_number}
        if registration.companions_number
        else _("For %(name)s.") % {"name": registration.full_name},
        _("With the button you confirm your address. Then the registration counts."),
    ]
    question = Question(_("Confirm your registration?"), sentences, _("Confirm the registration"))
    with transaction.atomic():
        if request.method == "POST":
            hold(registration.event)
        return confirm_page(request, link, question, lambda: services.confirm(registration))


def receipt(link: SignedLink) -> list[Any]:
    registration = _registration(link)
    said = {
        RegistrationState.REGISTERED: _("You have a place. We look forward to seeing you."),
        RegistrationState.WAITING: _("All places are taken at present. You are on the waiting list."),
        RegistrationState.REQUESTED: _("We decide on your registration and write to you."),
        RegistrationState.CANCELLED: _("Your registration was cancelled in the meantime."),
    }
    return [
        _("Thank you. Your address is confirmed."),
        said.get(RegistrationState(registration.state), registration.get_state_display()),
        _("We have sent you an e-mail with the link to the page of your registration."),
    ]


def show_own(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """The own page. The link is for looking and changing as often as one likes, so it is never used up."""
    registration = _registration(link)
    if registration.contact_id != link.contact_id:
        raise InvalidTransition("the registration belongs to somebody else now")
    actor = registration.contact.user
    return own_page(request, registration, actor=actor, source=services.BY_LINK)
