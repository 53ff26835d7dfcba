from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """Where a message stands. `unknown`: handed over, but nobody recorded how that ended."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    UNKNOWN = "unknown", _("Unclear whether sent")
    HELD = "held", _("Held back")
    COLLECTED = "collected", _("Waiting for the daily summary")
    BUNDLED = "bundled", _("Told in the daily summary")
    CANCELLED = "cancelled", _("Not sent")


class Weight(models.TextChoices):
    """How urgent a letter is and, with `Wish`, when it leaves."""

    NEWS = "news", _("News")
    ANSWER = "answer", _("Needs an answer")
    ALWAYS = "always", _("Always at once")  # consent requests and security


class Wish(models.TextChoices):
    """How a person wants to hear of their cases by mail."""

    AT_ONCE = "at_once", _("At once, a message for each event")
    DAILY = "daily", _("Once a day, everything in one message")
    ANSWER = "answer", _("Only what needs an answer from me")
