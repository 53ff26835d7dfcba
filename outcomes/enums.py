from django.db import models
from django.utils.translation import gettext_lazy as _


class Checkpoint(models.IntegerChoices):
    """Days after the introduction on which both sides are asked."""

    CONTACT = 14, _("after two weeks")
    MONTH = 30, _("after one month")
    QUARTER = 90, _("after three months")
    HALF_YEAR = 180, _("after six months")


class AskingState(models.TextChoices):
    ASKING = "asking", _("Is asked")
    STOPPED = "stopped", _("Does not want to be asked")


class SurveyState(models.TextChoices):
    OPEN = "open", _("Asked")
    ANSWERED = "answered", _("Answered")
    SILENT = "silent", _("No answer")
    STOPPED = "stopped", _("No longer asked")


class Value(models.TextChoices):
    """What a side says: the first three after two weeks, the others later, from little to much."""

    YES = "yes", _("Yes, there was contact")
    NOT_YET = "not_yet", _("Not yet")
    NO = "no", _("No")
    NO_CONTACT = "no_contact", _("There was no contact")
    LEARNED = "learned", _("We talked and learned something, no more")
    STILL_IN_CONTACT = "still_in_contact", _("We are still in contact")
    TALKS = "talks", _("We are talking about a project")
    UNPAID_PILOT = "unpaid_pilot", _("We are trying it out, without payment")
    PAID_PILOT = "paid_pilot", _("We are trying it out, with payment")
    CONTRACT = "contract", _("We have signed a contract")


class NextStep(models.TextChoices):
    US = "us", _("We ourselves")
    THEM = "them", _("The other side")
    HUB = "hub", _("The hub should help")


class Channel(models.TextChoices):
    LINK = "link", _("by the link in the mail")
    PORTAL = "portal", _("in the portal")


ABOUT_CONTACT = [Value.YES, Value.NOT_YET, Value.NO]
LADDER = [value for value in Value if value not in ABOUT_CONTACT]
CAN_HAVE_FAILED = [Value.NO_CONTACT, Value.LEARNED]  # with these a side may say why it went no further
