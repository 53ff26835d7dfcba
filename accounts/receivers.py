"""What follows when something happens to an account."""

from allauth.account.signals import email_changed, email_confirmed, user_signed_up
from django.dispatch import receiver

from accounts.services import follow_email_change, link_known_contact


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
