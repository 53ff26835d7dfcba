"""Who came, per date and person, and the lists of participants that somebody has asked for."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import CheckedBy
from events.models.events import Event
from events.models.parts import EventDate
from events.models.registrations import Companion, Registration
from transfer.permissions import can_export

LIST_DAYS = 7  # for which a list can be fetched


class Attendance(models.Model):
    """One person came to one date: whoever is registered, or a companion."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendances")
    companion = models.ForeignKey(
        Companion, on_delete=models.CASCADE, null=True, blank=True, related_name="attendances"
    )
    date = models.ForeignKey(EventDate, on_delete=models.CASCADE, related_name="attendances")
    how = models.CharField(max_length=10, choices=CheckedBy.choices)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("Attendance")
        verbose_name_plural = _("Attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "date"],
                condition=Q(companion__isnull=True),
                name="attendance_once",
                violation_error_message=_("The person is checked in already."),
            ),
            models.UniqueConstraint(
                fields=["companion", "date"],
                name="attendance_of_companion_once",
                violation_error_message=_("The person is checked in already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.date_id}"


class ParticipantListQuerySet(models.QuerySet):
    def managed_by(self, user) -> "ParticipantListQuerySet":
        """Those the person has asked for, as long as the person may see who is registered, and export."""
        own = self.filter(created_by=user) if can_export(user) else self.none()
        if user.is_project_lead or user.is_editor:
            return own
        return own.filter(event__region_id__in=user.led_region_ids)


class ParticipantList(models.Model):
    """A list of participants that somebody has asked for: which columns, what for, and until when it can be fetched.
    It holds no names: it is written anew, of who is registered then, each time it is fetched."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participant_lists")
    columns = models.JSONField()
    purpose = models.TextField(_("What do you need the list for?"), validators=[MaxLengthValidator(500)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ParticipantListQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("List of participants")
        verbose_name_plural = _("Lists of participants")

    def __str__(self) -> str:
        return f"{self.event_id} {self.created_at:%Y-%m-%d}"

    @property
    def expires_at(self):
        return self.created_at + timedelta(days=LIST_DAYS)

    @property
    def is_open(self) -> bool:
        return timezone.now() < self.expires_at
