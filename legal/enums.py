from django.db import models
from django.utils.translation import gettext_lazy as _


class TicketKind(models.TextChoices):
    """What somebody has told us. The value is the letter of its number."""

    CONTENT = "M", _("Report of content")
    BARRIER = "F", _("Barrier")


class TicketState(models.TextChoices):
    RECEIVED = "received", _("Received")
    IN_REVIEW = "in_review", _("In review")
    DECIDED = "decided", _("Decided")


class Category(models.TextChoices):
    """Why content is reported."""

    ILLEGAL = "illegal", _("It breaks a law")
    RIGHTS = "rights", _("It violates rights of others, for example a trade mark or a copyright")
    PERSONAL = "personal", _("It shows personal data without permission")
    MISLEADING = "misleading", _("It deceives, or is not what it says")
    INSULTING = "insulting", _("It insults or discriminates")
    OTHER = "other", _("Another reason")


class Decision(models.TextChoices):
    REMOVED = "removed", _("Content removed")
    RESTRICTED = "restricted", _("Content restricted")
    NO_ACTION = "no_action", _("No action")
    FIXED = "fixed", _("Barrier removed")
    ALTERNATIVE = "alternative", _("Another way offered")


AGAINST_CONTENT = (Decision.REMOVED, Decision.RESTRICTED)
DECISIONS = {
    TicketKind.CONTENT: (*AGAINST_CONTENT, Decision.NO_ACTION),
    TicketKind.BARRIER: (Decision.FIXED, Decision.ALTERNATIVE, Decision.NO_ACTION),
}


class Ground(models.TextChoices):
    """What a decision against content rests on (Art. 17 (3) (d) and (e) DSA)."""

    LAW = "law", _("The content is illegal")
    TERMS = "terms", _("The content is against the terms of use")


class SubjectKind(models.TextChoices):
    """What content a report is about, as it is linked."""

    OFFER = "offer", _("Offer")
    NEED = "need", _("Need")
    ORGANISATION = "organisation", _("Organisation")
