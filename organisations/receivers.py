"""What follows here when something happens to an account."""

from allauth.account.signals import email_changed
from django.dispatch import receiver

from organisations.domains import own_domain
from organisations.models import Membership


@receiver(email_changed)
def mail_domain_follows_the_account(user, to_email_address, **kwargs) -> None:
    Membership.objects.filter(contact__user=user).update(mail_domain=own_domain(to_email_address.email))
