"""What belongs to events: where they are held, series of them, their dates, times to book, and what is asked."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import AnswerKind, Repeat

LONGEST_MINUTES = 24 * 60


class Venue(models.Model):
    """A place where events are held, with what people need to know who do not walk, see or hear as others do."""

    name = models.CharField(_("Name"), max_length=120)
    street = models.CharField(_("Street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=5, blank=True)
    city = models.CharField(_("Town"), max_length=80)
    municipality = models.ForeignKey(
        "regions.Municipality",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("Municipality"),
    )
    seats = models.PositiveIntegerField(_("Seats"), null=True, blank=True)
    is_step_free = models.BooleanField(_("Reachable without steps"), null=True, blank=True)
    access = models.TextField(
        _("Accessibility and way"), blank=True, validators=[MaxLengthValidator(2_000)], max_length=2_000
    )
    access_en = models.TextField(
        _("Accessibility and way, in English"), blank=True, validators=[MaxLengthValidator(2_000)], max_length=2_000
    )
    is_current = models.BooleanField(_("Still in use"), default=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("Venue")
        verbose_name_plural = _("Venues")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "city"],
                name="venue_once",
                violation_error_message=_("There already is a venue of this name in this town."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"

    @property
    def address(self) -> str:
        """Return the address in one line, as calendars and letters write it."""
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.name, self.street, town) if part)


class Series(models.Model):
    """Events that come again, each a row of its own, made from the rule. What somebody changes on a single one
    (another day, another room, cancelled) makes it an exception that later changes of the series leave alone."""

    title = models.CharField(_("Title"), max_length=160)
    repeat = models.CharField(_("Comes again"), max_length=10, choices=Repeat.choices)
    interval = models.PositiveSmallIntegerField(
        _("Distance"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    last_day = models.DateField(_("Until"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("Series")
        verbose_name_plural = _("Series")
        constraints = [
            models.CheckConstraint(
                condition=Q(interval__range=(1, 12)),
                name="series_interval_in_range",
                violation_error_message=_("The distance is 1 to 12."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class EventDate(models.Model):
    """One time of an event. `uid` and `sequence` are those of the entry in the calendars: the one never changes, the
    other rises with every change of what a calendar shows."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField(_("Begin"), db_index=True)
    ends_at = models.DateTimeField(_("End"))
    label = models.CharField(_("What happens on this date"), max_length=120, blank=True)
    is_cancelled = models.BooleanField(default=False)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("Date of an event")
        verbose_name_plural = _("Dates of events")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="eventdate_ends_after_begin",
                violation_error_message=_("The end comes after the begin."),
            ),
            models.UniqueConstraint(
                fields=["event", "starts_at"],
                name="eventdate_once",
                deferrable=models.Deferrable.DEFERRED,  # two dates may change places
                violation_error_message=_("The event has this date already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()


class BookableSlot(models.Model):
    """A time at an advisory hour that one person books."""

    date = models.ForeignKey(EventDate, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(5), MaxValueValidator(LONGEST_MINUTES)]
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("Time to book")
        verbose_name_plural = _("Times to book")
        constraints = [
            models.UniqueConstraint(
                fields=["date", "starts_at"],
                name="bookableslot_once",
                violation_error_message=_("This time is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date_id} {self.starts_at:%H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class Question(models.Model):
    """Something that is asked at the registration. `choices` holds one answer per line."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("Question"), max_length=200)
    text_en = models.CharField(_("Question in English"), max_length=200, blank=True)
    kind = models.CharField(_("Answer"), max_length=10, choices=AnswerKind.choices, default=AnswerKind.TEXT)
    choices = models.TextField(_("Answers, one per line"), blank=True, validators=[MaxLengthValidator(1_000)])
    is_required = models.BooleanField(_("Must be answered"), default=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("Question at the registration")
        verbose_name_plural = _("Questions at the registration")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=AnswerKind.CHOICE) | ~Q(choices=""),
                name="question_choice_has_choices",
                violation_error_message=_("Write the answers people can choose from."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> list[str]:
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
