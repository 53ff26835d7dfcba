from django.db import models
from django.utils.translation import gettext_lazy as _


class TermLanguage(models.TextChoices):
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")


class MaturityDimension(models.TextChoices):
    """The six dimensions of the digital maturity check that a topic helps with."""

    STRATEGY = "strategy", _("Digital business strategy")
    READINESS = "readiness", _("Digital readiness")
    HUMAN = "human", _("Human-centric digitalisation")
    DATA = "data", _("Data management and security")
    AUTOMATION = "automation", _("Automation and AI")
    GREEN = "green", _("Green digitalisation")


class SectorLevel(models.TextChoices):
    SECTION = "section", _("Section")
    DIVISION = "division", _("Division")
