"""What is kept for the proof of a grant: indicators, milestones, work, costs, and what stands around them.

The grant itself is `regions.FundedProject`. An entry that is taken out stays as a row with `removed_at`, so that one
press brings it back; who did what says the log.
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.enums import ActivityKind, Channel, CooperationKind, IndicatorKind, MilestoneState
from regions.models import FundedProject

TEXT_LENGTH = 2_000
NARRATIVE_LENGTH = 20_000
MINUTES_OF_A_DAY = 24 * 60


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EntryQuerySet":
        """Project leads keep the registers; nobody else reads them."""
        return self.all() if user.is_authenticated and user.is_project_lead else self.none()

    def of(self, project: FundedProject) -> "EntryQuerySet":
        """What counts for `project`: without what was taken out."""
        return self.filter(project=project, removed_at=None)

    def removed_from(self, project: FundedProject) -> "EntryQuerySet":
        return self.filter(project=project, removed_at__isnull=False)


class Entry(models.Model):
    """Base of a row of a register."""

    project = models.ForeignKey(FundedProject, on_delete=models.PROTECT, related_name="%(class)ss")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True


class ProjectIndicator(Entry):
    """A number promised in the application, with what it should come to. Counted by the rule of its kind, or by hand,
    and then with a note on where the number is from."""

    kind = models.CharField(_("What is counted?"), max_length=20, choices=IndicatorKind)
    title = models.CharField(
        _("Name of the indicator"), max_length=160, blank=True, help_text=_("As the application says it.")
    )
    target = models.DecimalField(
        _("Target"), max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    value_by_hand = models.DecimalField(
        _("Reached, if entered by hand"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    note = models.TextField(
        _("Where the number is from, if entered by hand"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)]
    )
    deviation = models.TextField(
        _("Why the target was missed or passed"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)]
    )
    position = models.PositiveSmallIntegerField(
        _("Place in the list"), default=1, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(removed_at=None) & ~Q(kind=IndicatorKind.BY_HAND),
                name="projectindicator_kind_once",
                violation_error_message=_("This is counted already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=IndicatorKind.BY_HAND) | (~Q(title="") & ~Q(note="")),
                name="projectindicator_by_hand_explained",
                violation_error_message=_("A number entered by hand needs a name and a note on where it is from."),
            ),
            models.CheckConstraint(condition=Q(target__gt=0), name="projectindicator_target_positive"),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class Milestone(Entry):
    title = models.CharField(_("Milestone"), max_length=200)
    due_on = models.DateField(_("Planned for"))
    state = models.CharField(_("State"), max_length=10, choices=MilestoneState, default=MilestoneState.OPEN)
    done_on = models.DateField(_("Reached on"), null=True, blank=True)
    reason = models.TextField(
        _("Why it was changed or not reached"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)]
    )

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MilestoneState.DONE) | Q(done_on__isnull=False),
                name="milestone_done_has_day",
                violation_error_message=_("Say on which day the milestone was reached."),
            ),
            models.CheckConstraint(
                condition=Q(state=MilestoneState.DONE) | Q(done_on__isnull=True),
                name="milestone_day_means_done",
                violation_error_message=_("A day on which it was reached belongs to the state “reached” only."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MilestoneState.NOT_DONE, MilestoneState.CHANGED]) | ~Q(reason=""),
                name="milestone_change_has_reason",
                violation_error_message=_("Say why the milestone was changed or not reached."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Activity(Entry):
    """Work for the project: who, on which day, how long. The event is the one it was for, if any."""

    day = models.DateField(_("Day"))
    kind = models.CharField(_("Kind of work"), max_length=12, choices=ActivityKind)
    title = models.CharField(_("What was done?"), max_length=200)
    minutes = models.PositiveIntegerField(
        _("Minutes"), validators=[MinValueValidator(1), MaxValueValidator(MINUTES_OF_A_DAY)]
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Done by")
    )
    event = models.ForeignKey(
        "events.Event",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="project_activities",
        verbose_name=_("For the event"),
    )

    class Meta:
        ordering = ["day", "id"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MINUTES_OF_A_DAY), name="activity_fits_into_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CostPosition(Entry):
    """A line of the cost plan: a kind of cost and how much was planned for it."""

    title = models.CharField(_("Kind of cost"), max_length=120)
    planned_eur = models.DecimalField(
        _("Planned, in euros"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    position = models.PositiveSmallIntegerField(
        _("Place in the list"), default=1, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("cost position")
        verbose_name_plural = _("cost positions")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                condition=Q(removed_at=None),
                name="costposition_title_once",
                violation_error_message=_("The plan has this kind of cost already."),
            ),
            models.CheckConstraint(condition=Q(planned_eur__gt=0), name="costposition_planned_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class Voucher(Entry):
    """A line of the list of vouchers. The vouchers themselves stay in the files of the applicant; this keeps no
    books."""

    number = models.CharField(_("Number of the voucher"), max_length=40)
    paid_on = models.DateField(_("Paid on"))
    cost_position = models.ForeignKey(
        CostPosition, on_delete=models.PROTECT, related_name="vouchers", verbose_name=_("Kind of cost")
    )
    payee = models.CharField(_("Paid to"), max_length=160)
    amount_eur = models.DecimalField(
        _("Amount in euros"),
        max_digits=12,
        decimal_places=2,
        help_text=_("A refund is entered with a minus."),
    )
    note = models.CharField(_("What for"), max_length=300, blank=True)

    class Meta:
        ordering = ["paid_on", "number", "id"]
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                condition=Q(removed_at=None),
                name="voucher_number_once",
                violation_error_message=_("There is a voucher with this number already."),
            ),
            models.CheckConstraint(
                condition=~Q(amount_eur=0),
                name="voucher_amount_not_zero",
                violation_error_message=_("The amount is not zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PublicityItem(Entry):
    day = models.DateField(_("Day"))
    channel = models.CharField(_("Where"), max_length=15, choices=Channel)
    title = models.CharField(_("Title"), max_length=200)
    link = models.URLField(_("Link"), max_length=400, blank=True)

    class Meta:
        ordering = ["day", "id"]
        verbose_name = _("publicity item")
        verbose_name_plural = _("publicity items")

    def __str__(self) -> str:
        return self.title


class Cooperation(Entry):
    partner = models.CharField(_("With whom?"), max_length=160)
    kind = models.CharField(_("Kind"), max_length=12, choices=CooperationKind)
    day = models.DateField(_("Day"))
    note = models.CharField(_("What it was about"), max_length=300, blank=True)

    class Meta:
        ordering = ["day", "id"]
        verbose_name = _("cooperation")
        verbose_name_plural = _("cooperations")

    def __str__(self) -> str:
        return self.partner


class SupportLetter(Entry):
    """A letter by which an organisation supports the application: which, and when it came."""

    organisation = models.CharField(_("Organisation"), max_length=160)
    received_on = models.DateField(_("Received on"))

    class Meta:
        ordering = ["received_on", "organisation", "id"]
        verbose_name = _("letter of support")
        verbose_name_plural = _("letters of support")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=Q(removed_at=None),
                name="supportletter_once_per_organisation",
                violation_error_message=_("This organisation is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return self.organisation


class Narrative(models.Model):
    """The text below one heading of the report. The headings are those of the programme, see `projects.headings`."""

    project = models.ForeignKey(FundedProject, on_delete=models.PROTECT, related_name="narratives")
    heading = models.SlugField(max_length=20)
    text = models.TextField(blank=True, validators=[MaxLengthValidator(NARRATIVE_LENGTH)])

    class Meta:
        ordering = ["project", "heading"]
        constraints = [models.UniqueConstraint(fields=["project", "heading"], name="narrative_once_per_heading")]

    def __str__(self) -> str:
        return self.heading
