"""What somebody without an account has typed so far about a need."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NeedDraft(models.Model):
    """A need on its way to the hub: typed step by step by somebody who has no account.

    `content` holds what was typed, field by field as lists, as a browser sends it. Two ways lead back to it: `key` in
    a signed cookie of the browser, and a link in a mail to `email`. Once it was handed in, the row is empty and only
    says which need it has become.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    content = models.JSONField(default=dict, blank=True)
    email = models.EmailField(blank=True)  # as typed in `content`, where it is one; links go there
    language = models.CharField(max_length=2, default="de")
    origin = models.CharField(max_length=40, blank=True)  # what of a room above led here, see companies.signals
    # Whoever reads mails at the address has gone on with it: browsers that began it without that proof are shut out.
    is_claimed = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)  # a mail asks to confirm exactly what it says now
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(auto_now=True, db_index=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    need = models.OneToOneField(
        "companies.Need", on_delete=models.SET_NULL, null=True, blank=True, related_name="public_draft"
    )

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = _("Draft of a visitor")
        verbose_name_plural = _("Drafts of visitors")
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True, need__isnull=True)
                | Q(handed_in_at__isnull=False, asked_at__isnull=True, content={}, email=""),
                name="needdraft_emptied_when_handed_in",
                violation_error_message=_("What was handed in is kept with the need and not twice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    def first(self, name: str) -> str:
        """Return what is typed in the field `name`; "" where nothing is."""
        return next(iter(self.content.get(name, [])), "")
