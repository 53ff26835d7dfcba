"""Frozen figures. A month is counted once, when it is over and some days have gone by; quarters, half-years and years
are sums of what their months held. So two reports never differ by a firm that was noted late."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.spans import Span, SpanKind


class Contribution(models.Model):
    """What one organisation adds to one series of a month. No page shows these rows: they say which figures may be
    shown, and what longer periods add up to. `who` is the organisation, or a negative number for a person without."""

    month = models.DateField()
    measure = models.CharField(max_length=20)
    series = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=8)
    who = models.BigIntegerField()
    number = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["measure", "month"], name="contribution_measure_month"),
            # when an organisation began, and what it was then
            models.Index(
                fields=["measure", "who", "month"],
                name="contribution_beginning",
                condition=models.Q(measure__in=["reached", "supported"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.measure}"


class SnapshotQuerySet(models.QuerySet):
    def of(self, span: Span) -> "SnapshotQuerySet":
        return self.filter(kind=span.kind, first=span.first)


class Snapshot(models.Model):
    """The frozen figures of one period. Written once."""

    kind = models.CharField(max_length=8, choices=SpanKind.choices)
    first = models.DateField()
    frozen_at = models.DateTimeField(default=timezone.now)
    fewest = models.PositiveSmallIntegerField()  # organisations behind a figure that is shown
    largest_share = models.DecimalField(max_digits=3, decimal_places=2)  # that one of them may have
    sha256 = models.CharField(max_length=64)  # of all its cells

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-first"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first"],
                name="snapshot_unique_span",
                violation_error_message=_("This period is frozen already."),
            )
        ]

    def __str__(self) -> str:
        return self.span.slug

    @property
    def span(self) -> Span:
        return Span(self.first, SpanKind(self.kind))


class Cell(models.Model):
    """One figure of a frozen period. Only what is not zero, or hidden, has a row. `value` of a hidden one is for leads,
    who may read live figures anyway, and for later sums."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="cells")
    measure = models.CharField(max_length=20)
    series = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=8, blank=True)  # "" is the county
    value = models.BigIntegerField()
    is_shown = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "place", "measure", "series"],
                name="cell_unique",
                violation_error_message=_("This figure is frozen already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.series} {self.place}"


class CountState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Counting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class FreeCountQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FreeCountQuerySet":
        """What a project lead has asked for."""
        return self.filter(asked_by=user) if user.is_project_lead else self.none()


class FreeCount(models.Model):
    """Figures of a period of any length, which a project lead has asked for. Counted in the background."""

    first = models.DateField(_("From"))
    last = models.DateField(_("Until"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=CountState.choices, default=CountState.QUEUED)
    counted = models.PositiveSmallIntegerField(default=0)  # measures
    figures = models.JSONField(default=dict)  # measure -> [[series, place, value]]
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = FreeCountQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")),
                name="freecount_ends_after_start",
                violation_error_message=_("The period ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} - {self.last}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (CountState.QUEUED, CountState.RUNNING)


def digest(cells: Iterable[Any]) -> str:
    """Return the SHA-256 of cells (measure, series, place, value, is shown), in whatever order they come."""
    return hashlib.sha256(json.dumps(sorted(cells), ensure_ascii=False).encode()).hexdigest()
