"""Who holds which share of the DZM GmbH: holders, and the events from which the register of any day is computed."""

from fractions import Fraction

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions.enums import RegionKind
from regions.models import Municipality, Region
from shares.arithmetic import REGISTER_START
from shares.enums import EntryStatus, EventKind, HolderKind


class Holder(models.Model):
    """A party of the register. It is apart from whom it holds for: a company may hold the share of its town, belong to
    several municipalities, or to none."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(_("kind of holder"), max_length=15, choices=HolderKind)
    county = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="share_holders",
        limit_choices_to={"kind": RegionKind.COUNTY},
        verbose_name=_("on behalf of the county"),
    )
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="share_holders", verbose_name=_("on behalf of the municipalities")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("holder")
        verbose_name_plural = _("holders")

    def __str__(self) -> str:
        return self.name

    @property
    def on_behalf_of(self) -> str:
        """The county or the municipalities it holds for; empty where it holds for itself."""
        places = [self.county, *self.municipalities.all()]
        return ", ".join(str(place) for place in places if place)


class ShareEvent(models.Model):
    """What happened to the shares on a day, by which deed, and who entered it. Never rewritten: a mistake is made good
    by an event of the kind correction.

    Its movements add up to exactly 1 where the company is formed and to exactly 0 else, so the register is whole on
    every day. A trigger of the database (migration 0001) checks that at commit. `capital_eur` is the share capital from
    this day on where the deed names it; each share of it is then a number of whole euros (§ 5 GmbHG).
    """

    kind = models.CharField(_("kind"), max_length=12, choices=EventKind)
    happened_on = models.DateField(_("day"))
    document = models.CharField(_("deed or notice"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    capital_eur = models.PositiveBigIntegerField(
        _("share capital in euros"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = the reference data
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["happened_on", "id"]
        verbose_name = _("event of the register")
        verbose_name_plural = _("events of the register")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=EventKind.FORMATION),
                name="shareevent_one_formation",
                violation_error_message=_("The company was formed once."),
            ),
            models.CheckConstraint(
                condition=Q(happened_on__gte=REGISTER_START),
                name="shareevent_since_start",
                violation_error_message=_("The register has not begun on this day."),
            ),
            models.CheckConstraint(
                condition=Q(capital_eur__isnull=True) | Q(capital_eur__gte=1),
                name="shareevent_capital_positive",
                violation_error_message=_("The share capital is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class ShareMovement(models.Model):
    """By how much an event changed the share of one holder: an exact fraction of the whole, negative where it fell."""

    event = models.ForeignKey(ShareEvent, on_delete=models.PROTECT, related_name="movements")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="movements")
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()

    class Meta:
        ordering = ["event__happened_on", "event_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "holder"],
                name="sharemovement_once_per_event",
                violation_error_message=_("An event changes the share of a holder once."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__gte=1) & ~Q(numerator=0),
                name="sharemovement_is_a_change",
                violation_error_message=_("A change is a fraction other than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id}: {self.change}"

    @property
    def change(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


class JoiningDecision(models.Model):
    """Where a municipality that holds no share stands on joining, as known on a date."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="joining_decisions", verbose_name=_("municipality")
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
                name="joiningdecision_one_per_day",
                violation_error_message=_("There is already an entry for this municipality on that day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_status_display()}"
