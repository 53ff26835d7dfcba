"""People in their roles."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Absence, Contact, PlatformRole, User


def leads_of_region(region) -> list[Contact]:
    """Return the contacts of those who moderate cases of `region`: its own leads, else the project leads; and of who
    stands in for them today."""
    active = Contact.objects.filter(user__is_active=True).distinct()
    own = Q(user__platform_roles__role=Role.REGION_LEAD, user__platform_roles__region=region)
    leads = list(active.filter(own)) or list(active.filter(user__platform_roles__role=Role.PROJECT_LEAD))
    return with_deputies(leads)


def with_deputies(leads: list[Contact]) -> list[Contact]:
    """Return `leads` and those who stand in today for the absent ones among them.

    Who is away keeps getting the letters: nothing is missing after the holiday. Chains are not followed.
    """
    away = Absence.objects.on(timezone.localdate()).filter(user__in=[lead.user_id for lead in leads if lead.user_id])
    deputies = Contact.objects.filter(user__is_active=True, user__in=away.values("deputy"))
    return list(dict.fromkeys([*leads, *deputies]))


def who_moderate(region) -> QuerySet[Contact]:
    """Return the contacts of everybody who may decide in cases of `region`: its leads and the project leads."""
    roles = PlatformRole.objects.filter(Q(role=Role.PROJECT_LEAD) | Q(role=Role.REGION_LEAD, region=region))
    return Contact.objects.filter(user__is_active=True, user__in=roles.values("user"))


def lead_contacts(assigned_to, region) -> list[Contact]:
    """Return the contact of the responsible lead, with the deputy while that lead is away; or of everybody who could
    take the case."""
    contact = getattr(assigned_to, "contact", None)
    return with_deputies([contact]) if contact and not contact.erased_at else leads_of_region(region)


def leads() -> QuerySet[User]:
    """Return the accounts of everybody who works on cases of others, by name."""
    roles = PlatformRole.objects.filter(role__in=[Role.PROJECT_LEAD, Role.REGION_LEAD])
    active = User.objects.filter(is_active=True, contact__isnull=False, pk__in=roles.values("user"))
    return active.select_related("contact").order_by("contact__family_name", "contact__given_name", "pk")


def has_confirmed(user, address: str) -> bool:
    """Whether `address` is a confirmed address of `user`."""
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=address).exists()


def project_leads() -> QuerySet[Contact]:
    leads = PlatformRole.objects.filter(role=Role.PROJECT_LEAD).values("user")
    return Contact.objects.filter(user__is_active=True, user__in=leads)
