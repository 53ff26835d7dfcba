"""Needs on the radar, who looks for providers for them, and what municipalities were shown of it."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Need
from radar.enums import TaskState
from radar.workflow import SCOUTING


class Gap(models.Model):
    """A need that was unmet when the facts were last written, and since when. What is unmet at this moment says
    `unmet.unmet_needs`; this row only tells the next night what has changed."""

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="gap")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.need_id} {self.since:%Y-%m-%d}"


class ScoutingTaskQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ScoutingTaskQuerySet":
        """Project leads see all, region leads those for needs of their region."""
        if user.is_project_lead:
            return self.all()
        return self.filter(need__region_id__in=user.led_region_ids)


class ScoutingTask(models.Model):
    """Somebody looks for providers for an unmet need, until a day."""

    workflow = SCOUTING

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="scouting_tasks")
    note = models.TextField(
        _("Where do you look, and whom do you ask?"), blank=True, validators=[MaxLengthValidator(2_000)]
    )
    due_on = models.DateField(_("Until when?"))
    state = models.CharField(max_length=12, choices=TaskState.choices, default=TaskState.OPEN, db_index=True)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)

    objects = ScoutingTaskQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state=TaskState.OPEN),
                name="scoutingtask_one_open",
                violation_error_message=_("Somebody is looking for providers already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.state}"

    @property
    def is_overdue(self) -> bool:
        return self.state == TaskState.OPEN and self.due_on < timezone.localdate()


class RadarMonth(models.Model):
    """What municipalities read of the county from the first night of `month` on, counted on `as_of`. Written once.

    `cells` holds "topic/ags" and `totals` ags (each "" for all), with the number, or null where it is protected. The
    true numbers of protected cells are kept nowhere."""

    month = models.DateField(unique=True)
    as_of = models.DateField()
    cells = models.JSONField()
    totals = models.JSONField()

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
