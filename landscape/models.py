"""The public directory: one row per organisation that may be shown, and how often each entry was looked at."""

import secrets
from datetime import date
from functools import cache

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text import slug_of
from landscape.enums import Visibility

# Letters and digits that nobody mistakes for another, also when a link is read aloud.
_CODE_CHARACTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 6


def new_code() -> str:
    """Return what an address of an entry ends with: it stays the same when the name changes."""
    return "".join(secrets.choice(_CODE_CHARACTERS) for _ in range(CODE_LENGTH))


def is_booked(until: date | None) -> bool:
    """Whether people who have said that they take nobody on until that day still do not."""
    return until is not None and until >= timezone.localdate()


def address_of(name: str, code: str) -> str:
    """Return the address of the entry with this code, of the organisation with this name."""
    before, after = _around_slug()
    return f"{before}{slug_of(name, code)}{after}"


@cache
def _around_slug() -> tuple[str, str]:
    """Return what stands before and after the slug in the address of an entry: lists have twenty of them, and to ask
    for each takes as long as the rest of a card."""
    before, _slug, after = reverse("landscape:profile", args=["slug"]).rpartition("slug")
    return before, after


class EntryQuerySet(models.QuerySet):
    def listed(self) -> "EntryQuerySet":
        """What everybody sees."""
        return self.filter(is_listed=True, organisation__merged_into__isnull=True)

    def for_cards(self) -> "EntryQuerySet":
        """Read what a card shows, and no more."""
        related = self.select_related("organisation__region", "organisation__municipality")
        return related.only(
            *("code", "topics", "reference_count", "takes_requests", "booked_until", "confirmed_on"),
            *("line_de", "line_en", "organisation__name", "organisation__kind", "organisation__founded_year"),
            *("organisation__region__name", "organisation__region__kind", "organisation__municipality__name"),
        )


class Entry(models.Model):
    """The entry of an organisation in the landscape.

    The first part is decided by people; the second is computed from organisation, profile, offers and references by
    `landscape.services.refresh` and nowhere else.
    """

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="landscape_entry"
    )
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.DEFAULT)
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    booked_until = models.DateField(_("Fully booked until"), null=True, blank=True)
    stated_on = models.DateField(null=True, blank=True)  # last time its people said that the entry is correct
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_down_reason = models.TextField(
        _("Reason that the organisation reads"), blank=True, validators=[MaxLengthValidator(2_000)]
    )

    is_listed = models.BooleanField(default=False, db_index=True)
    first_listed_on = models.DateField(null=True, blank=True)
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # slugs
    sectors = ArrayField(models.CharField(max_length=5), default=list, blank=True)  # "C25", and "C" above it
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    reference_count = models.PositiveSmallIntegerField(default=0)
    takes_requests = models.BooleanField(default=True)
    confirmed_on = models.DateField(null=True, blank=True)
    line_de = models.CharField(max_length=240, blank=True)
    line_en = models.CharField(max_length=240, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Entry in the landscape")
        verbose_name_plural = _("Entries in the landscape")
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility=Visibility.DEFAULT) | Q(chosen_at__isnull=False, chosen_by__isnull=False),
                name="entry_chosen_by_and_at",
                violation_error_message=_("A decision says who made it and when."),
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, taken_down_by__isnull=True, taken_down_reason="")
                | (Q(taken_down_at__isnull=False, taken_down_by__isnull=False, is_listed=False))
                & ~Q(taken_down_reason=""),
                name="entry_taken_down_explained",
                violation_error_message=_("Who takes an entry down says why, and it is shown to nobody."),
            ),
            models.CheckConstraint(
                condition=Q(is_listed=False) | Q(first_listed_on__isnull=False),
                name="entry_listed_dated",
                violation_error_message=_("A shown entry has the day on which it was first shown."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.code}"

    def get_absolute_url(self) -> str:
        return address_of(self.organisation.name, self.code)

    @property
    def slug(self) -> str:
        return slug_of(self.organisation.name, self.code)

    @property
    def is_booked(self) -> bool:
        """Whether its people have said that they take nobody on at present."""
        return is_booked(self.booked_until)

    @property
    def is_open(self) -> bool:
        return self.takes_requests and not self.is_booked


class DailyViews(models.Model):
    """How often the pages of an entry were opened on one day. A number, and nothing about who looked."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="daily_views")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "day"], name="dailyviews_one_per_day")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day} {self.views}"
