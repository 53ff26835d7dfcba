from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned with questions")
    PUBLISHED = "published", _("Published")
    SUSPENDED = "suspended", _("Suspended")
    REJECTED = "rejected", _("Rejected")
    ARCHIVED = "archived", _("Archived")


class OfferRejectReason(models.TextChoices):
    NOT_DIGITAL = "not_digital", _("Not a digital topic")
    TOO_VAGUE = "too_vague_no_reply", _("Too vague, no reply to our question")
    RECRUITING = "recruiting_only", _("Only a search for staff")
    DUPLICATE = "duplicate", _("Already registered")
    LEGAL = "legal_or_compliance", _("Legal or compliance reasons")


class RevisionState(models.TextChoices):
    WAITING = "waiting", _("Waiting for review")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced by a newer version")
    DROPPED = "dropped", _("Dropped by the provider")
