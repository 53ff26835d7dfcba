"""Links in mails that say where a case stands: for one person, for reading only, valid some months.

Rooms register a purpose with `status_purpose` and hand out addresses with `status_url`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.states import InvalidTransition
from links.models import SignedLink
from links.registry import Purpose
from links.services import issue
from mail.links import absolute
from organisations.models import Organisation

VALID_FOR = timedelta(days=180)


def status_url(purpose: str, about: models.Model, contact: Contact) -> str:
    """Return the address where `contact` reads how the case `about` stands; one link per month."""
    now = timezone.localtime()
    key = f"{about.pk}:{contact.pk}:{now:%Y-%m}"
    return absolute(issue(purpose, contact=contact, about=about, key=key, expires_at=now + VALID_FOR).path)


def acts_for(contact: Contact, organisation: Organisation) -> bool:
    """Whether `contact` acts for the organisation today, with an account or without."""
    return organisation.memberships.active().filter(contact=contact).exists()


def no_longer_acting(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What a person reads who has left the organisation a link is about."""
    sentences = [
        _("You no longer act for %(name)s in the portal. Hence this link shows nothing and answers nothing.")
        % {"name": organisation.name},
        _("The project lead knows and asks somebody else there. You do not have to do anything."),
    ]
    context = {"title": _("This link has ended"), "sentences": sentences}
    return render(request, "links/notice.html", context, status=410)


def frame(link: SignedLink, label: str, case: Any, lead: Any) -> dict[str, Any]:
    """Return what every page of a link says: whose case of which number it is, and whom to ask."""
    return {
        "contact": link.contact,
        "case_label": label % {"number": case.number or ""},
        "case_title": case.title,
        "case_language": case.language,
        "lead_email": lead.email if lead else settings.LEAD_CONTACT_EMAIL,
    }


def status_purpose(
    slug: str,
    fetch: Callable[[SignedLink], Any],
    organisation_of: Callable[[Any], Organisation],
    describe: Callable[[SignedLink, Any], dict[str, Any]],
) -> Purpose:
    """Return the purpose of links that show how a case stands.

    `fetch(link)` returns the case or None, `organisation_of(case)` who may read of it, `describe(link, case)` what
    `organisations/link_status.html` shows. Whoever has left reads nothing.
    """

    def respond(request: HttpRequest, link: SignedLink) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        case = fetch(link)
        if case is None:  # its period is over, and it has been deleted
            raise InvalidTransition(f"{link.subject_type} {link.subject_id} has been deleted")
        if not acts_for(link.contact, organisation_of(case)):
            return no_longer_acting(request, organisation_of(case))
        context = {"title": _("Where your case stands"), **describe(link, case)}
        return render(request, "organisations/link_status.html", context)

    return Purpose(slug, respond, lambda link: [])
