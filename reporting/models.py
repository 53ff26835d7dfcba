"""Editions of the figures: made once a quarter, never changed, so that what was published stays what it was."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """What was counted up to `as_of`, and what of it may be shown. `figures` holds, by population, all counts (for
    the protection of later editions; no page shows them) and the figures that are shown."""

    as_of = models.DateField(unique=True)
    smallest = models.PositiveSmallIntegerField()  # no figure below it is shown
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-as_of"]
        constraints = [
            models.CheckConstraint(
                condition=Q(smallest__gte=1),
                name="edition_smallest_positive",
                violation_error_message=_("The smallest number that is shown is at least 1."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.as_of}"


def digest(figures: dict) -> str:
    """Return the SHA-256 of `figures`, however the database orders their keys."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
