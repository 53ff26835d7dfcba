from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.enums import Kind

# Those that come to be found. All others are shown only where an administrator of theirs has agreed.
PROVIDERS = frozenset({Kind.STARTUP, Kind.IT_PROVIDER, Kind.UNIVERSITY, Kind.MULTIPLIER, Kind.PARTNER})


class Visibility(models.TextChoices):
    """What an organisation has decided about its entry."""

    DEFAULT = "default", _("As usual")
    LISTED = "listed", _("Show")
    HIDDEN = "hidden", _("Do not show")


class Hindrance(models.TextChoices):
    """Why an organisation is not in the landscape, as its people read it."""

    NOT_VERIFIED = "not_verified", _("The hub has not verified the organisation yet.")
    TAKEN_DOWN = "taken_down", _("The hub has taken the entry down.")
    HIDDEN = "hidden", _("You have decided not to be shown.")
    NOT_AGREED = "not_agreed", _("You have not agreed to be shown.")
    NO_OFFER = "no_offer", _("You have no published offer, and have not asked to be shown without one.")
