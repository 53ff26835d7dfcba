"""Verbs on people."""

from django.db import transaction

from accounts.models import Contact


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
