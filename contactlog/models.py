"""Contacts with organisations as the hub wrote them down, and hand-overs between leads."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Bias
from contactlog.enums import ContactKind, EntryState, Format
from contactlog.workflow import ENTRY
from organisations.models import Organisation

SUMMARY_LENGTH = 8_000
LONGEST_MINUTES = 24 * 60


class EntryContent(models.Model):
    """What an entry says. `summary` is read by every lead who looks after the organisation (project leads; the lead
    of its region), `confidential_note` only by those of them who are impartial: see `contactlog.permissions`."""

    kind = models.CharField(_("Kind"), max_length=10, choices=ContactKind.choices)
    occurred_at = models.DateTimeField(_("When"), default=timezone.now)
    minutes = models.PositiveSmallIntegerField(
        _("Duration in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)],
    )
    format = models.CharField(_("Format"), max_length=10, choices=Format.choices, blank=True)
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Spoken with"),
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who of us")
    )
    need = models.ForeignKey(
        "companies.Need", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Need")
    )
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="+", verbose_name=_("Topics"))
    summary = models.TextField(_("What was it about?"), validators=[MaxLengthValidator(SUMMARY_LENGTH)])
    confidential_note = models.TextField(
        _("Confidential note"), blank=True, validators=[MaxLengthValidator(SUMMARY_LENGTH)]
    )
    next_step = models.CharField(_("Next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("Until"), null=True, blank=True)
    counts_as_consultation = models.BooleanField(_("Counts as a consultation"), default=False)

    class Meta:
        abstract = True

    @property
    def partner(self) -> str:
        """Who was spoken with, in words; "" where nobody is named."""
        return str(self.contact or "")


class ContactEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContactEntryQuerySet":
        """Entries about organisations the person looks after; never about those the person acts for."""
        return self.filter(organisation__in=_looked_after(user).values("pk"))

    def noted_for(self, user) -> "ContactEntryQuerySet":
        """Entries whose confidential note the person reads: the visible ones, without those about organisations for
        which the person is biased."""
        return self.visible_to(user).exclude(organisation__in=Bias.objects.subjects_of(user, Organisation))

    def valid(self) -> "ContactEntryQuerySet":
        return self.filter(state=EntryState.VALID)

    def with_open_step(self) -> "ContactEntryQuerySet":
        return self.valid().exclude(next_step="").filter(next_step_done_at=None)

    def for_list(self) -> "ContactEntryQuerySet":
        """Everything a row of the log shows, in a fixed number of queries, the newest contact first."""
        return (
            self.select_related("organisation", "contact", "staff__contact", "need", "next_step_for__contact")
            .prefetch_related("topics")
            .order_by("-occurred_at", "-pk")
        )


def _looked_after(user) -> models.QuerySet:
    """Return the organisations whose log is open to `user`: the SQL form of `can_view_log`."""
    own = Organisation.objects.of_member(user).values("pk")
    current = Organisation.objects.current().exclude(pk__in=own)
    return current if user.is_project_lead else current.filter(region_id__in=user.led_region_ids)


class ContactEntry(EntryContent):
    """One contact of the hub with an organisation, as it reads now; what it said before is kept as versions."""

    workflow = ENTRY

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contact_entries")
    next_step_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_step_done_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.VALID)
    state_changed_at = models.DateTimeField(default=timezone.now)
    withdraw_reason = models.TextField(_("Reason"), blank=True, validators=[MaxLengthValidator(500)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, editable=False)  # of the form that created it
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)  # of the present version

    objects = ContactEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Contact entry")
        verbose_name_plural = _("Contact entries")
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "-occurred_at"], name="contactentry_last"),
            models.Index(
                fields=["next_step_for", "next_step_on"],
                condition=Q(state=EntryState.VALID, next_step_done_at=None) & ~Q(next_step=""),
                name="contactentry_open_steps",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "form_key"],
                name="contactentry_once_per_form",
                violation_error_message=_("This form has already been saved."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=LONGEST_MINUTES),
                name="contactentry_minutes_of_a_day",
                violation_error_message=_("A contact lasts between a minute and a day."),
            ),
            models.CheckConstraint(
                condition=~Q(next_step="") | Q(next_step_on=None, next_step_for=None, next_step_done_at=None),
                name="contactentry_step_has_words",
                violation_error_message=_("A date for the next step needs the step itself."),
            ),
            models.CheckConstraint(
                condition=Q(next_step="") | Q(next_step_for__isnull=False),
                name="contactentry_step_has_person",
                violation_error_message=_("A next step belongs to somebody."),
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.WITHDRAWN) & ~Q(withdraw_reason="")
                | Q(state=EntryState.VALID, withdraw_reason=""),
                name="contactentry_withdrawn_with_reason",
                violation_error_message=_("What is withdrawn says why, and only that."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("contactlog:entry", args=[self.organisation_id, self.pk])

    @property
    def is_withdrawn(self) -> bool:
        return self.state == EntryState.WITHDRAWN

    @property
    def has_open_step(self) -> bool:
        return bool(self.next_step) and self.next_step_done_at is None and not self.is_withdrawn


class ContactEntryVersion(EntryContent):
    """What an entry said before somebody changed it. Append-only."""

    entry = models.ForeignKey(ContactEntry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="contactentryversion_unique_number")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.number}"


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HandoverQuerySet":
        """Hand-overs the person gave or received; project leads see all."""
        if user.is_project_lead:
            return self.all()
        return self.filter(Q(giver=user) | Q(receiver=user))


class Handover(models.Model):
    """A lead has passed cases to another one. `back_of` is the hand-over that this one takes back."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("Note"), blank=True, validators=[MaxLengthValidator(4_000)])
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(default=timezone.now)
    back_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="handed_back")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=models.F("receiver")),
                name="handover_to_somebody_else",
                violation_error_message=_("Choose somebody else."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} {self.receiver_id} {self.handed_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("contactlog:handover_detail", args=[self.pk])


class HandoverItem(models.Model):
    """One case that was passed: `kind` is the slug of a `contactlog.handover.Transferable`, `row_id` its id."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=30)
    row_id = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["handover", "kind", "row_id"], name="handoveritem_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
