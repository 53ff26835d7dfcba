from django.db import models
from django.utils.translation import gettext_lazy as _


class TimerState(models.TextChoices):
    """Where a timer stands. `cancelled`: the case has moved on, or a later reminder took its place."""

    WAITING = "waiting", _("Waiting for its time")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")
