"""Agreements with partner regions and the funded projects that work is booked to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regions.enums import RegionKind
from regions.models.places import Region


class CooperationAgreement(models.Model):
    """An agreement between two named parties that opens a partner region.

    `hub_is_party` is false where the hub works under an agreement that others signed.
    """

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=160)
    party_a = models.CharField(_("first party"), max_length=160)
    party_b = models.CharField(_("second party"), max_length=160)
    partner_region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="agreements",
        limit_choices_to={"kind": RegionKind.PARTNER},
        verbose_name=_("partner region"),
    )
    hub_is_party = models.BooleanField(_("the hub itself is a party"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True, help_text=_("Leave empty if unknown."))
    place = models.CharField(_("place"), max_length=80, blank=True)
    aim_de = models.TextField(_("aim (German)"))
    aim_en = models.TextField(_("aim (English)"))
    source = models.TextField(_("source"), blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("cooperation agreement")
        verbose_name_plural = _("cooperation agreements")

    def __str__(self) -> str:
        return self.title

    @property
    def aim(self) -> str:
        """The aim in the active language."""
        return self.aim_en if (get_language() or "").startswith("en") else self.aim_de


class FundedProject(models.Model):
    """A grant. Period of the grant and employment of its staff differ, so both are kept; the applicant is
    free text because it need not be the company that does the work.
    """

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    funder = models.CharField(_("funder"), max_length=160)
    programme = models.CharField(_("programme"), max_length=160, blank=True)
    applicant = models.CharField(_("applicant"), max_length=160)
    amount_eur = models.DecimalField(_("amount in euros"), max_digits=12, decimal_places=2)
    notice_on = models.DateField(_("date of the grant notice"))
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"), null=True, blank=True)
    staff_starts_on = models.DateField(_("staff employed from"), null=True, blank=True)
    staff_ends_on = models.DateField(_("staff employed until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("funded project")
        verbose_name_plural = _("funded projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="fundedproject_ends_after_start",
                violation_error_message=_("A project ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(staff_ends_on__isnull=True) | Q(staff_ends_on__gte=F("staff_starts_on")),
                name="fundedproject_staff_ends_after_start",
                violation_error_message=_("Employment ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(amount_eur__gt=0),
                name="fundedproject_amount_is_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
