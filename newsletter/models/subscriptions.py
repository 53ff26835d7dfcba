"""Who reads the newsletter, the proof of each step, and who must never be written to."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from newsletter.enums import (
    Frequency,
    LeaveReason,
    ProofKind,
    ReaderKind,
    Source,
    SubscriptionState,
    SuppressionReason,
)
from newsletter.workflow import SUBSCRIPTION

CODE_LENGTH = 20
HASH_LENGTH = 64
NOTE_LENGTH = 500


def new_code() -> str:
    """Return the random part of the links of a subscription."""
    return get_random_string(CODE_LENGTH)


class SubscriptionQuerySet(models.QuerySet):
    def active(self) -> "SubscriptionQuerySet":
        return self.filter(state=SubscriptionState.ACTIVE)

    def managed_by(self, user) -> "SubscriptionQuerySet":
        """Project leads and editors look after all of them, nobody else sees whom the hub writes to."""
        return self.all() if user.is_authenticated and (user.is_project_lead or user.is_editor) else self.none()


class Subscription(models.Model):
    """One address and what it wants to receive. It belongs to no account: whoever reads mails at the address decides.

    The row holds no secret: links carry `code` with a signature of this installation (`newsletter.tokens`).
    """

    workflow = SUBSCRIPTION

    email = models.EmailField(_("E-mail address"))
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    language = models.CharField(_("Language"), max_length=2, choices=settings.LANGUAGES, default="de")
    reader = models.CharField(_("I am"), max_length=12, choices=ReaderKind.choices, blank=True)
    frequency = models.CharField(_("How often?"), max_length=10, choices=Frequency.choices, default=Frequency.EVERY)
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="+", verbose_name=_("Topics"))
    regions = models.ManyToManyField("regions.Region", blank=True, related_name="+", verbose_name=_("Regions"))
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PAGE)
    state = models.CharField(
        max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.PENDING, db_index=True
    )
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.CharField(max_length=12, choices=LeaveReason.choices, blank=True)
    leave_note = models.TextField(blank=True, validators=[MaxLengthValidator(NOTE_LENGTH)])
    soft_bounces = models.PositiveSmallIntegerField(default=0)  # one after the other

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Subscription of the newsletter")
        verbose_name_plural = _("Subscriptions of the newsletter")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="subscription_address_once",
                violation_error_message=_("There already is a subscription of this address."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SubscriptionState.ACTIVE) | Q(confirmed_at__isnull=False),
                name="subscription_active_confirmed",
                violation_error_message=_("Nobody receives the newsletter who has not confirmed the address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Proof(models.Model):
    """One step of a subscription as it can be shown later: when, by which form, with which words. Append-only.

    `text` is the wording that was agreed to; `mail_key` names the letter, `mail_digest` is the SHA-256 of its text.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="proofs")
    email = models.EmailField()  # as it was at that moment
    kind = models.CharField(max_length=10, choices=ProofKind.choices)
    at = models.DateTimeField(default=timezone.now)
    form = models.CharField(max_length=200, blank=True)  # address of the page, without its host
    text = models.ForeignKey("accounts.ConsentText", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    mail_digest = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("Proof of a subscription")
        verbose_name_plural = _("Proofs of subscriptions")

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.kind} {self.at:%Y-%m-%d}"


class Suppression(models.Model):
    """An address that must not be written to, as a keyed hash: it outlives the subscription and names nobody."""

    digest = models.CharField(max_length=HASH_LENGTH, unique=True)
    reason = models.CharField(max_length=10, choices=SuppressionReason.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("Address that is not written to")
        verbose_name_plural = _("Addresses that are not written to")

    def __str__(self) -> str:
        return f"{self.pk}"
