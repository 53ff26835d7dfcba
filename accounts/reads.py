"""Noting who read contact data of whom, so that the person can see it."""

from collections.abc import Iterable

from django.db.models.functions import Upper
from django.utils import timezone

from accounts.enums import ReaderRole, ReadPlace
from accounts.models import Contact, ContactRead


def note_read(reader, contacts: Iterable[Contact | None], place: ReadPlace, *, is_other_side: bool = False) -> None:
    """Note that `reader` sees contact data of `contacts` at `place`; once a day is enough, the own data is not noted.

    `is_other_side`: the reader stands on the other side of an introduction. Writes one statement, also on a page that
    is only looked at: a look is what is to be noted.
    """
    seen = {contact.pk for contact in contacts if contact is not None and contact.user_id != reader.pk}
    today, role = timezone.localdate(), role_of(reader, is_other_side=is_other_side)
    rows = [
        ContactRead(contact_id=pk, reader=reader, reader_role=role, place=place, read_on=today) for pk in sorted(seen)
    ]
    ContactRead.objects.bulk_create(rows, ignore_conflicts=True)


def note_read_at(reader, addresses: Iterable[str], place: ReadPlace) -> None:
    """Note the same of whoever has one of these e-mail addresses, in whatever letters."""
    wanted = {address.upper() for address in addresses}
    note_read(reader, Contact.objects.annotate(address=Upper("email")).filter(address__in=wanted), place)


def role_of(reader, *, is_other_side: bool = False) -> ReaderRole:
    """Return as what `reader` reads: staff by their role, everybody else by the side they stand on."""
    if reader.is_project_lead:
        return ReaderRole.PROJECT_LEAD
    if reader.is_region_lead:
        return ReaderRole.REGION_LEAD
    if reader.is_editor:
        return ReaderRole.EDITOR
    if reader.is_superuser:
        return ReaderRole.OPERATOR
    return ReaderRole.OTHER_SIDE if is_other_side else ReaderRole.OWN_ORGANISATION
