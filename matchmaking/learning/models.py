"""Versions of the weights: every one that was learnt is kept, with the figures it was judged by."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LearnedWeights(models.Model):
    """One version of the weights. Its figures and weights never change, only whether it is live.

    The fixed weights of a release have a row, too (`multipliers` is empty), so that one can go back to them. It
    names no person: how far somebody's decisions were believed is not kept.
    """

    version = models.CharField(max_length=12)  # digest of the weights, part of the engine's version
    based_on = models.CharField(max_length=12)  # version of the fixed weights that were multiplied
    weights = models.JSONField()
    multipliers = models.JSONField(default=dict, blank=True)  # group of contributions -> factor
    created_at = models.DateTimeField(default=timezone.now)
    decisions = models.PositiveIntegerField(default=0)  # learnt from and compared with, together
    verdict = models.JSONField(default=dict, blank=True)  # engine.learning.Verdict, against what was live then
    # Score -> chance that a lead accepts, {} below 200 decisions; measured anew every night for what is live
    calibration = models.JSONField(default=dict, blank=True)
    is_live = models.BooleanField(default=False)
    live_since = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = it went live by itself; the nightly job does not replace what a person chose

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "learned weights"
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                name="learnedweights_version_once",
                violation_error_message=_("This version exists already."),
            ),
            models.UniqueConstraint(
                fields=["is_live"],
                condition=Q(is_live=True),
                name="learnedweights_one_live",
                violation_error_message=_("Only one version can be in use."),
            ),
            models.CheckConstraint(
                condition=Q(is_live=False) | Q(live_since__isnull=False),
                name="learnedweights_live_dated",
                violation_error_message=_("A version in use says since when."),
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def is_fixed(self) -> bool:
        return not self.multipliers
