"""What people ask for under data protection law, what was done, and what stays for how long."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import storages
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.enums import CopyState, ErasureCause, ErasureState, Hold, IncidentRisk
from privacy.workflow import ERASURE

REPORT_WITHIN = timedelta(hours=72)  # Art. 33 GDPR


OBSTACLES = {
    "last_admin": _("only administration of an organisation with others"),
    "open_introduction": _("an introduction is running"),
    "case_cannot_end": _("a case could not be ended"),
}


def _found_in(code: str) -> str:
    return str(_("values were still found in %(place)s")) % {"place": code.removeprefix("found:")}


def copies_storage():
    """Copies lie apart from uploads, so that no backup holds them."""
    return storages["copies"]


class DataCopyQuerySet(models.QuerySet):
    def of(self, user) -> "DataCopyQuerySet":
        return self.filter(user=user)

    def downloadable(self) -> "DataCopyQuerySet":
        return self.filter(state=CopyState.READY, expires_at__gt=timezone.now())


class DataCopy(models.Model):
    """A copy of everything the portal holds about a person, made in the background. Its link leads the person alone
    to it, and expires."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_copies")
    state = models.CharField(max_length=10, choices=CopyState.choices, default=CopyState.QUEUED)
    requested_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=copies_storage, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)  # class of the error, no text

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=[CopyState.QUEUED, CopyState.RUNNING]),
                name="datacopy_one_under_way",
                violation_error_message=_("A copy is being made already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CopyState.READY) | Q(expires_at__isnull=False, finished_at__isnull=False),
                name="datacopy_ready_expires",
                violation_error_message=_("A copy that is ready expires."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:copy_download", args=[self.key])

    @property
    def is_under_way(self) -> bool:
        return self.state in (CopyState.QUEUED, CopyState.RUNNING)

    @property
    def can_be_downloaded(self) -> bool:
        return self.state == CopyState.READY and self.expires_at > timezone.now()


class ErasureRequestQuerySet(models.QuerySet):
    def with_obstacles(self) -> "ErasureRequestQuerySet":
        """Requests that somebody should look at."""
        return self.filter(state=ErasureState.WAITING).exclude(obstacles=[])


class ErasureRequest(models.Model):
    """A person is to be erased. `holds` and `proof` say what stays and that nothing else does, without values."""

    workflow = ERASURE

    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="erasures")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cause = models.CharField(max_length=12, choices=ErasureCause.choices)
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erase_after = models.DateTimeField()  # until then it can be withdrawn
    due_on = models.DateField()  # Art. 12 (3): one month
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.WAITING)
    state_changed_at = models.DateTimeField(default=timezone.now)
    attempted_at = models.DateTimeField(null=True, blank=True)
    obstacles = models.JSONField(default=list, blank=True)  # codes of what stood in the way at the last attempt
    # {"searched": columns, "found": [], "kept": [[table, column], ...], "changed": {table: rows}}
    proof = models.JSONField(default=dict, blank=True)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(state=ErasureState.WAITING),
                name="erasurerequest_one_waiting",
                violation_error_message=_("The erasure has been asked for already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:erasure_queue")

    @property
    def obstacle_words(self) -> list[str]:
        """What stood in the way at the last attempt, in words."""
        return [
            _found_in(code) if code.startswith("found:") else str(OBSTACLES.get(code, code)) for code in self.obstacles
        ]


class HeldRecord(models.Model):
    """What of an erased person the law makes us keep: taken out of the portal, read by nobody in daily work, and
    deleted when the period is over (Art. 18 GDPR)."""

    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")
    hold = models.CharField(max_length=20, choices=Hold.choices)
    values = models.JSONField()
    held_since = models.DateTimeField(default=timezone.now)
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "hold"], name="heldrecord_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.hold} {self.until}"


class RetentionRun(models.Model):
    """One round through the data classes: what was due in each, and what was done about it."""

    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    is_dry_run = models.BooleanField(default=False)
    results = models.JSONField(default=dict, blank=True)  # data class -> {"due": int, "done": int, "error": code}

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}{' dry' if self.is_dry_run else ''}"


class RetentionReminder(models.Model):
    """Somebody was told that something ends soon unless it is used again."""

    contact = models.ForeignKey("accounts.Contact", on_delete=models.CASCADE, related_name="+")
    data_class = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["data_class", "subject_id"], name="retentionreminder_subject")]

    def __str__(self) -> str:
        return f"{self.data_class} {self.subject_id}"


class ThirdPartyNotice(models.Model):
    """A person whom somebody else entered was told what is stored about them (Art. 14 GDPR); once for each."""

    contact = models.OneToOneField("accounts.Contact", on_delete=models.CASCADE, related_name="third_party_notice")
    created_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.due_on}"


class IncidentQuerySet(models.QuerySet):
    def to_be_reported(self) -> "IncidentQuerySet":
        return self.filter(reported_at=None, closed_at=None).exclude(risk=IncidentRisk.NONE)


class Incident(models.Model):
    """A breach of the protection of personal data, with the clock of Art. 33 GDPR."""

    title = models.CharField(_("What happened, in one sentence"), max_length=160)
    description = models.TextField(
        _("Description"),
        help_text=_("Course, affected data, likely consequences. Name no people."),
        validators=[MaxLengthValidator(8_000)],
    )
    noticed_at = models.DateTimeField(_("Noticed on"))
    people_affected = models.PositiveIntegerField(_("Number of people affected"), null=True, blank=True)
    risk = models.CharField(_("Risk"), max_length=10, choices=IncidentRisk.choices)
    measures = models.TextField(_("Measures"), blank=True, validators=[MaxLengthValidator(8_000)])
    reported_at = models.DateTimeField(_("Authority told on"), null=True, blank=True)
    people_told_at = models.DateTimeField(_("People told on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(risk=IncidentRisk.NONE) | Q(reported_at__isnull=False),
                name="incident_reported_before_closed",
                violation_error_message=_("An incident with a risk is reported before it is closed."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("privacy:incident", args=[self.pk])

    @property
    def report_by(self):
        return self.noticed_at + REPORT_WITHIN

    @property
    def must_be_reported(self) -> bool:
        return self.risk != IncidentRisk.NONE and self.reported_at is None

    @property
    def is_late(self) -> bool:
        return self.must_be_reported and timezone.now() > self.report_by
