"""Who reads the mails of an address that has just been proven."""

from django.db import connection

from accounts.models import Contact


def one_at_a_time(address: str) -> None:
    """Wait for whoever else turns `address` into a person at this moment, until the transaction ends: two forms of one
    address must not make two people of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"contact:{address.casefold()}"])


def person_at(address: str, *, given_name: str, family_name: str, language: str, phone: str = "") -> Contact:
    """Return whoever reads mails at `address`: the one with an account, else the one of the same name, else somebody
    new. What is known of them stays as it is; a phone number is added where there was none."""
    known = Contact.objects.filter(erased_at=None, email__iexact=address).order_by("pk")
    contact = (
        known.filter(user__is_active=True).first() or known.filter(user=None, family_name__iexact=family_name).first()
    )
    if contact is None:
        return Contact.objects.create(
            email=address, language=language, given_name=given_name, family_name=family_name, phone=phone
        )
    if phone and not contact.phone:
        contact.phone = phone
        contact.save(update_fields=["phone"])
    return contact


def person_called(phone: str, *, given_name: str, family_name: str, language: str) -> Contact:
    """Return whoever has no e-mail address and is called at `phone`: the one of the same name, else somebody new. Two
    people may share a phone."""
    names = {"given_name": given_name, "family_name": family_name}
    known = Contact.objects.filter(
        erased_at=None, email="", phone=phone, **{f"{name}__iexact": value for name, value in names.items()}
    )
    return known.order_by("pk").first() or Contact.objects.create(phone=phone, language=language, **names)
