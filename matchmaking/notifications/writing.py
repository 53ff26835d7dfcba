"""How a letter about an introduction is put together, whoever it goes to."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.selectors import lead_contacts
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from matchmaking import side_links
from matchmaking.enums import Side
from matchmaking.models import Introduction

Text = Callable[[], str]
Texts = Callable[[], list[str]]


def write(
    introduction: Introduction,
    contact: Contact,
    kind: str,
    subject: Text,
    body: Texts,
    facts: Callable[[], list[tuple[str, str]]] = list,
    occasion: str = "",
    editable: tuple[int, ...] = (),
    side: str = "",
    action: Callable[[], tuple[str, str]] | None = None,
    closing: Texts = list,
) -> None:
    """Post one letter. A state is entered at one moment only, so that moment names the occasion unless
    another is given. `editable` numbers the paragraphs a lead may change; a letter that has some asks for consent and
    quotes its text, in the version that was frozen for this introduction. A letter to a `side` says at its foot where
    that side's case stands."""

    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=contact.full_name,
            paragraphs=body(),
            facts=facts(),
            action=action() if action else (_("Open the case"), absolute(introduction.get_absolute_url())),
            closing=tuple(closing()),
            status_url=side_links.status_link(introduction, contact, side) if side else "",
            consent=introduction.consent_text.text(contact.language) if editable else "",
            editable=editable,
        )

    kind = f"introduction.{kind}"
    occasion = occasion or f"{introduction.pk}:{introduction.state_changed_at.isoformat()}"
    post_to(contact, letter, kind=kind, key=f"{kind}:{occasion}:{contact.pk}", about=introduction)


def tell_leads(introduction: Introduction, kind: str, subject: Text, body: Texts, occasion: str = "") -> None:
    need = introduction.need
    for contact in lead_contacts(need.assigned_to, need.region):
        write(introduction, contact, f"{kind}.lead", subject, body, lambda: parties(introduction), occasion)


def tell_both(introduction: Introduction, kind: str, subject: Text, body: Texts) -> None:
    sides = {Side.COMPANY: introduction.company_contact, Side.PROVIDER: introduction.provider_contact}
    for side, contact in sides.items():
        write(introduction, contact, kind, subject, body, side=side)


def parties(introduction: Introduction) -> list[tuple[str, str]]:
    """Return who meets whom about what, for leads."""
    need = introduction.need
    return [
        (_("Need"), f"{need.number}, {need.title}"),
        (_("Company"), need.organisation.name),
        (_("Provider"), introduction.offer.organisation.name),
    ]


def answer_now(introduction: Introduction, contact: Contact) -> dict:
    """What a letter that asks for an answer carries: the link of this person, and the way through the portal."""
    return {
        "action": lambda: (_("Read and answer"), side_links.answer_link(introduction, contact)),
        "closing": lambda: [
            _("You need not sign in. The link is for you alone; please do not pass it on."),
            _("In the portal you find the case here: %(url)s") % {"url": absolute(introduction.get_absolute_url())},
        ],
    }
