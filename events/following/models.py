"""What comes of an event: the calendar of a person, notes, feedback, slides, a summary, minutes, what was taken on."""

from functools import partial
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from events.following.enums import ItemState, MinutesState, NoteKind, NoteState, Usefulness
from events.following.workflow import ACTION_ITEM, EVENT_NOTE, MINUTES
from events.models.events import Event
from events.models.registrations import Registration
from files.models import StoredFile

SECRET_LENGTH = 40
NOTE_LENGTH = 4_000
MINUTES_LENGTH = 30_000
new_secret = partial(get_random_string, SECRET_LENGTH)


class EventCalendar(models.Model):
    """The address at which a calendar program follows the events somebody is registered for. Whoever knows `code` reads
    them, so it is a secret; a new one ends the old one."""

    contact = models.OneToOneField("accounts.Contact", on_delete=models.CASCADE, related_name="event_calendar")
    code = models.CharField(max_length=SECRET_LENGTH, unique=True, default=new_secret)
    renewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Calendar of a person")
        verbose_name_plural = _("Calendars of people")

    def __str__(self) -> str:
        return f"{self.contact_id}"

    @property
    def path(self) -> str:
        return reverse("events:person_calendar", args=[self.code])


class OfManagedEvents(models.QuerySet):
    """Rows that may name people, at events of the own house: municipalities see numbers, not names."""

    def managed_by(self, user) -> "OfManagedEvents":
        if user.is_authenticated and (user.is_project_lead or user.is_editor):
            return self.all()
        regions = user.led_region_ids if user.is_authenticated else []
        return self.filter(event__region_id__in=regions)


class EventNoteQuerySet(OfManagedEvents):
    def open(self) -> "EventNoteQuerySet":
        return self.filter(state=NoteState.OPEN)


class EventNote(models.Model):
    """A need or something to offer that somebody spoke of at an event. Of a need the row only says where it came from;
    what somebody offers is written here, with how to reach the person."""

    workflow = EVENT_NOTE

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    need = models.OneToOneField(
        "companies.Need", on_delete=models.CASCADE, null=True, blank=True, related_name="event_note"
    )
    text = models.TextField(_("What can you offer?"), blank=True, validators=[MaxLengthValidator(NOTE_LENGTH)])
    name = models.CharField(_("Name"), max_length=160, blank=True)
    email = models.EmailField(_("E-mail address"), blank=True)
    organisation_name = models.CharField(_("Company or institution"), max_length=160, blank=True)
    language = models.CharField(max_length=2, default="de")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # staff; None: the guest
    state = models.CharField(max_length=10, choices=NoteState.choices, default=NoteState.OPEN, db_index=True)
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EventNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Note from an event")
        verbose_name_plural = _("Notes from events")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=NoteKind.NEED, need__isnull=False) | (Q(kind=NoteKind.COMPETENCE) & ~Q(text="")),
                name="eventnote_says_something",
                violation_error_message=_("A note names a need or says what somebody offers."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.kind} {self.pk}"


class Feedback(models.Model):
    """What somebody thought of an event. Without a wish to be called the row says nothing of who it was: neither a
    person nor an hour, and its key tells no order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback")
    usefulness = models.PositiveSmallIntegerField(_("How useful was the event for you?"), choices=Usefulness.choices)
    missing = models.TextField(_("What was missing?"), blank=True, validators=[MaxLengthValidator(2_000)])
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback"
    )  # of who wants to be called
    answered_on = models.DateField(default=localdate)

    objects = OfManagedEvents.as_manager()

    class Meta:
        ordering = ["-answered_on", "pk"]
        verbose_name = _("Feedback on an event")
        verbose_name_plural = _("Feedback on events")
        constraints = [
            models.CheckConstraint(
                condition=Q(usefulness__range=(1, 5)),
                name="feedback_usefulness_in_range",
                violation_error_message=_("Choose one of the five answers."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.usefulness}"


class EventFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EventFileQuerySet":
        """What anybody may read of public events, what is for those who were registered, and the own events'."""
        public = Q(is_public=True, event__in=Event.objects.public())
        managed = Q(event__in=Event.objects.managed_by(user).values("pk"))
        if not user.is_authenticated:
            return self.filter(public)
        own = Registration.objects.of_person(user).coming().values("event")
        return self.filter(public | managed | Q(event__in=own))


class EventFile(StoredFile):
    """Slides or another document of an event, for everybody or for those who were registered."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(_("What is it?"), max_length=160)
    is_public = models.BooleanField(_("Everybody may read it"), default=False)

    objects = EventFileQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("File of an event")
        verbose_name_plural = _("Files of events")


class EventSummary(models.Model):
    """What came of an event, in some sentences; public once staff have published it."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="outcome_text")
    text = models.TextField(_("What came of it"), validators=[MaxLengthValidator(10_000)])
    text_en = models.TextField(_("The same in English"), blank=True, validators=[MaxLengthValidator(10_000)])
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Summary of an event")
        verbose_name_plural = _("Summaries of events")

    def __str__(self) -> str:
        return f"{self.event_id}"


class Minutes(models.Model):
    """What was said at a round table. Once approved it was sent and stays as it is."""

    workflow = MINUTES

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="minutes")
    text = models.TextField(_("Minutes of the meeting"), validators=[MaxLengthValidator(MINUTES_LENGTH)])
    state = models.CharField(max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT)
    state_changed_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = OfManagedEvents.as_manager()

    class Meta:
        verbose_name = _("Minutes of the meeting")
        verbose_name_plural = _("Minutes of the meeting")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", approved_at__isnull=True) | Q(state="approved", approved_at__isnull=False),
                name="minutes_approved_dated",
                violation_error_message=_("What was approved carries the day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"


class ActionItemQuerySet(OfManagedEvents):
    def open(self) -> "ActionItemQuerySet":
        return self.filter(state=ItemState.OPEN)


class ActionItem(models.Model):
    """What somebody has taken on at a round table until a day: a person we can write to, or a name."""

    workflow = ACTION_ITEM

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="action_items")
    text = models.CharField(_("What is to be done?"), max_length=300)
    owner = models.ForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    owner_name = models.CharField(_("Somebody else"), max_length=160, blank=True)
    due_on = models.DateField(_("Until when?"), db_index=True)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    state_changed_at = models.DateTimeField(default=timezone.now)
    done_note = models.TextField(_("What came of it?"), blank=True, validators=[MaxLengthValidator(1_000)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("Action item")
        verbose_name_plural = _("Action items")

    def __str__(self) -> str:
        return f"{self.event_id} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("events:minutes", args=[self.event_id])

    @property
    def who(self) -> str:
        return self.owner.full_name if self.owner else self.owner_name

    @property
    def is_overdue(self) -> bool:
        return self.state == ItemState.OPEN and self.due_on < timezone.localdate()
