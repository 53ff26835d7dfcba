"""What follows when something happens to an account."""

from email.utils import parseaddr

from allauth.account.signals import (
    email_changed,
    email_confirmed,
    password_changed,
    password_reset,
    password_set,
    user_signed_up,
)
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.devices import recognise
from accounts.enums import ReadPlace
from accounts.reads import note_read_at
from accounts.second_factor import remember_shown
from accounts.services import end_other_sessions, follow_email_change, link_known_contact
from accounts.session_store import DEVICE_KEY
from mail.signals import message_read


@receiver(email_changed)
def messages_follow_the_account(user, to_email_address, **kwargs) -> None:
    follow_email_change(user, to_email_address.email)


@receiver(email_confirmed)
def who_confirms_is_recognised(email_address, **kwargs) -> None:
    link_known_contact(email_address.user)


@receiver(user_signed_up)
def who_was_invited_is_recognised(user, **kwargs) -> None:
    """An invitation has proved the address, so that nothing is confirmed later."""
    link_known_contact(user)


@receiver([authenticator_added, authenticator_used])
def who_shows_a_factor_may_go_on(request, user, **kwargs) -> None:
    remember_shown(request, user)


@receiver(user_logged_in)
def a_session_knows_its_device(request, user, **kwargs) -> None:
    request.session[DEVICE_KEY] = recognise(request.META.get("HTTP_USER_AGENT", ""))


@receiver([password_changed, password_set, password_reset])
def a_new_password_ends_other_sessions(request, user, **kwargs) -> None:
    end_other_sessions(user, keep=request.session.row_key)


@receiver(message_read)
def who_reads_a_message_sees_its_recipients(message, reader, **kwargs) -> None:
    addresses = (parseaddr(recipient)[1] for recipient in (*message.to, *message.cc))
    note_read_at(reader, addresses, ReadPlace.MESSAGE)
