from django.db import models
from django.utils.translation import gettext_lazy as _


class HolderKind(models.TextChoices):
    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Town or municipality")
    COMPANY = "company", _("Company of a town")
    OTHER = "other", _("Somebody else")


class EventKind(models.TextChoices):
    """What made the register change."""

    FORMATION = "formation", _("Formation")
    TRANSFER = "transfer", _("Transfer")
    INCREASE = "increase", _("Capital increase")
    MERGER = "merger", _("Merger of holders")
    CORRECTION = "correction", _("Correction")


class EntryStatus(models.TextChoices):
    """Where a municipality stands on becoming a shareholder."""

    UNDECIDED = "undecided", _("not decided")
    JOINED = "joined", _("joined")
    DECLINED = "declined", _("declined")


class Way(models.TextChoices):
    """How somebody can join."""

    TRANSFER = "transfer", _("Present holders give parts away")
    INCREASE = "increase", _("The share capital grows")
