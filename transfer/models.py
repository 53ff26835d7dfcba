"""Imports and exports as rows: what was asked for, how far it is, what came of it."""

import uuid

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.cells import FileFormat
from transfer.enums import (
    ExportState,
    ExportSubject,
    ImportState,
    InitialVerification,
    Mode,
    Outcome,
    Subject,
)
from transfer.workflow import EXPORT, IMPORT

SHORTEST_PURPOSE = 10  # characters


def import_path(job: "ImportJob", filename: str) -> str:
    """Return a name that nobody can guess; the person's own name of the file is kept in the row."""
    return f"transfer/imports/{uuid.uuid4().hex}.{job.file_format}"


def export_path(job: "ExportJob", filename: str) -> str:
    return f"transfer/exports/{uuid.uuid4().hex}.{job.file_format}"


class ImportJobQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ImportJobQuerySet":
        """Imports are the work of project leads; each sees those of the others."""
        return self.all() if user.is_project_lead else self.none()

    def expired(self, now) -> "ImportJobQuerySet":
        """What is still kept although its time is over; work under way is finished first."""
        return self.filter(expires_at__lte=now).exclude(file="").exclude(state__in=UNDER_WAY)

    def for_list(self) -> "ImportJobQuerySet":
        return self.select_related("requested_by__contact").defer("mapping", "headers", "problems")


class ImportJob(models.Model):
    """A file to be taken in: its columns, the rules, the progress and the result."""

    workflow = IMPORT

    subject = models.CharField(_("What does the file hold?"), max_length=15, choices=Subject.choices)
    original_name = models.CharField(max_length=200)
    file = models.FileField(upload_to=import_path, max_length=120, blank=True)  # empty once it was deleted
    file_format = models.CharField(max_length=4, choices=FileFormat.choices)
    encoding = models.CharField(max_length=12, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=list)  # for each header the key of a column, or ""
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.CREATE_AND_UPDATE)
    source = models.CharField(max_length=40, blank=True)  # of the foreign ids, e.g. "kwis"
    erases = models.BooleanField(default=False)
    changes_verified = models.BooleanField(default=False)
    leaves_out_likely = models.BooleanField(default=False)
    verification = models.CharField(
        max_length=10, choices=InitialVerification.choices, default=InitialVerification.PENDING
    )
    defaults = models.JSONField(default=dict)  # values of columns that the file does not have

    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    total = models.PositiveIntegerField(default=0)  # rows of the file
    done = models.PositiveIntegerField(default=0)  # rows worked through in this step: where to go on
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    likely_count = models.PositiveIntegerField(default=0)  # new rows that look like an entry that exists
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    problems = models.JSONField(default=list, blank=True)  # why it could not be taken back
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()  # file, lines and journal are deleted then

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.requested_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("transfer:import_detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_purged(self) -> bool:
        """Whether file, lines and journal are gone."""
        return not self.file


UNDER_WAY = frozenset(
    {
        ImportState.TO_CHECK,
        ImportState.CHECKING,
        ImportState.TO_IMPORT,
        ImportState.IMPORTING,
        ImportState.TO_UNDO,
        ImportState.UNDOING,
    }
)


class ImportLine(models.Model):
    """What became of one row of the file, in the check or in the import itself."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="lines")
    is_check = models.BooleanField()
    line = models.PositiveIntegerField(_("Line"))
    outcome = models.CharField(_("Outcome"), max_length=8, choices=Outcome.choices)
    object_id = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=200, blank=True)  # name or title, so that the row is recognised
    messages = models.JSONField(default=list)  # sentences in the language of who asked
    likely_id = models.BigIntegerField(null=True, blank=True)  # an organisation that this row looks like

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["job", "is_check", "line"], name="importline_once_per_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"


class ImportChunk(models.Model):
    """The journal of the rows that were written in one transaction: old and new values of what was changed, and ids
    of what was created with a fingerprint of its content."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="chunks")
    first = models.PositiveIntegerField()  # number of the first row, from 0
    changes = models.JSONField(default=list)
    created = models.JSONField(default=list)
    relations = models.JSONField(default=list)

    class Meta:
        ordering = ["first"]
        constraints = [models.UniqueConstraint(fields=["job", "first"], name="importchunk_once_per_row")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.first}"


class SavedMapping(models.Model):
    """An assignment of columns that is used again for files of the same source."""

    subject = models.CharField(max_length=15, choices=Subject.choices)
    name = models.CharField(_("Name"), max_length=60)
    columns = models.JSONField()  # header, folded -> key of a column
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["subject", "name"], name="savedmapping_unique_name")]

    def __str__(self) -> str:
        return self.name


class ExternalKey(models.Model):
    """The number under which another system knows an entry: a second import finds it again by that."""

    source = models.CharField(max_length=40)
    foreign_id = models.CharField(max_length=80)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="external_keys"
    )
    need = models.ForeignKey(
        "companies.Need", on_delete=models.CASCADE, null=True, blank=True, related_name="external_keys"
    )
    offer = models.ForeignKey(
        "startups.Offer", on_delete=models.CASCADE, null=True, blank=True, related_name="external_keys"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Number in the other system")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "foreign_id"],
                condition=Q(organisation__isnull=False),
                name="externalkey_one_organisation",
            ),
            models.UniqueConstraint(
                fields=["source", "foreign_id"], condition=Q(need__isnull=False), name="externalkey_one_need"
            ),
            models.UniqueConstraint(
                fields=["source", "foreign_id"], condition=Q(offer__isnull=False), name="externalkey_one_offer"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, need__isnull=True, offer__isnull=True)
                | Q(organisation__isnull=True, need__isnull=False, offer__isnull=True)
                | Q(organisation__isnull=True, need__isnull=True, offer__isnull=False),
                name="externalkey_of_one_entry",
                violation_error_message=_("A foreign number belongs to one entry."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.foreign_id}"


class ExportJobQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ExportJobQuerySet":
        """Project leads and operators see who exported what; everybody else who exports, the own ones."""
        if user.is_project_lead or user.is_superuser:
            return self.all()
        return self.filter(requested_by=user) if user.is_exporter else self.none()

    def expired(self, now) -> "ExportJobQuerySet":
        return self.filter(expires_at__lte=now, state=ExportState.DONE)

    def for_list(self) -> "ExportJobQuerySet":
        return self.select_related("requested_by__contact")


class ExportJob(models.Model):
    """A file that was written for one person, for a purpose; it expires."""

    workflow = EXPORT

    subject = models.CharField(_("What"), max_length=15, choices=ExportSubject.choices)
    columns = models.JSONField()
    conditions = models.JSONField(default=dict, blank=True)
    file_format = models.CharField(_("File format"), max_length=4, choices=FileFormat.choices, default=FileFormat.CSV)
    purpose = models.TextField(_("Purpose"), max_length=500, validators=[MinLengthValidator(SHORTEST_PURPOSE)])
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=export_path, max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    downloads = models.PositiveIntegerField(default=0)  # each is in the log as well

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.requested_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("transfer:export_detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in (ExportState.QUEUED, ExportState.RUNNING)

    @property
    def filename(self) -> str:
        return f"{self.subject}-{timezone.localdate(self.requested_at):%Y-%m-%d}.{self.file_format}"
