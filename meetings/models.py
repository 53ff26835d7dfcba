"""Meetings of an introduction: times that were proposed, whom they suit, who is invited, and who came."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaking.models import Introduction
from matchmaking.workflow import IN_CONTACT, REACHED_INTRODUCTION
from meetings.enums import Attendance, CancelReason, Kind, MeetingState, Party
from meetings.workflow import MEETING

OPEN = [state for state in MeetingState.values if state not in MEETING.terminal]
LONGEST = 8 * 60  # minutes
PLACE_LENGTH = 300


class MeetingQuerySet(models.QuerySet):
    def open(self) -> "MeetingQuerySet":
        return self.filter(state__in=OPEN)

    def released(self) -> "MeetingQuerySet":
        """Meetings of two sides who may know each other now: neither consent is withdrawn."""
        return self.filter(
            introduction__state__in=REACHED_INTRODUCTION.split(),
            introduction__company_consent__isnull=False,
            introduction__company_consent__withdrawn_at__isnull=True,
            introduction__provider_consent__isnull=False,
            introduction__provider_consent__withdrawn_at__isnull=True,
        )

    def visible_to(self, user) -> "MeetingQuerySet":
        """Meetings of introductions the person may see, as long as both sides may know each other; whoever looks
        after the case sees those before, too."""
        seen = self.filter(introduction__in=Introduction.objects.visible_to(user).values("pk"))
        if user.is_project_lead:
            return seen
        moderated = Q(introduction__need__region_id__in=user.led_region_ids)
        return seen.filter(moderated | Q(pk__in=Meeting.objects.released().values("pk")))

    def with_case(self) -> "MeetingQuerySet":
        """Read along what letters and pages say of the case."""
        parts = ("need__organisation__region", "need__region", "need__assigned_to__contact", "offer__organisation")
        people = ("company_contact__user", "provider_contact__user", "company_consent", "provider_consent")
        return self.select_related(*(f"introduction__{name}" for name in (*parts, *people)))


class Meeting(models.Model):
    """One meeting of the two sides of an introduction, from the first proposal of times to the question who came.

    `uid` and `sequence` are those of the entry in the calendars: the one never changes, the other rises with every
    letter that changes the entry. While times are proposed, `starts_at` is empty and the times are `slots`.
    """

    workflow = MEETING

    introduction = models.ForeignKey(Introduction, on_delete=models.PROTECT, related_name="meetings")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PROPOSED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_as = models.CharField(max_length=10, choices=Party.choices)
    proposal = models.PositiveSmallIntegerField(default=1)  # rises when other times take the place of the first

    starts_at = models.DateTimeField(null=True, blank=True, db_index=True)
    set_at = models.DateTimeField(null=True, blank=True)  # when this time was chosen
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(5), MaxValueValidator(LONGEST)]
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(_("Place, number or link"), max_length=PLACE_LENGTH, blank=True)
    cancel_reason = models.CharField(max_length=12, choices=CancelReason.choices, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Meeting")
        verbose_name_plural = _("Meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(state__in=OPEN),
                name="meeting_one_open_per_introduction",
                violation_error_message=_("There is a meeting already. Move it, or cancel it first."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["fixed", "held", "not_held"])
                | Q(starts_at__isnull=False, set_at__isnull=False),
                name="meeting_fixed_dated",
                violation_error_message=_("A fixed meeting has its time."),
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(starts_at__isnull=True),
                name="meeting_proposed_undated",
                violation_error_message=_("As long as times are proposed, none is fixed."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="meeting_cancelled_with_reason",
                violation_error_message=_("A cancellation names its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.pk])

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def is_upcoming(self) -> bool:
        return self.starts_at is not None and self.starts_at > timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.starts_at is not None and not self.is_upcoming

    @property
    def may_go_on(self) -> bool:
        """Whether the two sides are in contact, and both still want to be."""
        case = self.introduction
        return case.state in IN_CONTACT.split() and case.contact_data_released


class MeetingSlot(models.Model):
    """A time that was proposed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("Proposed time")
        verbose_name_plural = _("Proposed times")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "starts_at"],
                name="meetingslot_once",
                violation_error_message=_("This time is proposed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.starts_at:%Y-%m-%d %H:%M}"


class SlotAnswer(models.Model):
    """Whether a proposed time suits a party."""

    slot = models.ForeignKey(MeetingSlot, on_delete=models.CASCADE, related_name="answers")
    party = models.CharField(max_length=10, choices=Party.choices)
    suits = models.BooleanField()
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Answer to a proposed time")
        verbose_name_plural = _("Answers to proposed times")
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "party"],
                name="slotanswer_once",
                violation_error_message=_("This party has answered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.party}"


class MeetingAttendee(models.Model):
    """Somebody whose calendar holds the meeting; once removed, whose calendar was told to drop it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=10, choices=Party.choices)
    has_accepted = models.BooleanField(default=False)  # said in the portal that this time suits
    invited_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Invitation to a meeting")
        verbose_name_plural = _("Invitations to meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "contact"],
                name="meetingattendee_once",
                violation_error_message=_("This person is invited already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.contact_id}"


class MeetingReport(models.Model):
    """What a party says became of the meeting at the time `starts_at`. Who did not come is for staff only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="reports")
    party = models.CharField(max_length=10, choices=Party.choices)
    starts_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=Attendance.choices)
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["reported_at", "pk"]
        verbose_name = _("Report on a meeting")
        verbose_name_plural = _("Reports on meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "party", "starts_at"],
                name="meetingreport_once",
                violation_error_message=_("This party has reported already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.party}"
