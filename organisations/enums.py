from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    COMPANY = "company", _("Company")
    STARTUP = "startup", _("Startup")
    IT_PROVIDER = "it_provider", _("IT provider")
    UNIVERSITY = "university", _("University group")
    MUNICIPALITY = "municipality", _("Municipality")
    PARTNER = "partner", _("Partner organisation")
    MULTIPLIER = "multiplier", _("Network or chamber")


class SizeClass(models.TextChoices):
    """Self-declared bands of Recommendation 2003/361/EC, by staff."""

    MICRO = "micro", _("up to 9 employees")
    SMALL = "small", _("10 to 49 employees")
    MEDIUM = "medium", _("50 to 249 employees")
    LARGE = "large", _("250 employees or more")


class Verification(models.TextChoices):
    PENDING = "pending", _("Not checked yet")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")


class MemberRole(models.TextChoices):
    ADMIN = "admin", _("Administration")
    MEMBER = "member", _("Member")
