"""People in their roles."""

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.enums import Role
from accounts.models import Contact


def leads_of_region(region) -> list[Contact]:
    """Return the contacts of those who moderate cases of `region`: its own leads, else the project leads."""
    active = Contact.objects.filter(user__is_active=True).distinct()
    own = Q(user__platform_roles__role=Role.REGION_LEAD, user__platform_roles__region=region)
    return list(active.filter(own)) or list(active.filter(user__platform_roles__role=Role.PROJECT_LEAD))


def lead_contacts(assigned_to, region) -> list[Contact]:
    """Return the contact of the responsible lead, or of everybody who could take the case."""
    contact = getattr(assigned_to, "contact", None)
    return [contact] if contact else leads_of_region(region)


def has_confirmed(user, address: str) -> bool:
    """Whether `address` is a confirmed address of `user`."""
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=address).exists()
