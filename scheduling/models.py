"""Timers: what is going to happen to a case by itself, one row per occasion."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling.enums import TimerState
from scheduling.workflow import TIMER


class TimerQuerySet(models.QuerySet):
    def about(self, obj: models.Model) -> "TimerQuerySet":
        return self.filter(subject_type=obj._meta.label_lower, subject_id=obj.pk)

    def due(self, now: datetime) -> "TimerQuerySet":
        """What is to be carried out by now, the oldest first."""
        ready = Q(not_before__isnull=True) | Q(not_before__lte=now)
        return self.filter(ready, state=TimerState.WAITING, due_at__lte=now).order_by("due_at", "pk")

    def in_series_of(self, timer: "Timer") -> "TimerQuerySet":
        """The timers of the same subject that belong together: the reminders of a deadline and its end."""
        same = self.filter(subject_type=timer.subject_type, subject_id=timer.subject_id, series=timer.series)
        return same.exclude(pk=timer.pk).exclude(series="")


class Timer(models.Model):
    """Something that happens to `subject` at `due_at` unless the case moves on before.

    A row is the copy of what the rule of the subject's room says (see `scheduling.registry`), kept so that workers
    can claim it and that nothing happens twice: kind, subject and `round` (the occasion, in the words of the rule)
    are unique. `subject_type` and `subject_id` name the row as in LogEntry. Nothing here is about a person.
    """

    workflow = TIMER

    kind = models.CharField(max_length=60)  # e.g. need.remind_returned
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    round = models.CharField(max_length=60)
    series = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=TimerState.choices, default=TimerState.WAITING)
    state_changed_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(null=True, blank=True)  # after a failure, and for an end that was not announced
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)  # the class, never its text
    done_at = models.DateTimeField(null=True, blank=True)

    objects = TimerQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("Timer")
        verbose_name_plural = _("Timers")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state=TimerState.WAITING), name="timer_waiting_due"),
            models.Index(fields=["state", "state_changed_at"], name="timer_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "round"],
                name="timer_once_per_occasion",
                violation_error_message=_("This occasion has its timer already."),
            ),
            models.CheckConstraint(
                condition=Q(state=TimerState.DONE, done_at__isnull=False)
                | (~Q(state=TimerState.DONE) & Q(done_at__isnull=True)),
                name="timer_done_dated",
                violation_error_message=_("A timer that was carried out says when, and only such a one does."),
            ),
            models.CheckConstraint(
                condition=~Q(state=TimerState.FAILED) | ~Q(last_error=""),
                name="timer_failure_named",
                violation_error_message=_("A timer that failed names the error."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.round}"

    @property
    def occasion(self) -> tuple[str, str]:
        """What makes the timer one of its kind for its subject."""
        return self.kind, self.round

    def subject(self) -> Any:
        """Return the row the timer is about, None when it is gone."""
        return apps.get_model(self.subject_type)._base_manager.filter(pk=self.subject_id).first()

    def subject_url(self) -> str:
        """Return the page of the case; empty when it has none or is gone."""
        subject = self.subject()
        return subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
