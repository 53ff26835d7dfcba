"""Issues of the newsletter and the blocks they are built from."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.told import Told, told
from newsletter.enums import BlockKind, Effect, IssueState
from newsletter.models.segments import Segment
from newsletter.workflow import ISSUE
from scheduling.clock import local

CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mixed up when it is read aloud
CODE_LENGTH = 8
SUBJECT_LENGTH = 90  # what mail programs show
PREHEADER_LENGTH = 120
HEADING_LENGTH = 120
TEXT_LENGTH = 4_000
LABEL_LENGTH = 60
ANSWERED_FOR = timedelta(days=60)  # after sending, where the question names no other day


def new_code() -> str:
    """Return the random part of the public address of an issue."""
    return get_random_string(CODE_LENGTH, CODE_ALPHABET)


class IssueQuerySet(models.QuerySet):
    def managed_by(self, user) -> "IssueQuerySet":
        """Project leads and editors write them, nobody else sees what is not sent."""
        return self.all() if user.is_authenticated and (user.is_project_lead or user.is_editor) else self.none()

    def public(self) -> "IssueQuerySet":
        """The archive that anybody may read."""
        return self.filter(state=IssueState.SENT, is_archived=True)

    def due(self, now: datetime) -> "IssueQuerySet":
        return self.filter(state=IssueState.SCHEDULED, scheduled_for__lte=now)


class Issue(models.Model):
    """One mail to many. Texts exist in German and, where given, in English; readers get their language, else the other.

    `content` is what was sent, frozen when sending starts (`newsletter.content`): the mails, the archive and the
    figures rest on it. It goes to the readers of `segments`, and to nobody where there is none.
    """

    workflow = ISSUE

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    subject = models.CharField(_("Subject"), max_length=SUBJECT_LENGTH)
    subject_en = models.CharField(_("Subject in English"), max_length=SUBJECT_LENGTH, blank=True)
    preheader = models.CharField(
        _("Line below the subject"),
        max_length=PREHEADER_LENGTH,
        blank=True,
        help_text=_("Mail programs show it in the list, behind the subject."),
    )
    preheader_en = models.CharField(_("Line below the subject, in English"), max_length=PREHEADER_LENGTH, blank=True)
    segments = models.ManyToManyField(Segment, blank=True, related_name="issues", verbose_name=_("Goes to"))
    is_archived = models.BooleanField(_("Show in the public archive after sending"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    state = models.CharField(max_length=10, choices=IssueState.choices, default=IssueState.DRAFT, db_index=True)
    state_changed_at = models.DateTimeField(default=timezone.now)
    scheduled_for = models.DateTimeField(_("Send on"), null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(default=dict, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Issue of the newsletter")
        verbose_name_plural = _("Issues of the newsletter")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=IssueState.SCHEDULED) | Q(scheduled_for__isnull=False),
                name="newsletter_issue_scheduled_when",
                violation_error_message=_("Say when the issue is to be sent."),
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | ~Q(content={}),
                name="newsletter_issue_sent_as_frozen",
                violation_error_message=_("What is sent is kept as it was sent."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[IssueState.DRAFT, IssueState.SCHEDULED, IssueState.DROPPED])
                | Q(started_at__isnull=False),
                name="newsletter_issue_sending_started",
                violation_error_message=_("An issue that is being sent says since when."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("newsletter:issue", args=[self.pk])

    @property
    def told_subject(self) -> Told:
        return told(de=self.subject, en=self.subject_en)

    @property
    def told_preheader(self) -> Told:
        return told(de=self.preheader, en=self.preheader_en)

    @property
    def can_be_edited(self) -> bool:
        return self.state == IssueState.DRAFT


class Block(models.Model):
    """One part of an issue, in its place. Every kind may have heading and text; the rows a kind shows are in the
    relation of its name. A question has choices and takes answers until `answer_until`."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Kind"), max_length=10, choices=BlockKind.choices)
    heading = models.CharField(_("Heading"), max_length=HEADING_LENGTH, blank=True)
    heading_en = models.CharField(_("Heading in English"), max_length=HEADING_LENGTH, blank=True)
    text = models.TextField(_("Text"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)])
    text_en = models.TextField(_("Text in English"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)])
    events = models.ManyToManyField("events.Event", blank=True, related_name="+", verbose_name=_("Events"))
    offers = models.ManyToManyField("startups.Offer", blank=True, related_name="+", verbose_name=_("Offers"))
    needs = models.ManyToManyField("board.Posting", blank=True, related_name="+", verbose_name=_("Needs"))
    topic = models.ForeignKey(
        "taxonomy.Topic",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Topic of the question"),
    )
    answer_until = models.DateField(_("Answers until"), null=True, blank=True)

    class Meta:
        ordering = ["issue", "position"]
        verbose_name = _("Block")
        verbose_name_plural = _("Blocks")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "position"],
                name="newsletter_block_place_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two blocks cannot stand in the same place."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.position}"

    @property
    def told_heading(self) -> Told:
        return told(de=self.heading, en=self.heading_en)

    @property
    def told_text(self) -> Told:
        return told(de=self.text, en=self.text_en)

    @property
    def last_day(self) -> date | None:
        """The last day for answers; None while nothing is sent and no day is named."""
        if self.answer_until or self.issue.started_at is None:
            return self.answer_until
        return local(self.issue.started_at + ANSWERED_FOR).date()


class Choice(models.Model):
    """One button below a question, and what its answer causes."""

    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("Words on the button"), max_length=LABEL_LENGTH)
    label_en = models.CharField(_("Words on the button, in English"), max_length=LABEL_LENGTH, blank=True)
    effect = models.CharField(_("What the answer means"), max_length=10, choices=Effect.choices)

    class Meta:
        ordering = ["block", "position"]
        verbose_name = _("Answer to choose")
        verbose_name_plural = _("Answers to choose")
        constraints = [
            models.UniqueConstraint(
                fields=["block", "position"],
                name="newsletter_choice_place_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two answers cannot stand in the same place."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def told_label(self) -> Told:
        return told(de=self.label, en=self.label_en)
