"""Organisations that are in the portal twice: pairs that look alike, merges, and the names that remain."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models.organisations import Organisation
from organisations.names import name_key


class OrganisationAlias(models.Model):
    """Another name of an organisation, under which it is found as well: that of an entry merged into it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("Name"), max_length=160)
    name_key = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="organisationalias_unique")]
        indexes = [GinIndex(name="organisationalias_trigrams", fields=["name_key"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class OrganisationPairQuerySet(models.QuerySet):
    def compared_by(self, user) -> "OrganisationPairQuerySet":
        """Pairs of which this person may merge both sides."""
        mine = Organisation.objects.merged_by(user).values("pk")
        return self.filter(lower__in=mine, higher__in=mine)

    def open(self) -> "OrganisationPairQuerySet":
        return self.filter(dismissed_at__isnull=True)

    def for_list(self) -> "OrganisationPairQuerySet":
        return self.select_related(
            "lower__region", "lower__municipality", "higher__region", "higher__municipality", "dismissed_by__contact"
        ).order_by(F("score").desc(nulls_last=True), "pk")


class OrganisationPair(models.Model):
    """Two organisations that may be one, with the likelihood and its reasons as last computed; or that are not, as
    somebody has decided. `lower` is the one with the smaller id."""

    lower = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    higher = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(null=True, blank=True)  # null: told apart by hand, never found
    reasons = models.JSONField(default=list)  # codes, see duplicates.REASONS
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OrganisationPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lower", "higher"], name="organisationpair_unique"),
            models.CheckConstraint(
                condition=Q(lower__lt=F("higher")),
                name="organisationpair_ordered",
                violation_error_message=_("A pair names the older organisation first."),
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True)
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False),
                name="organisationpair_dismissed_by_and_at",
                violation_error_message=_("A decision says who made it and when."),
            ),
        ]
        indexes = [
            models.Index(
                F("score").desc(nulls_last=True),
                "id",
                condition=Q(dismissed_at__isnull=True),
                name="organisationpair_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} ~ {self.higher_id}"


class OrganisationMerge(models.Model):
    """One organisation was merged into another. Holds what is needed to undo it: for each changed row the columns
    with their old and new values, no copies of people."""

    winner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    loser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changes = models.JSONField(default=list, editable=False)
    created = models.JSONField(default=list, editable=False)
    had_admin = models.JSONField(default=list, editable=False)  # ids of those that had an admin before

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["loser"],
                condition=Q(undone_at__isnull=True),
                name="organisationmerge_one_standing",
                violation_error_message=_("This organisation has been merged already."),
            ),
            models.CheckConstraint(
                condition=~Q(winner=F("loser")),
                name="organisationmerge_two_organisations",
                violation_error_message=_("An organisation cannot be merged into itself."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="organisationmerge_undone_by_and_at",
                violation_error_message=_("A decision says who made it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} > {self.winner_id}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:merge_detail", args=[self.pk])
