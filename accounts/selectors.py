"""People in their roles."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import Contact, PlatformRole


def leads_of_region(region) -> list[Contact]:
    """Return the contacts of those who moderate cases of `region`: its own leads, else the project leads."""
    active = Contact.objects.filter(user__is_active=True).distinct()
    own = Q(user__platform_roles__role=Role.REGION_LEAD, user__platform_roles__region=region)
    return list(active.filter(own)) or list(active.filter(user__platform_roles__role=Role.PROJECT_LEAD))


def who_moderate(region) -> QuerySet[Contact]:
    """Return the contacts of everybody who may decide in cases of `region`: its leads and the project leads."""
    roles = PlatformRole.objects.filter(Q(role=Role.PROJECT_LEAD) | Q(role=Role.REGION_LEAD, region=region))
    return Contact.objects.filter(user__is_active=True, user__in=roles.values("user"))


def lead_contacts(assigned_to, region) -> list[Contact]:
    """Return the contact of the responsible lead, or of everybody who could take the case."""
    contact = getattr(assigned_to, "contact", None)
    return [contact] if contact and not contact.erased_at else leads_of_region(region)


def has_confirmed(user, address: str) -> bool:
    """Whether `address` is a confirmed address of `user`."""
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=address).exists()
