from django.db import models
from django.utils.translation import gettext_lazy as _


class PostingState(models.TextChoices):
    WAITING = "waiting", _("The project lead looks at it first")
    POSTED = "posted", _("On the board")
    OFF = "off", _("Taken off the board")
    ENDED = "ended", _("No longer on the board")


class OffReason(models.TextChoices):
    """Why a posting is not on the board (any more)."""

    COMPANY_WISH = "company_wish", _("The company wishes it")
    TELLS_TOO_MUCH = "tells_too_much", _("The summary tells too much")
    NEED_CHANGED = "need_changed", _("The need has changed")
    ENOUGH = "enough", _("Enough providers are being considered")
    NEED_ENDED = "need_ended", _("The need has ended")
    OTHER = "other", _("Another reason")


class InterestState(models.TextChoices):
    OPEN = "open", _("Being looked at")
    TAKEN_UP = "taken_up", _("Taken up")
    DECLINED = "declined", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OBSOLETE = "obsolete", _("No longer needed")


class InterestReason(models.TextChoices):
    """What a provider reads about an interest that is not taken up. It must fit whatever the true reason is."""

    WRONG_FIT = "wrong_fit", _("The offer does not fit this need")
    ENOUGH = "enough", _("Enough providers are being considered")
    OTHER = "other", _("Another reason")
