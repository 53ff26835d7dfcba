"""How people narrow their lists, kept under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import FilterPage


class SavedFilterQuerySet(models.QuerySet):
    def of(self, user) -> "SavedFilterQuerySet":
        """The person's own: nobody else sees what somebody looks for."""
        return self.filter(user=user)


class SavedFilter(models.Model):
    """How one person narrows one list, under a name. `query` is what stands behind the question mark, without words
    that were searched for: those could name people."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=20, choices=FilterPage.choices)
    name = models.CharField(_("Name"), max_length=40)
    query = models.CharField(max_length=500)
    is_default = models.BooleanField(default=False)  # the list opens with it
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("Saved filter")
        verbose_name_plural = _("Saved filters")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="savedfilter_name_once",
                violation_error_message=_("There already is a filter of this name."),
            ),
            models.UniqueConstraint(
                fields=["user", "page"],
                condition=Q(is_default=True),
                name="savedfilter_one_default",
                violation_error_message=_("A list opens with one filter."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
