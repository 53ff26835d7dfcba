"""Whom a company does not want to be introduced to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation

NOTE_LENGTH = 300


class ExclusionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ExclusionQuerySet":
        """Those of companies the person belongs to or looks after. Being named in one opens nothing."""
        return self.filter(company__in=Organisation.objects.visible_to(user).values("pk"))


class Exclusion(models.Model):
    """An entry of the "not these" list of `company`: `excluded` is not proposed to it, whoever asks.

    The row goes when the company changes its mind; the log keeps who entered and who removed it.
    """

    company = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="exclusions")
    excluded = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("Why (you need not say)"), max_length=NOTE_LENGTH, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["excluded__sort_key", "pk"]
        verbose_name = _("Entry of a list of unwanted partners")
        verbose_name_plural = _("Entries of lists of unwanted partners")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "excluded"],
                name="exclusion_once_per_pair",
                violation_error_message=_("This organisation is on the list already."),
            ),
            models.CheckConstraint(
                condition=~Q(company=F("excluded")),
                name="exclusion_of_somebody_else",
                violation_error_message=_("An organisation does not exclude itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} without {self.excluded_id}"
