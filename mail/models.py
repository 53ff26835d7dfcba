"""The outbox: every mail of the portal is a row first and a message afterwards."""

from datetime import datetime
from email.utils import parseaddr

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.states import Transition
from mail.attachments import emptied
from mail.enums import MessageState
from mail.occasions import deciders, is_current, occasion_of
from mail.workflow import DECISIONS, OUTBOX, WAITING

SUBJECT_LENGTH = 250
UNCLAIMED = [*WAITING, MessageState.BUNDLED, MessageState.CANCELLED]


class OutboxMessageQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OutboxMessageQuerySet":
        """Everything for project leads; for others who decide about cases the letters about these; else nothing."""
        if user.is_project_lead:
            return self.all()
        found = Q(pk__in=[])
        for label, cases in deciders().items() if user.moderates else ():
            found |= Q(about_type=label, about_id__in=cases(user).values("pk"))
        return self.filter(found)

    def waiting(self) -> "OutboxMessageQuerySet":
        """Messages that have not left, whatever they wait for."""
        return self.filter(state__in=WAITING)

    def held(self) -> "OutboxMessageQuerySet":
        """Messages that a person has to release."""
        return self.filter(state=MessageState.HELD)

    def not_yet_told(self) -> "OutboxMessageQuerySet":
        """Messages that wait for a daily summary."""
        return self.filter(state=MessageState.COLLECTED)

    def about(self, obj: models.Model) -> "OutboxMessageQuerySet":
        return self.filter(about_type=obj._meta.label_lower, about_id=obj.pk)

    def due(self, now: datetime) -> "OutboxMessageQuerySet":
        """Messages that may leave now."""
        return self.filter(Q(not_before__isnull=True) | Q(not_before__lte=now), state=MessageState.QUEUED)

    def without_bodies(self) -> "OutboxMessageQuerySet":
        """For lists, which show who is told what about, but no text."""
        return self.defer("body_text", "body_html")

    def waiting_since(self, moment: datetime) -> "OutboxMessageQuerySet":
        return self.filter(state_changed_at__lte=moment)

    def claimed_before(self, moment: datetime) -> "OutboxMessageQuerySet":
        """Messages whose delivery began before `moment` and has not been recorded since."""
        return self.filter(state=MessageState.SENDING, claimed_at__lt=moment)


class OutboxMessage(models.Model):
    """One mail, from the decision to write it to the mail server's receipt.

    `key` says what the mail is for (kind, case, recipient, round), so that the same decision taken twice
    is still one mail. `about_type` and `about_id` name the row the mail is about, as in LogEntry; they are
    no foreign key, because a case may go while the record that somebody was told stays.
    """

    workflow = OUTBOX

    kind = models.CharField(max_length=60, db_index=True)  # e.g. introduction.ask_company
    key = models.CharField(max_length=200, unique=True)
    to = models.JSONField()  # lists of "Name <address>"
    cc = models.JSONField(default=list, blank=True)
    reply_to = models.JSONField(default=list, blank=True)
    from_email = models.CharField(max_length=320)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)  # name, type, content; the content goes when it has left
    language = models.CharField(max_length=2)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    # Who is written to, where that is one person; the addresses above are what counts
    recipient = models.ForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    letter = models.JSONField(default=dict, blank=True)  # what the bodies were made of, see Letter; until it has left
    digest = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="bundled")
    # The text carries a secret of its recipient (a link to sign in or to answer): staff do not read it, and
    # it is blanked once the mail has left.
    is_confidential = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)  # class and code, no address
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Message")
        verbose_name_plural = _("Messages")
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="outboxmessage_about"),
            models.Index(fields=["state", "-created_at"], name="outboxmessage_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to=[]),
                name="outboxmessage_has_recipient",
                violation_error_message=_("A message needs at least one recipient."),
            ),
            models.CheckConstraint(
                condition=Q(about_type="", about_id__isnull=True) | (~Q(about_type="") & Q(about_id__isnull=False)),
                name="outboxmessage_about_complete",
                violation_error_message=_("What a message is about has a type and a number, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNCLAIMED) | Q(claimed_at__isnull=False, attempts__gte=1),
                name="outboxmessage_claimed_first",
                violation_error_message=_("A message is claimed before it is handed over."),
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                name="outboxmessage_sent_dated",
                violation_error_message=_("A sent message says when, and only a sent message does."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MessageState.FAILED, MessageState.UNKNOWN]) | ~Q(last_error=""),
                name="outboxmessage_problem_named",
                violation_error_message=_("A message that did not leave names the error."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("mail:message_detail", args=[self.pk])

    @property
    def recipient_names(self) -> list[str]:
        """Who gets the message, by name; by address where there is no name."""
        return [parseaddr(recipient)[0] or recipient for recipient in (*self.to, *self.cc)]

    @property
    def tone(self) -> str:
        """The sign beside the state where it differs from the workflow's: somebody has to look at it."""
        if self.state == MessageState.HELD:
            return "open"
        return "act" if self.state in (MessageState.FAILED, MessageState.UNKNOWN) else ""

    @property
    def decisions(self) -> list[Transition]:
        """What a person can decide about the message in its present state, the usual first."""
        sources = {transition.id: transition for transition in OUTBOX.leaving(self.state)}
        possible = [sources[name] for name in DECISIONS if name in sources]
        return [each for each in possible if each.id != "rewrite" or self.can_be_rewritten]

    @property
    def can_be_rewritten(self) -> bool:
        return occasion_of(self.kind).write is not None

    @property
    def is_current(self) -> bool:
        """Whether the case still stands where the message says; what is not current does not leave any more."""
        return is_current(self.kind, self.about())

    def about(self) -> models.Model | None:
        """Return the row the mail is about; None when there is none or it is gone."""
        if not self.about_type:
            return None
        return apps.get_model(self.about_type)._base_manager.filter(pk=self.about_id).first()

    def about_url(self) -> str:
        """Return the page of the case the mail is about; empty when it has none or is gone."""
        case = self.about()
        return case.get_absolute_url() if case and hasattr(case, "get_absolute_url") else ""

    def fields_when_sent(self, at: datetime | F) -> dict:
        """Return the columns that change when the mail has left: secrets and files are not kept longer than needed."""
        blanked = {"body_text": "", "body_html": ""} if self.is_confidential else {}
        return {"sent_at": at, "last_error": "", "letter": {}, "attachments": emptied(self.attachments), **blanked}
