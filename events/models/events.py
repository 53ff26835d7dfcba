"""Events: what they are, who organises them, how one gets a place."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from core.text import slug_of
from events.enums import Admission, EventState, Format, Kind
from events.models.parts import EventDate, Series, Venue
from events.workflow import EVENT

CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mixed up when it is read aloud
CODE_LENGTH = 8
TEXT_LENGTH = 20_000
PUBLIC = [EventState.PUBLISHED, EventState.CANCELLED, EventState.DONE]


def new_code() -> str:
    """Return a random code for an address."""
    return get_random_string(CODE_LENGTH, CODE_ALPHABET)


class EventQuerySet(models.QuerySet):
    def public(self) -> "EventQuerySet":
        """What anybody may read: what was published, also where it was cancelled or is over."""
        return self.filter(state__in=PUBLIC)

    def upcoming(self, now: datetime | None = None) -> "EventQuerySet":
        """Published ones with a date that has not ended, the nearest first; the next date is `next_at`."""
        coming = Q(dates__ends_at__gt=now or timezone.now(), dates__is_cancelled=False)
        rows = self.filter(state=EventState.PUBLISHED).annotate(next_at=Min("dates__starts_at", filter=coming))
        return rows.filter(next_at__isnull=False).order_by("next_at", "pk")

    def past(self, now: datetime | None = None) -> "EventQuerySet":
        """Those that took place, the last first; the last date is `last_at`."""
        ahead = EventDate.objects.filter(event=OuterRef("pk"), ends_at__gt=now or timezone.now(), is_cancelled=False)
        rows = self.filter(~Exists(ahead), state__in=[EventState.PUBLISHED, EventState.DONE])
        return rows.annotate(last_at=Max("dates__starts_at")).filter(last_at__isnull=False).order_by("-last_at", "-pk")

    def managed_by(self, user) -> "EventQuerySet":
        """Those whose organiser the person works for: the hub manages all, partner regions and municipalities
        their own."""
        if not user.is_authenticated:
            return self.none()
        if user.is_project_lead or user.is_editor:
            return self.all()
        towns = [row.municipality_id for row in user.granted_roles if row.role == Role.MUNICIPAL_PARTNER]
        return self.filter(Q(region_id__in=user.led_region_ids) | Q(municipality_id__in=towns))

    def visible_to(self, user) -> "EventQuerySet":
        """What is public, and what the person manages."""
        return self.filter(Q(state__in=PUBLIC) | Q(pk__in=Event.objects.managed_by(user).values("pk")))

    def for_list(self) -> "EventQuerySet":
        """Everything a row shows, in a fixed number of queries."""
        return self.select_related("venue", "region", "municipality", "series").prefetch_related("dates", "topics")


class Event(models.Model):
    """One thing people register for, with one or several dates.

    The hub is the organiser where neither `region` nor `municipality` is given. `online_url` reaches only those who are
    registered. `capacity` None: as many as come; where people take part on site and online it is the room's, and
    `online_capacity` says how many take part online (see `events.room`). `series_day` is the day of the rule this one
    was made for, which stays when the event is moved.
    """

    workflow = EVENT

    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    title = models.CharField(_("Title"), max_length=160)
    title_en = models.CharField(_("Title in English"), max_length=160, blank=True)
    summary = models.CharField(_("In one sentence"), max_length=300)
    summary_en = models.CharField(_("In one sentence, in English"), max_length=300, blank=True)
    description = models.TextField(_("Description"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)])
    description_en = models.TextField(
        _("Description in English"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)]
    )
    language = models.CharField(_("Language of the event"), max_length=2, choices=settings.LANGUAGES, default="de")

    format = models.CharField(_("Where"), max_length=10, choices=Format.choices, default=Format.ON_SITE)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("Venue")
    )
    room = models.CharField(_("Room"), max_length=80, blank=True)
    online_url = models.URLField(_("Link for taking part online"), max_length=400, blank=True)
    access_offers = models.CharField(_("On request"), max_length=300, blank=True)  # sign language, captions, ...

    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("Region"),
    )
    municipality = models.ForeignKey(
        "regions.Municipality",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("Municipality"),
    )
    partner = models.CharField(_("Together with"), max_length=160, blank=True)
    external_url = models.URLField(_("Page of the partner"), max_length=400, blank=True)
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="events", verbose_name=_("Topics"))
    funded_project = models.ForeignKey(
        "regions.FundedProject",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("Counts for the funded project"),
    )

    admission = models.CharField(_("Registration"), max_length=10, choices=Admission.choices, default=Admission.OPEN)
    capacity = models.PositiveIntegerField(
        _("Places"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    online_capacity = models.PositiveIntegerField(
        _("Places online"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    most_companions = models.PositiveSmallIntegerField(
        _("Companions per person"), default=0, validators=[MaxValueValidator(9)]
    )
    has_waiting_list = models.BooleanField(_("Waiting list"), default=True)
    opens_at = models.DateTimeField(_("Registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Registration closes"), null=True, blank=True)

    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="events")
    series_day = models.DateField(null=True, blank=True, editable=False)
    is_exception = models.BooleanField(default=False, editable=False)

    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.DRAFT, db_index=True)
    state_changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)  # of what people read
    cancel_note = models.TextField(_("Why"), blank=True, validators=[MaxLengthValidator(1_000)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Event")
        verbose_name_plural = _("Events")
        constraints = [
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(municipality__isnull=True),
                name="event_one_organiser",
                violation_error_message=_("The organiser is the hub, a region or a municipality, one of them."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "cancelled", "done"]) | Q(published_at__isnull=False),
                name="event_published_dated",
                violation_error_message=_("What was published carries the day."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_note=""),
                name="event_cancelled_with_note",
                violation_error_message=_("Say why the event is cancelled."),
            ),
            models.CheckConstraint(
                condition=(Q(capacity__isnull=True) | Q(capacity__gte=1))
                & (Q(online_capacity__isnull=True) | Q(online_capacity__gte=1)),
                name="event_capacity_is_positive",
                violation_error_message=_("There is at least one place."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.PARTNER) | ~Q(external_url=""),
                name="event_of_partner_has_a_page",
                violation_error_message=_("An event of a partner links to the page of the partner."),
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | Q(series_day__isnull=False),
                name="event_of_series_has_its_day",
                violation_error_message=_("An event of a series knows its day."),
            ),
            models.UniqueConstraint(
                fields=["series", "series_day"],
                name="event_once_per_day_of_series",
                violation_error_message=_("The series has an event on this day already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.slug])

    @property
    def slug(self) -> str:
        """The last part of its address: words for people, and the code that finds it."""
        return slug_of(self.title, self.code)

    @property
    def manage_url(self) -> str:
        return reverse("events:manage", args=[self.pk])

    @property
    def planned_dates(self) -> list["EventDate"]:
        """Return the dates that take place, the first first; all of them where the whole event is cancelled."""
        rows = sorted(self.dates.all(), key=lambda row: (row.starts_at, row.pk))
        return [row for row in rows if not row.is_cancelled] or rows

    @property
    def starts_at(self) -> datetime | None:
        dates = self.planned_dates
        return dates[0].starts_at if dates else None

    @property
    def ends_at(self) -> datetime | None:
        dates = self.planned_dates
        return max(row.ends_at for row in dates) if dates else None

    @property
    def next_date(self) -> "EventDate | None":
        """Return the date that comes next, or the last one."""
        dates = self.planned_dates
        now = timezone.now()
        return next((row for row in dates if row.ends_at > now), dates[-1] if dates else None)

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_on_site(self) -> bool:
        return self.format != Format.ONLINE

    @property
    def is_online(self) -> bool:
        return self.format != Format.ON_SITE

    @property
    def place(self) -> str:
        """Return where it is, in a few words."""
        if self.format == Format.ONLINE or self.venue is None:
            return str(Format(self.format).label)
        return self.venue.name if self.venue.city in self.venue.name else str(self.venue)

    @property
    def takes_registrations(self) -> bool:
        """Whether somebody can register at this moment (a full event takes people on its waiting list)."""
        now = timezone.now()
        if self.state != EventState.PUBLISHED or self.admission == Admission.NONE or self.kind == Kind.PARTNER:
            return False
        if self.opens_at and now < self.opens_at:
            return False
        last = self.closes_at or self.starts_at
        return last is not None and now < last
