"""Meetings of two at a matchmaking day: its times, who takes part, what they wish, and who meets whom when."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import AppointmentState, Basis, Phase, RegistrationState, Side, TimetableState, WishKind
from events.models.events import Event
from events.models.registrations import Registration
from events.workflow import APPOINTMENT, TIMETABLE

MOST_SLOTS = 40
MOST_TABLES = 200
PROFILE_LENGTH = 600
UNDER_WAY = [TimetableState.QUEUED, TimetableState.COMPUTING]


def _whole(label, default: int | None, least: int, most: int, **options) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, default=default, validators=limits, **options)


class PairingDay(models.Model):
    """The frame of the meetings at one event: when they begin, how long they are, how many fit."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="pairing_day")
    starts_at = models.DateTimeField(_("First meeting begins"))
    minutes = _whole(_("Minutes of a meeting"), 20, 5, 120)
    pause = _whole(_("Minutes between two meetings"), 5, 0, 60)
    slots = _whole(_("Meetings one after the other"), 8, 1, MOST_SLOTS)
    tables = _whole(_("Tables"), None, 1, MOST_TABLES, null=True, blank=True)
    most = _whole(_("Meetings per person at most"), 6, 1, MOST_SLOTS)
    everybody = models.BooleanField(_("Everybody may meet everybody"), default=False)
    wishes_until = models.DateTimeField(_("Wishes until"))

    class Meta:
        verbose_name = _("Meetings of a matchmaking day")
        verbose_name_plural = _("Meetings of matchmaking days")

    def __str__(self) -> str:
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"

    def begin_of(self, slot: int) -> datetime:
        return self.starts_at + slot * timedelta(minutes=self.minutes + self.pause)

    def end_of(self, slot: int) -> datetime:
        return self.begin_of(slot) + timedelta(minutes=self.minutes)

    @property
    def takes_wishes(self) -> bool:
        return timezone.now() < self.wishes_until

    @property
    def manage_url(self) -> str:
        return reverse("events:pairing", args=[self.event_id])


class PairingPersonQuerySet(models.QuerySet):
    def coming(self) -> "PairingPersonQuerySet":
        return self.filter(registration__state=RegistrationState.REGISTERED)

    def managed_by(self, user) -> "PairingPersonQuerySet":
        """Those of events whose participants the person may see."""
        return self.filter(registration__in=Registration.objects.managed_by(user))

    def of_person(self, user) -> "PairingPersonQuerySet":
        """The own ones of a signed-in person."""
        return self.filter(registration__contact__user=user)


class PairingPerson(models.Model):
    """Somebody who takes part in the meetings. The others read `number` and `profile`, the organisation's name only
    where the person has agreed. `away` are the slots without this person."""

    day = models.ForeignKey(PairingDay, on_delete=models.CASCADE, related_name="people")
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="pairing")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(_("What brings you here?"), max_length=10, choices=Side.choices, default=Side.SEEKER)
    profile = models.TextField(
        _("Who you are and whom you look for"),
        blank=True,
        max_length=PROFILE_LENGTH,
        validators=[MaxLengthValidator(PROFILE_LENGTH)],
    )
    shows_name = models.BooleanField(_("The others may read the name of my organisation"), default=False)
    away = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    most = _whole(_("Meetings at most"), None, 0, MOST_SLOTS, null=True, blank=True)
    wished_at = models.DateTimeField(null=True, blank=True)

    objects = PairingPersonQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("Participant in meetings")
        verbose_name_plural = _("Participants in meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "number"],
                name="pairingperson_number_once",
                violation_error_message=_("Somebody has this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.number}"

    @property
    def shown_name(self) -> str:
        """Return what the others read: the organisation where the person agreed, else nothing."""
        return self.registration.organisation_name if self.shows_name else ""

    @property
    def present(self) -> list[int]:
        return [slot for slot in range(self.day.slots) if slot not in self.away]

    @property
    def own_url(self) -> str:
        return reverse("events:pairing_own", args=[self.pk])


class PairingWish(models.Model):
    """What one participant thinks of a meeting with another. Only the organiser's plan knows of it."""

    wisher = models.ForeignKey(PairingPerson, on_delete=models.CASCADE, related_name="wishes")
    wished = models.ForeignKey(PairingPerson, on_delete=models.CASCADE, related_name="wished_by")
    kind = models.CharField(max_length=6, choices=WishKind.choices)

    class Meta:
        ordering = ["wisher", "wished"]
        verbose_name = _("Wish for a meeting")
        verbose_name_plural = _("Wishes for meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["wisher", "wished"],
                name="pairingwish_once",
                violation_error_message=_("There is a wish for this meeting already."),
            ),
            models.CheckConstraint(
                condition=~Q(wisher=F("wished")),
                name="pairingwish_of_others",
                violation_error_message=_("Nobody meets themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wisher_id} {self.wished_id} {self.kind}"


class TimetableQuerySet(models.QuerySet):
    def managed_by(self, user) -> "TimetableQuerySet":
        """Those of events whose participants the person may see."""
        if user.is_authenticated and (user.is_project_lead or user.is_editor):
            return self.all()
        return self.filter(day__event__region_id__in=user.led_region_ids if user.is_authenticated else [])


class Timetable(models.Model):
    """Who meets whom when. A row is first the job that computes it; one is published, one is a draft beside it.
    `source` is the one it was made from. `unplaced` holds [participant, participant, reason]; `value` and `bound` say
    how good the plan is and what none can exceed."""

    workflow = TIMETABLE

    day = models.ForeignKey(PairingDay, on_delete=models.CASCADE, related_name="timetables")
    basis = models.CharField(max_length=6, choices=Basis.choices, default=Basis.ANEW)
    source = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=TimetableState.choices, default=TimetableState.QUEUED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.READING)
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    unplaced = models.JSONField(default=list, blank=True)

    objects = TimetableQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Timetable of meetings")
        verbose_name_plural = _("Timetables of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(state=TimetableState.PUBLISHED),
                name="timetable_one_published",
                violation_error_message=_("Another timetable is published."),
            ),
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(state__in=[*UNDER_WAY, TimetableState.DRAFT]),
                name="timetable_one_draft",
                violation_error_message=_("There is a draft already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("events:timetable", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_draft(self) -> bool:
        return self.state == TimetableState.DRAFT

    @property
    def table_count(self) -> int:
        """Return how many tables its page shows."""
        used = self.appointments.aggregate(last=models.Max("table"))["last"]
        return max(self.day.tables or 0, 0 if used is None else used + 1)


class Appointment(models.Model):
    """One meeting of two participants in a timetable; the lower key is `first`, slots and tables count from 0. A
    cancelled one keeps neither time nor table, so that the two are not put together again."""

    workflow = APPOINTMENT

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="appointments")
    first = models.ForeignKey(PairingPerson, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(PairingPerson, on_delete=models.CASCADE, related_name="+")
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    is_pinned = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=AppointmentState.choices, default=AppointmentState.PLANNED)
    state_changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["slot", "table", "pk"]
        verbose_name = _("Meeting in a timetable")
        verbose_name_plural = _("Meetings in timetables")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="appointment_in_order",
                violation_error_message=_("A meeting is of two different people."),
            ),
            models.CheckConstraint(
                condition=Q(state="planned", slot__isnull=False, table__isnull=False)
                | Q(state="cancelled", slot__isnull=True, table__isnull=True),
                name="appointment_planned_has_time",
                violation_error_message=_("A planned meeting has a time and a table."),
            ),
            models.UniqueConstraint(
                fields=["timetable", "first", "second"],
                name="appointment_pair_once",
                violation_error_message=_("The two have a meeting already."),
            ),
            # Checked at the end, so that two meetings can change places.
            *(
                models.UniqueConstraint(
                    fields=["timetable", "slot", column],
                    name=f"appointment_{column}_once",
                    deferrable=models.Deferrable.DEFERRED,
                    violation_error_message=_("Table or participant has a meeting at this time already."),
                )
                for column in ("table", "first", "second")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.timetable_id} {self.pk}"

    @property
    def pair(self) -> tuple[int, int]:
        return self.first_id, self.second_id
