from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RegionKind(models.TextChoices):
    COUNTY = "county", _("County")
    AREA = "area", _("Area of several counties")
    PARTNER = "partner", _("Partner region")
    OTHER = "other", _("Other region")


class MunicipalityKind(models.TextChoices):
    TOWN = "town", pgettext_lazy("kind of municipality", "Town")
    MUNICIPALITY = "municipality", _("Municipality")
    CITY = "city", _("City independent of a county")


class Proximity(models.TextChoices):
    """How near a provider's region is to the seeker's, in steps that the hub's agreements give."""

    LOCAL = "local", _("same region")
    REGIONAL = "regional", _("Südwestfalen")
    PARTNER = "partner", _("partner region")
    OTHER = "other", _("further away")
