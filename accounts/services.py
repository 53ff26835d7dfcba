"""Verbs on people."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import get_language

from accounts.models import Contact, Session
from core.models import LogEntry


@transaction.atomic
def update_profile(form, *, user) -> Contact:
    """Save the valid ProfileForm `form` of `user`; the account follows the language of the contact."""
    contact = form.save()
    user.language = contact.language
    user.save(update_fields=["language"])
    return contact


@transaction.atomic
def follow_email_change(user, address: str) -> None:
    """`user` signs in with `address` from now on; messages go there too."""
    Contact.objects.filter(user=user).update(email=address)


@transaction.atomic
def introduce_person(user, *, given_name: str, family_name: str, phone: str = "") -> Contact:
    """Create the contact of the new account `user`; account and contact read the language of the page."""
    user.language = (get_language() or "de")[:2]
    user.save(update_fields=["language"])
    return Contact.objects.create(
        user=user,
        given_name=given_name,
        family_name=family_name,
        email=user.email,
        phone=phone,
        language=user.language,
    )


def contact_of(user) -> Contact:
    """Return the contact of `user`, a new one for accounts that the operator made without."""
    contact = getattr(user, "contact", None)
    return contact or introduce_person(user, given_name="", family_name=user.email.partition("@")[0][:80])


def link_known_contact(user) -> bool:
    """Let `user` be the person whom staff entered earlier with the same address; return whether there was one.

    Only confirmed addresses count: the memberships and cases of that contact become the user's. What the person
    typed at sign-up replaces what staff wrote down. A user whose own contact is in use keeps it.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    same = Q()
    for address in confirmed:
        same |= Q(email__iexact=address)
    if not same:
        return False
    try:
        with transaction.atomic():
            return _link(user, Contact.objects.filter(same, user=None))
    except (ProtectedError, IntegrityError):
        return False


def _link(user, waiting) -> bool:
    known = waiting.select_for_update().order_by("pk").first()
    if known is None:
        return False
    own = Contact.objects.filter(user=user).first()
    if own:
        known.given_name, known.family_name, known.language = own.given_name, own.family_name, own.language
        known.phone = own.phone or known.phone
        own.delete()
    known.user, known.email = user, user.email
    known.save()
    LogEntry.objects.record(known, "link_account", actor=user)
    return True


@transaction.atomic
def end_session(session: Session, *, actor) -> None:
    """Sign out the browser of `session`."""
    session.delete()
    LogEntry.objects.record(actor, "end_session", actor=actor)


@transaction.atomic
def end_other_sessions(user, *, keep: str = "") -> int:
    """Sign `user` out everywhere but in the session whose row key is `keep`; return how many sessions ended."""
    number, _rows = Session.objects.filter(user=user).exclude(session_key=keep).delete()
    if number:
        LogEntry.objects.record(user, "end_other_sessions", actor=user, details={"sessions": number})
    return number
