"""Edits of the lexicon by staff: every edit is kept, every set of edits that was in use is a numbered version."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaking.engine.overlay import Change
from matchmaking.enums import EditKind, RunState

ID_LENGTH, NOTE_LENGTH = 60, 300


class LexiconEdit(models.Model):
    """One edit of one concept. Rows are only ever added.

    `content` is the whole difference to the files after this edit, so that the newest row says how a concept stands.
    The number per concept is what keeps two people from overwriting each other.
    """

    concept = models.CharField(
        max_length=ID_LENGTH, validators=[RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z")]
    )  # id, in the files or new
    number = models.PositiveIntegerField()  # 1, 2, ... per concept
    kind = models.CharField(max_length=10, choices=EditKind.choices)
    content = models.JSONField()  # engine.overlay.Change
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)  # why
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["concept", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "number"],
                name="lexiconedit_number_once",
                violation_error_message=_("Somebody else has changed this concept in the meantime."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EditKind.SAVED, note=""),
                name="lexiconedit_says_why",
                violation_error_message=_("An edit says why it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concept} {self.number}"

    @property
    def change(self) -> Change:
        """The difference to the files as the engine takes it."""
        return Change.from_json(self.content)


class LexiconVersion(models.Model):
    """The edits that were in use together, at most one per concept. Only whether it is in use ever changes.

    Where no version is in use, the files count as they are.
    """

    number = models.PositiveIntegerField()
    edits = models.ManyToManyField(LexiconEdit, related_name="versions")
    digest = models.CharField(max_length=12, blank=True)  # engine.overlay.overlay_digest of the edits
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_live = models.BooleanField(default=False)
    live_since = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="lexiconversion_number_once",
                violation_error_message=_("This version exists already."),
            ),
            models.UniqueConstraint(
                fields=["is_live"],
                condition=Q(is_live=True),
                name="lexiconversion_one_live",
                violation_error_message=_("Only one version can be in use."),
            ),
            models.CheckConstraint(
                condition=Q(is_live=False) | Q(live_since__isnull=False, chosen_by__isnull=False),
                name="lexiconversion_live_dated",
                violation_error_message=_("A version in use says since when."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class LexiconPreview(models.Model):
    """What the drafts would change in present proposals; computed in the background, kept for some weeks.

    It holds ids and figures, no texts.
    """

    overlay = models.JSONField()  # [engine.overlay.Change, ...]: the drafts as they were when it was asked for
    digest = models.CharField(max_length=12)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # {"pairs": [[introduction, score before, score after, rank before, rank after], ...] of those that change,
    #  "compared": int, "texts": int, "concepts": {id: [texts before, texts after]}}
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING]),
                name="lexiconpreview_one_under_way",
                violation_error_message=_("This preview is being computed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.digest} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (RunState.QUEUED, RunState.RUNNING)
