"""What follows when something happens to an account."""

from allauth.account.signals import email_changed, email_confirmed, user_signed_up
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.dispatch import receiver

from accounts.second_factor import remember_shown
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


@receiver([authenticator_added, authenticator_used])
def who_shows_a_factor_may_go_on(request, user, **kwargs) -> None:
    remember_shown(request, user)
