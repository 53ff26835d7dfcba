"""Stored files: where they lie, and who brought them."""

import secrets
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from files.uploads import NAME_LENGTH


def random_name(instance: models.Model, filename: str) -> str:
    """Return a name in the folder of the model that nobody can guess and that tells nothing of the sender."""
    return f"{instance._meta.model_name}/{secrets.token_hex(16)}{PurePath(filename).suffix}"


class StoredFile(models.Model):
    """A document or picture. It is served only by a view that asks who may read it."""

    file = models.FileField(upload_to=random_name, max_length=120)
    name = models.CharField(_("File"), max_length=NAME_LENGTH)  # as the sender called it
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # SHA-256
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"
