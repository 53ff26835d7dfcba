"""Verbs on links: issue, redeem, revoke."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from accounts.models import Contact
from links.models import SignedLink
from links.registry import purposes


class LinkSpent(Exception):
    """The link was used, revoked or ran out before the answer arrived."""


def issue(
    purpose: str, *, contact: Contact | None, about: models.Model, key: str, expires_at: datetime, language: str = ""
) -> SignedLink:
    """Return the link by which `contact` answers `purpose` about the row `about` until `expires_at`. Without a contact
    it goes to an address that the row knows, and `language` says in which language the mail is.

    `key` names the occasion: when it has a link already, that one is returned. In a letter, write
    `absolute(link.path)`; the signature is put in when the mail leaves. Raises ValueError for a purpose that no
    room has registered, or a moment that has passed.
    """
    if purpose not in purposes():
        raise ValueError(f"unknown purpose of a link: {purpose}")
    if expires_at <= timezone.now():
        raise ValueError("a link that has run out is of no use")
    link, _created = SignedLink.objects.get_or_create(
        key=f"{purpose}:{key}",
        defaults={
            "purpose": purpose,
            "contact": contact,
            "language": language,
            "subject_type": about._meta.label_lower,
            "subject_id": about.pk,
            "expires_at": expires_at,
            "created_at": timezone.now(),
        },
    )
    return link


@contextmanager
def redeemed(link: SignedLink) -> Iterator[SignedLink]:
    """Use `link` for what happens inside the block, all in one transaction.

    Whoever comes first holds the row; a double click finds it used. Raises LinkSpent, and writes nothing, where the
    link is not usable any more. When the block raises, the link stays usable.
    """
    with transaction.atomic():
        locked = SignedLink.objects.select_for_update().get(pk=link.pk)
        if not locked.is_usable:
            raise LinkSpent
        locked.used_at = timezone.now()
        locked.save(update_fields=["used_at"])  # first, so that an answer that ends the other links spares this one
        yield locked


def revoke(about: models.Model, *purpose_slugs: str, contact: Contact | None = None) -> int:
    """End the usable links about a row, of these purposes and this person if given; return how many.

    For questions that have been answered another way or are no longer asked.
    """
    links = SignedLink.objects.about(about).usable()
    if purpose_slugs:
        links = links.filter(purpose__in=purpose_slugs)
    if contact is not None:
        links = links.filter(contact=contact)
    return links.update(revoked_at=timezone.now())


def prolong(about: models.Model, *purpose_slugs: str, until: datetime) -> int:
    """Let the usable links about a row, of these purposes, end at `until`; return how many. For a clock that was
    stopped."""
    links = SignedLink.objects.about(about).usable().filter(purpose__in=purpose_slugs)
    return links.update(expires_at=until)
