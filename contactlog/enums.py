from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactKind(models.TextChoices):
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    VIDEO = "video", _("Video conference")
    MAIL = "mail", _("E-mail or letter")
    EVENT = "event", _("Event")
    INTAKE = "intake", _("Intake conversation")


class Format(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")
    WRITTEN = "written", _("In writing")


# Whoever writes during a call does not choose twice: the kind says the format where it can.
USUAL_FORMAT = {
    ContactKind.CALL: Format.PHONE,
    ContactKind.VISIT: Format.ON_SITE,
    ContactKind.VIDEO: Format.VIDEO,
    ContactKind.MAIL: Format.WRITTEN,
    ContactKind.EVENT: Format.ON_SITE,
}


class EntryState(models.TextChoices):
    VALID = "valid", _("Valid")
    WITHDRAWN = "withdrawn", _("Withdrawn")
