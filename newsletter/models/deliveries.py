"""One row for each recipient of an issue, from the decision to send it to the receipt of the mail server."""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsletter.enums import Bounce, DeliveryState, IssueState, LeaveReason, ReaderKind
from newsletter.models.issues import Issue
from newsletter.models.segments import Segment
from newsletter.models.subscriptions import CODE_LENGTH, Subscription, new_code
from newsletter.workflow import DELIVERY

UNCLAIMED = [DeliveryState.QUEUED, DeliveryState.SKIPPED]


class DeliveryQuerySet(models.QuerySet):
    def managed_by(self, user) -> "DeliveryQuerySet":
        return self.filter(issue__in=Issue.objects.managed_by(user).values("pk"))

    def waiting(self) -> "DeliveryQuerySet":
        """What has not left and is not held up; of an issue that has left, what is sent once more."""
        return self.filter(state=DeliveryState.QUEUED, issue__state__in=[IssueState.SENDING, IssueState.SENT])

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Deliveries that may leave now."""
        return self.waiting().filter(Q(not_before__isnull=True) | Q(not_before__lte=now))

    def unpublished(self, before: datetime) -> "DeliveryQuerySet":
        """Those without a task on the way: none was queued, or before `before` and got lost."""
        return self.filter(Q(published_at__isnull=True) | Q(published_at__lt=before))

    def claimed_before(self, moment: datetime) -> "DeliveryQuerySet":
        """Deliveries that began before `moment` and of which nothing was recorded since."""
        return self.filter(state=DeliveryState.SENDING, claimed_at__lt=moment)


class Delivery(models.Model):
    """One issue to one subscription, once. `segment`, `reader` and `language` are as they were when sending started.

    `published_at` says when a task was last queued for it: the throttle (`newsletter.pump`). `code` stands in the
    links of the mail, with a signature. The row outlives the subscription, without pointing at anybody.
    """

    workflow = DELIVERY

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="deliveries")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries"
    )
    segment = models.ForeignKey(Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reader = models.CharField(max_length=12, choices=ReaderKind.choices, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="de")
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)

    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)  # class and code, no address
    not_before = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce = models.CharField(max_length=4, choices=Bounce.choices, blank=True)
    # Whoever left after this mail and before the next one left because of it, as far as anybody can tell
    left_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.CharField(max_length=12, choices=LeaveReason.choices, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Delivery of an issue")
        verbose_name_plural = _("Deliveries of issues")
        indexes = [models.Index(fields=["issue", "state"], name="newsletter_delivery_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscription"],
                name="newsletter_delivery_once",
                violation_error_message=_("Nobody receives an issue twice."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNCLAIMED) | Q(claimed_at__isnull=False, attempts__gte=1),
                name="newsletter_delivery_claimed_first",
                violation_error_message=_("A message is claimed before it is handed over."),
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True)),
                name="newsletter_delivery_sent_dated",
                violation_error_message=_("A sent message says when, and only a sent message does."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DeliveryState.FAILED, DeliveryState.UNKNOWN]) | ~Q(last_error=""),
                name="newsletter_delivery_problem_named",
                violation_error_message=_("A message that did not leave names the error."),
            ),
            models.CheckConstraint(
                condition=Q(bounced_at__isnull=True, bounce="") | (Q(bounced_at__isnull=False) & ~Q(bounce="")),
                name="newsletter_delivery_bounce_dated",
                violation_error_message=_("A mail that came back says when and how."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.pk}"

    @property
    def message_id(self) -> str:
        """The Message-ID, the same for every attempt: it names the row, so that bounces find it."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        return f"<newsletter.{self.pk}.{self.created_at:%Y%m%d%H%M%S}@{domain}>"

    @property
    def kind(self) -> str:
        """What the log calls it."""
        return "newsletter.issue"

    def fields_when_sent(self, at: datetime | F) -> dict:
        """Return the columns that change when the mail has left."""
        return {"sent_at": at, "last_error": ""}
