"""Links in mails by which one person answers one question without signing in."""

from functools import partial

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from mail.links import CODE_LENGTH


class SignedLinkQuerySet(models.QuerySet):
    def about(self, obj: models.Model) -> "SignedLinkQuerySet":
        return self.filter(subject_type=obj._meta.label_lower, subject_id=obj.pk)

    def usable(self) -> "SignedLinkQuerySet":
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class SignedLink(models.Model):
    """One person, one question, one use, one day on which it ends.

    The row holds no secret: what a mail carries is `code` with a signature of this installation, which is put in
    when the mail leaves (`mail.links`). Who reads the table, or the outbox, cannot answer for anybody.
    `subject_type` and `subject_id` name the row the question is about, as in LogEntry. `key` names the occasion:
    the same occasion has one link.
    """

    purpose = models.CharField(max_length=40)  # a key of `registry.purposes()`
    key = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=partial(get_random_string, CODE_LENGTH))
    # Without a contact it goes to an address that nobody has confirmed yet; the row the question is about knows it.
    contact = models.ForeignKey(
        "accounts.Contact", on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    language = models.CharField(max_length=2, blank=True)  # of the mail, where no contact says it
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = SignedLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Link in a mail")
        verbose_name_plural = _("Links in mails")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="signedlink_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="signedlink_used_or_revoked",
                violation_error_message=_("A link that was used is not revoked any more."),
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, language="") | Q(contact__isnull=True) & ~Q(language=""),
                name="signedlink_language_known",
                violation_error_message=_("A link knows the language of its reader from the contact, or by itself."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="signedlink_expires_later",
                violation_error_message=_("A link ends after it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def is_usable(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def path(self) -> str:
        """Where it leads, without the signature: for `mail.links.absolute`, in letters."""
        return reverse("links:follow", args=[self.code])
