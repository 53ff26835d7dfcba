"""Stores that belong to no single domain: who did what, what is counted, and who runs a job."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LogEntryQuerySet(models.QuerySet):
    def about(self, obj: models.Model) -> "LogEntryQuerySet":
        return self.filter(subject_type=obj._meta.label_lower, subject_id=obj.pk)

    def record(self, obj: models.Model, verb: str, *, actor, **fields) -> "LogEntry":
        """Write that `actor` (None = the system) did `verb` to `obj`."""
        return self.create(subject_type=obj._meta.label_lower, subject_id=obj.pk, verb=verb, actor=actor, **fields)


class LogEntry(models.Model):
    """Who did what, when and why. Append-only; holds ids and codes, never names or texts of people."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = the system
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    on_behalf_source = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="logentry_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"


class CaseEvent(models.Model):
    """A pseudonymous fact that figures are counted from, with the attributes as they were at that time.

    Append-only. `attributes` freezes municipality, size class, sector, topics, region and project; later
    changes of the organisation do not rewrite history.
    """

    occurred_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField(null=True, blank=True)  # plain number: survives erasure of the row
    need_id = models.BigIntegerField(null=True, blank=True)
    offer_id = models.BigIntegerField(null=True, blank=True)
    introduction_id = models.BigIntegerField(null=True, blank=True)
    attributes = models.JSONField(default=dict)

    class Meta:
        ordering = ["occurred_at", "id"]
        indexes = [
            models.Index(fields=["kind", "occurred_at"], name="caseevent_kind_at"),
            # whether a fact is the first of its kind about a need or an introduction
            models.Index(fields=["need_id", "kind"], name="caseevent_need_kind"),
            models.Index(fields=["introduction_id", "kind"], name="caseevent_introduction_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_at:%Y-%m-%d}"


class JobLease(models.Model):
    """One row per job and period: whoever inserts it runs the job, everybody else leaves it alone."""

    job = models.CharField(max_length=60)
    period = models.CharField(max_length=30)
    taken_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="joblease_unique_job_period")]

    def __str__(self) -> str:
        return f"{self.job} {self.period}"


class NumberSequence(models.Model):
    """The last running number of a kind of case in a year, e.g. B-2026-0148."""

    prefix = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="numbersequence_unique_prefix_year"),
            models.CheckConstraint(condition=Q(year__gte=2018), name="numbersequence_year_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


class CheckedText(models.Model):
    """One version of a text that a second person checks before others read it. Versions are never edited."""

    version = models.PositiveSmallIntegerField()
    title = models.CharField(_("Heading"), max_length=120)
    text = models.TextField(_("Anonymous summary"), validators=[MaxLengthValidator(2_000)])
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="%(class)s_checked_by_and_at",
                violation_error_message=_("A checked summary says who checked it and when."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"
