"""What follows when something happens to an account."""

from allauth.account.signals import email_changed
from django.dispatch import receiver

from accounts.services import follow_email_change


@receiver(email_changed)
def messages_follow_the_account(user, to_email_address, **kwargs) -> None:
    follow_email_change(user, to_email_address.email)
