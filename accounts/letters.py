"""Writing to a contact in the contact's language."""

from collections.abc import Callable

from django.utils import translation

from accounts.models import Contact
from mail.letters import Letter
from mail.services import post


def address(contact: Contact) -> str:
    """Return `Name <mail>` as mail headers want it."""
    return f"{contact.full_name} <{contact.email}>"


def write_to(contact: Contact, letter: Callable[[], Letter], *, kind: str, key: str, about=None) -> None:
    """Post the letter that `letter()` builds in the contact's language.

    `kind` names the template of the occasion, `key` the occasion itself: a second call with the same key for
    the same contact sends nothing.
    """
    with translation.override(contact.language):
        post(
            letter(),
            to=[address(contact)],
            key=f"{kind}:{key}:{contact.pk}",
            kind=kind,
            language=contact.language,
            about=about,
        )
