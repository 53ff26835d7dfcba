"""Letters about what a side has decided: the joint mail, or an end that reveals nothing."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.selectors import lead_contacts
from mail.addresses import named_address
from mail.letters import Letter
from mail.links import absolute
from mail.services import post
from matchmaking import side_links
from matchmaking.enums import Side
from matchmaking.models import Introduction
from matchmaking.notifications.writing import tell_leads, write


def company_declined(introduction: Introduction) -> None:
    tell_leads(
        introduction,
        "company_declined",
        lambda: _("The company has declined: %(number)s") % {"number": introduction.number},
        lambda: _reason_of_decline(introduction),
    )


def provider_declined(introduction: Introduction) -> None:
    tell_leads(
        introduction,
        "provider_declined",
        lambda: _("The provider has declined: %(number)s") % {"number": introduction.number},
        lambda: _reason_of_decline(introduction),
    )
    write(
        introduction,
        introduction.company_contact,
        "ended",
        lambda: _("The proposal %(number)s did not work out") % {"number": introduction.number},
        lambda: [
            _("This time no contact comes about. It says nothing about you or your need."),
            _("Your name was not passed on. We keep looking for you."),
        ],
        side=Side.COMPANY,
    )


def _reason_of_decline(introduction: Introduction) -> list[str]:
    paragraphs = [_("The reason: %(reason)s.") % {"reason": introduction.get_decline_reason_display()}]
    return [*paragraphs, introduction.decline_note] if introduction.decline_note else paragraphs


def introduced(introduction: Introduction) -> None:
    """One joint mail to both sides with the lead in copy: the moment contact data flows."""
    company, provider = introduction.company_contact, introduction.provider_contact
    leads = lead_contacts(introduction.need.assigned_to, introduction.need.region)
    # Two readers, one letter: German unless both prefer English.
    language = "en" if company.language == provider.language == "en" else "de"
    with translation.override(language):
        letter = Letter(
            subject=_("May I introduce you? %(number)s") % {"number": introduction.number},
            greeting_name=_("%(one)s and %(other)s") % {"one": company.full_name, "other": provider.full_name},
            paragraphs=[
                _("You have both agreed to get to know each other. Here is how you reach one another."),
                _("It is about: %(title)s") % {"title": introduction.need_teaser.title},
                _("Please arrange a first talk within two weeks. Simply reply to all."),
            ],
            facts=[
                (introduction.need.organisation.name, _contact_line(company)),
                (introduction.offer.organisation.name, _contact_line(provider)),
            ],
            action=(_("Open the case"), absolute(introduction.get_absolute_url())),
        )
        post(
            letter,
            to=[_to(company), _to(provider)],
            cc=[_to(lead) for lead in leads],
            reply_to=[_to(person) for person in (company, provider, *leads)],
            key=f"introduction.introduced:{introduction.pk}",
            kind="introduction.introduced",
            language=language,
            about=introduction,
        )


def _to(contact: Contact) -> str:
    return named_address(contact.full_name, contact.email)


def _contact_line(contact: Contact) -> str:
    """Return name, mail address and phone in one line."""
    return ", ".join(part for part in (contact.full_name, contact.email, contact.phone) if part)


def lapsed(introduction: Introduction, asked_in_state: str) -> None:
    """`asked_in_state` says which side let the time limit pass."""
    tell_leads(
        introduction,
        "lapsed",
        lambda: _("Time limit passed: %(number)s") % {"number": introduction.number},
        lambda: [_("There was no answer within the time limit.")],
    )
    side = side_links.ASKED_SIDE[asked_in_state]
    asked = introduction.company_contact if side == Side.COMPANY else introduction.provider_contact
    write(
        introduction,
        asked,
        "lapsed",
        lambda: _("The proposal %(number)s has expired") % {"number": introduction.number},
        lambda: [_("The time limit for your answer has passed. Please reply if you are still interested.")],
        side=side,
    )


def made_obsolete(introduction: Introduction) -> None:
    """A side hears of it only if it had been asked, in neutral words; the lead only of cases under way."""
    if introduction.company_asked_at is None:
        return
    tell_leads(
        introduction,
        "obsolete",
        lambda: _("No longer current: %(number)s") % {"number": introduction.number},
        lambda: [
            _("The introduction has ended. The reason: %(reason)s.")
            % {"reason": introduction.get_obsolete_reason_display()}
        ],
    )
    _tell_asked_sides_neutrally(introduction, "obsolete")


def consent_withdrawn(introduction: Introduction) -> None:
    tell_leads(
        introduction,
        "consent_withdrawn",
        lambda: _("Consent withdrawn: %(number)s") % {"number": introduction.number},
        lambda: [
            _("The company has withdrawn its consent. Contact data is hidden from now on.")
            if introduction.withdrawn_by_side == Side.COMPANY
            else _("The provider has withdrawn its consent. Contact data is hidden from now on.")
        ],
    )
    _tell_asked_sides_neutrally(introduction, "ended_neutrally", but=introduction.withdrawn_by_side)


def _tell_asked_sides_neutrally(introduction: Introduction, kind: str, but: str = "") -> None:
    sides = {
        Side.COMPANY: (introduction.company_asked_at, introduction.company_contact),
        Side.PROVIDER: (introduction.provider_asked_at, introduction.provider_contact),
    }
    for side, (asked_at, contact) in sides.items():
        if side == but or asked_at is None:
            continue
        write(
            introduction,
            contact,
            kind,
            lambda: _("The proposal %(number)s is no longer current") % {"number": introduction.number},
            lambda: [_("The proposal is no longer current. You do not have to do anything.")],
            side=side,
        )
