from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingState(models.TextChoices):
    PROPOSED = "proposed", _("Times proposed")
    FIXED = "fixed", _("Time fixed")
    CANCELLED = "cancelled", _("Called off")
    HELD = "held", _("Took place")
    NOT_HELD = "not_held", _("Did not take place")


class Party(models.TextChoices):
    """On whose behalf somebody acts at a meeting."""

    COMPANY = "company", _("Company")
    PROVIDER = "provider", _("Provider")
    LEAD = "lead", _("Project lead")


class Kind(models.TextChoices):
    """How the two meet; `place` says the rest."""

    ON_SITE = "on_site", _("On site")
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("By phone")
    HUB = "hub", _("At the hub")


class CancelReason(models.TextChoices):
    NO_TIME = "no_time", _("The time does not suit any more")
    SPOKEN = "spoken", _("We have spoken in another way")
    NOT_WANTED = "not_wanted", _("The meeting is no longer wanted")
    ENDED = "ended", _("The introduction has ended")


class Attendance(models.TextChoices):
    """What became of a meeting, as somebody reports it."""

    TOOK_PLACE = "took_place", _("It took place")
    MOVED = "moved", _("It was moved")
    COMPANY_ABSENT = "company_absent", _("The company did not come")
    PROVIDER_ABSENT = "provider_absent", _("The provider did not come")
