"""What a lead has begun to take down."""

from django.conf import settings
from django.db import models


class CaptureDraftQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CaptureDraftQuerySet":
        """What the person has begun; nobody else reads it."""
        return self.filter(user=user)


class CaptureDraft(models.Model):
    """What a lead has typed so far into the capture page: name of a control -> its values. It ends when the need is
    saved, and after some days in any case."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form_key = models.UUIDField()
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    objects = CaptureDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "form_key"], name="capturedraft_once_per_form")]

    def __str__(self) -> str:
        return f"{self.form_key}"
