from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("Address not confirmed yet")
    ACTIVE = "active", _("Receives the newsletter")
    LEFT = "left", _("Unsubscribed")
    BOUNCED = "bounced", _("Mails cannot be delivered")


class Frequency(models.TextChoices):
    EVERY = "every", _("Every issue")
    MONTHLY = "monthly", _("Once a month at most")
    QUESTIONS = "questions", _("Only when you ask for needs")


class ReaderKind(models.TextChoices):
    COMPANY = "company", _("Company")
    PROVIDER = "provider", _("Startup or provider")
    UNIVERSITY = "university", _("University or institute")
    MUNICIPALITY = "municipality", _("Municipality or authority")
    OTHER = "other", _("Something else")


class Source(models.TextChoices):
    """By which form somebody subscribed."""

    PAGE = "page", _("Page of the newsletter")
    ACCOUNT = "account", _("Settings of the account")
    EVENT = "event", _("Registration for an event")


class LeaveReason(models.TextChoices):
    TOO_MUCH = "too_much", _("It is too much")
    NOT_FOR_ME = "not_for_me", _("The topics are not for me")
    LEFT_JOB = "left_job", _("I have another job now")
    NEVER_ASKED = "never_asked", _("I never asked for it")
    OTHER = "other", _("Another reason")
    ONE_CLICK = "one_click", _("By the button of the mail program")
    STAFF = "staff", _("Told the hub")


class ProofKind(models.TextChoices):
    REQUESTED = "requested", _("Form sent")
    MAIL_SENT = "mail_sent", _("Mail with the link sent")
    CONFIRMED = "confirmed", _("Address confirmed")
    CHANGED = "changed", _("Wishes changed")
    LEFT = "left", _("Unsubscribed")
    RETURNED = "returned", _("Unsubscribing undone")
    BOUNCED = "bounced", _("Mail came back")
    STOPPED = "stopped", _("Delivery stopped")


class Bounce(models.TextChoices):
    """How a mail came back: for good, or for now (RFC 3463)."""

    HARD = "hard", _("for good")
    SOFT = "soft", _("for now")


class SuppressionReason(models.TextChoices):
    LEFT = "left", _("Unsubscribed")
    BOUNCED = "bounced", _("Mails cannot be delivered")
    OBJECTED = "objected", _("Never wants to be written to")


class IssueState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    SENDING = "sending", _("Being sent")
    PAUSED = "paused", _("Sending is paused")
    SENT = "sent", _("Sent")
    STOPPED = "stopped", _("Stopped")
    DROPPED = "dropped", _("Thrown away")


class BlockKind(models.TextChoices):
    TEXT = "text", _("Text")
    EVENTS = "events", _("Events")
    OFFERS = "offers", _("Offers")
    NEEDS = "needs", _("Needs without a name")
    QUESTION = "question", _("Question")


class Effect(models.TextChoices):
    """What an answer means to the hub."""

    INTEREST = "interest", _("Interest: we call back")
    NEED = "need", _("A need: it is written down at once")
    NOTHING = "nothing", _("No interest: only counted")


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("On the way")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    UNKNOWN = "unknown", _("Unclear")
    SKIPPED = "skipped", _("Left out")


class AnswerState(models.TextChoices):
    OPEN = "open", _("To be called")
    DONE = "done", _("Settled")
    COUNTED = "counted", _("Only counted")


class Obstacle(models.TextChoices):
    """Why the link of an answer cannot answer."""

    ALTERED = "altered", _("This link is not complete")
    GONE = "gone", _("This question is no longer asked")
    EXPIRED = "expired", _("The time for answers is over")
    USED = "used", _("You have answered already")
    NOT_CONFIRMED = "unconfirmed", _("Your address is not confirmed")
