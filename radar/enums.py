from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    """Where the search for providers for one need stands."""

    OPEN = "open", _("under way")
    FOUND = "found", _("Provider found")
    GIVEN_UP = "given_up", _("given up")
    TAKEN_BACK = "taken_back", _("taken back")


class Flip(models.TextChoices):
    """Kinds of facts: a need has come onto the radar, or has left it."""

    UNMET = "need_unmet", _("unmet")
    MET = "need_met", _("no longer unmet")
