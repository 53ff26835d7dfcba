"""Where organisations sit: regions, their municipalities, postcodes."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.text import sort_key
from regions.enums import MunicipalityKind, RegionKind


class RegionManager(models.Manager):
    def get_by_natural_key(self, slug: str) -> "Region":
        return self.get(slug=slug)


class Region(models.Model):
    """A county, the area it belongs to, a partner region, or everywhere else.

    The five counties of Südwestfalen are children of the area; an organisation belongs to a leaf.
    """

    slug = models.SlugField(_("short name"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=RegionKind)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    ags = models.CharField(
        _("official county key"),
        max_length=5,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$")],
    )
    seat = models.CharField(_("seat"), max_length=80, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_on = models.DateField(_("population counted on"), null=True, blank=True)

    objects = RegionManager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=RegionKind.COUNTY) | Q(parent__isnull=False, ags__isnull=False),
                name="region_county_has_area_and_key",
                violation_error_message=_("A county needs its area and its official key."),
            ),
            models.CheckConstraint(
                condition=Q(population__isnull=True, population_on__isnull=True)
                | Q(population__isnull=False, population_on__isnull=False),
                name="region_population_has_date",
                violation_error_message=_("Enter the population together with its reference date."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Elsewhere") if self.kind == RegionKind.OTHER else self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class MunicipalityQuerySet(models.QuerySet):
    def get_by_natural_key(self, ags: str) -> "Municipality":
        return self.get(ags=ags)

    def of_hub(self) -> "MunicipalityQuerySet":
        """The 14 towns and municipalities of Kreis Soest."""
        return self.filter(region__slug="soest")

    def of_partners(self) -> "MunicipalityQuerySet":
        return self.filter(region__kind=RegionKind.PARTNER)

    def named(self, name: str) -> "MunicipalityQuerySet":
        """Those whose official name or alias is `name`, ignoring case (e.g. Wickede/Ruhr)."""
        return self.filter(Q(name__iexact=name) | Q(aliases__name__iexact=name)).distinct()


class Municipality(models.Model):
    """A town or municipality, known by its official key (AGS). Population is kept with its reference date."""

    ags = models.CharField(
        _("official municipality key"), max_length=8, unique=True, validators=[RegexValidator(r"^\d{8}$")]
    )
    ars = models.CharField(
        _("official regional key"), max_length=12, unique=True, validators=[RegexValidator(r"^\d{12}$")]
    )
    name = models.CharField(_("name"), max_length=80)
    sort_key = models.CharField(max_length=200, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=MunicipalityKind)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("region")
    )
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("population"))
    population_on = models.DateField(_("population counted on"))
    area_km2 = models.DecimalField(_("area in km²"), max_digits=8, decimal_places=2, null=True, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="municipality_coordinates_on_earth",
                violation_error_message=_("Latitude and longitude must be degrees on earth."),
            ),
            models.CheckConstraint(
                condition=Q(ags__regex=r"^\d{8}$", ars__regex=r"^\d{12}$"),
                name="municipality_keys_are_digits",
                violation_error_message=_("The municipality key has 8 digits, the regional key 12."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.ags,)

    @property
    def official_name(self) -> str:
        """The name as the municipality writes it ("Gemeinde Ense"); a proper name, the same in every
        language.
        """
        prefix = "Gemeinde" if self.kind == MunicipalityKind.MUNICIPALITY else "Stadt"
        return f"{prefix} {self.name}"


class MunicipalityAlias(models.Model):
    """Another spelling of a municipality's name, found in forms and imports."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("spelling"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postcode used in a municipality. Suggests the municipality in forms; people may correct it."""

    code = models.CharField(_("postcode"), max_length=5, validators=[RegexValidator(r"^\d{5}$")])
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="postcodes", verbose_name=_("municipality")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        constraints = [
            models.UniqueConstraint(fields=["code", "municipality"], name="postcode_unique_code_municipality"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{5}$"),
                name="postcode_has_five_digits",
                violation_error_message=_("A postcode has five digits."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
