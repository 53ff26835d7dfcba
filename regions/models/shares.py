"""Who holds which share of the DZM GmbH, and since when."""

import datetime
from fractions import Fraction

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from regions.enums import EntryStatus, HolderKind, RegionKind
from regions.models.places import Municipality, Region
from regions.shares import percent_text


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class ShareholdingQuerySet(models.QuerySet):
    def as_of(self, date: datetime.date) -> "ShareholdingQuerySet":
        """Those in force on `date`; the day a share ends is not part of it any more."""
        return self.filter(valid_from__lte=date).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=date))


class Shareholding(models.Model):
    """An exact share of one holder over a period: `numerator`/`denominator` from `valid_from` (included) to
    `valid_until` (excluded, empty = open).

    The holder is a plainly named party and holds on behalf of a county or of one municipality, which may be
    itself or the owner of the holding company. A trigger in the database (migration 0002) refuses at commit
    whatever does not add up to exactly 1 on every date since REGISTER_START; write both sides of a transfer
    in one transaction (`services.transfer_share`).
    """

    holder = models.CharField(_("holder"), max_length=160)
    holder_kind = models.CharField(_("kind of holder"), max_length=15, choices=HolderKind)
    county = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shareholdings",
        limit_choices_to={"kind": RegionKind.COUNTY},
        verbose_name=_("on behalf of the county"),
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shareholdings",
        verbose_name=_("on behalf of the municipality"),
    )
    numerator = models.PositiveIntegerField(_("parts"), validators=[MinValueValidator(1)])
    denominator = models.PositiveIntegerField(_("of"), validators=[MinValueValidator(1)])
    valid_from = models.DateField(_("since"))
    valid_until = models.DateField(_("until (not included)"), null=True, blank=True)
    source = models.TextField(_("source"), blank=True)

    objects = ShareholdingQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "id"]
        verbose_name = _("shareholding")
        verbose_name_plural = _("shareholdings")
        constraints = [
            models.CheckConstraint(
                condition=Q(county__isnull=False, municipality__isnull=True)
                | Q(county__isnull=True, municipality__isnull=False),
                name="shareholding_on_behalf_of_one",
                violation_error_message=_("A share is held on behalf of a county or of one municipality."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=1, denominator__gte=F("numerator")),
                name="shareholding_is_a_part",
                violation_error_message=_("A share is more than nothing and at most the whole."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="shareholding_ends_after_start",
                violation_error_message=_("A share ends after the day it begins."),
            ),
            ExclusionConstraint(
                name="shareholding_periods_do_not_overlap",
                expressions=[
                    ("holder", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This holder already has a share in that period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.fraction_display}"

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def fraction_display(self) -> str:
        """The share as entered, not reduced: 12/32."""
        return f"{self.numerator}/{self.denominator}"

    @property
    def percent_display(self) -> str:
        """The share in per cent, rounded half up to two places, in the active language: "3,13 %"."""
        return percent_text(self.share)

    @property
    def on_behalf_of(self) -> str:
        return str(self.county or self.municipality)


class ShareholdingDecision(models.Model):
    """Where a municipality that holds no share stands on joining, as known on a date."""

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="shareholding_decisions",
        verbose_name=_("municipality"),
    )
    status = models.CharField(_("status"), max_length=10, choices=EntryStatus)
    as_of = models.DateField(_("as of"))
    note = models.TextField(_("note"), blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        ordering = ["municipality", "-as_of"]
        verbose_name = _("decision on joining")
        verbose_name_plural = _("decisions on joining")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "as_of"],
                name="shareholdingdecision_one_per_day",
                violation_error_message=_("There is already an entry for this municipality on that day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_status_display()}"
