from django.db import models
from django.utils.translation import gettext_lazy as _

from core import cells


class IndicatorKind(models.TextChoices):
    """What can be counted. How, says the rule of the same name in `projects.counting`."""

    COMPANIES_REACHED = "companies_reached", _("Companies reached")
    COMPANIES_SUPPORTED = "companies_supported", _("Companies supported")
    NEEDS = "needs", _("Needs registered")
    OFFERS = "offers", _("Offers published")
    PROVIDERS = "providers", _("Startups taking part")
    CONSULTATIONS = "consultations", _("Consultations")
    INTRODUCTIONS = "introductions", _("Introductions (first contacts)")
    FIRST_MEETINGS = "first_meetings", _("First meetings")
    PILOTS = "pilots", _("Pilot projects")
    SUCCESSES = "successes", _("Successful introductions")
    EVENTS = "events", _("Events of the project")
    PARTICIPANTS = "participants", _("Participants at events of the project")
    COOPERATIONS = "cooperations", _("Cooperations with hubs and partners")
    PUBLICITY = "publicity", _("Publicity items")
    SUPPORTERS = "supporters", _("Letters of support")
    HOURS = "hours", _("Hours of work")
    BY_HAND = "by_hand", _("Entered by hand")


class MilestoneState(models.TextChoices):
    OPEN = "open", _("still to come")
    DONE = "done", _("reached")
    NOT_DONE = "not_done", _("not reached")
    CHANGED = "changed", _("changed")


class ActivityKind(models.TextChoices):
    ADVICE = "advice", _("Advice to companies")
    MATCHING = "matching", _("Finding partners")
    EVENT = "event", _("Event")
    NETWORK = "network", _("Building the network")
    PUBLICITY = "publicity", _("Publicity")
    MANAGEMENT = "management", _("Project management")
    OTHER = "other", _("Something else")


class Channel(models.TextChoices):
    PRESS_RELEASE = "press_release", _("Press release")
    ARTICLE = "article", _("Newspaper or magazine")
    NEWSLETTER = "newsletter", _("Newsletter")
    WEB = "web", _("Web page")
    SOCIAL = "social", _("Social media")
    TALK = "talk", _("Talk or stand")
    PRINT = "print", _("Flyer or poster")
    OTHER = "other", _("Something else")


class CooperationKind(models.TextChoices):
    JOINT_EVENT = "joint_event", _("Joint event")
    REFERRAL = "referral", _("Referral")
    AGREEMENT = "agreement", _("Agreement")
    OTHER = "other", _("Something else")


class PackFormat(models.TextChoices):
    PDF = "pdf", _("Report to print (PDF)")
    XLSX = "xlsx", _("All tables (Excel)")
    ZIP = "zip", _("Everything with checksums (ZIP)")


MEDIA_TYPES = {
    PackFormat.PDF: "application/pdf",
    PackFormat.XLSX: cells.MEDIA_TYPES[cells.FileFormat.XLSX],
    PackFormat.ZIP: "application/zip",
}
