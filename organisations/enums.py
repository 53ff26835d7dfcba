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
    """Whether the hub knows that an organisation is real and that the person may act for it."""

    PENDING = "pending", _("Being checked")
    RETURNED = "returned", _("Question of the hub")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class VerificationRejectReason(models.TextChoices):
    NOT_FOUND = "not_found", _("The organisation could not be confirmed")
    NO_AUTHORITY = "no_authority", _("It is not clear that you may act for the organisation")
    DUPLICATE = "duplicate", _("The organisation is registered already")
    OUT_OF_SCOPE = "out_of_scope", _("The organisation does not belong to those the hub works for")
    OTHER = "other", _("Another reason")


class Aim(models.TextChoices):
    """What an organisation comes for, as the form asks it."""

    SEEK = "seek", _("We are looking for a solution")
    OFFER = "offer", _("We offer solutions")
    BOTH = "both", _("Both")


class JoinState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class InvitationState(models.TextChoices):
    OPEN = "open", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class MemberRole(models.TextChoices):
    ADMIN = "admin", _("Administration")
    MEMBER = "member", _("Member")
