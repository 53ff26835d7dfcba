from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TALK = "talk", _("Expert talk")
    ROUND_TABLE = "round_table", _("Round table")
    TRAINING = "training", _("Training")
    ADVISORY = "advisory", _("Advisory hour")
    MATCHMAKING = "matchmaking", _("Matchmaking day")
    PARTNER = "partner", _("Event of a partner")


class Format(models.TextChoices):
    """Where people take part."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("On site and online")


class EventState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for publication")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Over")


class Admission(models.TextChoices):
    """How one gets a place."""

    OPEN = "open", _("Whoever registers first gets a place")
    APPROVAL = "approval", _("We decide on each registration")
    NONE = "none", _("Without registration")


class AnswerKind(models.TextChoices):
    """How a question at the registration is answered."""

    TEXT = "text", _("In words")
    CHOICE = "choice", _("One of several answers")
    YES_NO = "yes_no", _("Yes or no")


class RegistrationState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Address not confirmed yet")
    REQUESTED = "requested", _("Being looked at")
    REGISTERED = "registered", _("Signed up")
    WAITING = "waiting", _("On the waiting list")
    DECLINED = "declined", _("No place given")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Address never confirmed")


class News(models.TextChoices):
    """What somebody without an e-mail address is to be told by phone."""

    REGISTERED = "registered", _("has a place")
    PROMOTED = "promoted", _("has moved up and has a place now")
    MOVED = "moved", _("has another time")
    WAITING = "waiting", _("is on the waiting list")
    REQUESTED = "requested", _("has asked for a place, we decide")
    DECLINED = "declined", _("gets no place this time")
    REGISTRATION_CANCELLED = "registration_cancelled", _("is not registered any more")
    CANCELLED = "cancelled", _("the event is cancelled")
    CHANGED = "changed", _("when or where has changed")
    REMINDER = "reminder", _("it will be soon")
    WISHES = "wishes", _("is asked whom to meet")
    TIMETABLE = "timetable", _("has a new timetable of meetings")


class Repeat(models.TextChoices):
    """How often a series meets."""

    WEEKS = "weeks", _("every few weeks on the same weekday")
    MONTHS = "months", _("every few months on the same weekday of the month")


class CheckedBy(models.TextChoices):
    """How it came to be known that somebody was there."""

    TICKET = "ticket", _("By ticket")
    NAME = "name", _("By name")
    FILE = "file", _("From a file")


class Side(models.TextChoices):
    """What brings somebody to a matchmaking day."""

    SEEKER = "seeker", _("Looks for a solution")
    PROVIDER = "provider", _("Has something to offer")


class WishKind(models.TextChoices):
    """What somebody thinks of a meeting with another participant; who says nothing leaves it to us."""

    MUST = "must", _("Must")
    GLADLY = "gladly", _("Gladly")
    NO = "no", _("No")


class TimetableState(models.TextChoices):
    QUEUED = "queued", _("Waits to be computed")
    COMPUTING = "computing", _("Being computed")
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced by a newer one")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Could not be computed")


class Phase(models.TextChoices):
    """How far the computation of a timetable has come, in this order."""

    READING = "reading", _("Wishes and profiles are read")
    CHOOSING = "choosing", _("It is chosen who meets whom")
    PLACING = "placing", _("The meetings get times and tables")
    WRITING = "writing", _("The timetable is written down")


class Basis(models.TextChoices):
    """What a timetable is made from."""

    ANEW = "anew", _("Planned anew")
    REPLAN = "replan", _("Changed as little as possible")
    COPY = "copy", _("Copied for changes by hand")


class AppointmentState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")
