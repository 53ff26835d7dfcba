"""What needs and offers are about (topics) and which trade an organisation is in (sectors)."""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from taxonomy.enums import MaturityDimension, SectorLevel, TermLanguage


def in_active_language(german: str, english: str) -> str:
    """Return the text of the active language; German unless it is English."""
    return english if (get_language() or "").startswith("en") else german


class TopicGroup(models.Model):
    """A heading over topics, used in lists and facets."""

    slug = models.SlugField(_("short name"), unique=True)
    label_de = models.CharField(_("label (German)"), max_length=80)
    label_en = models.CharField(_("label (English)"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("topic group")
        verbose_name_plural = _("topic groups")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_active_language(self.label_de, self.label_en)


class TopicQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug: str) -> "Topic":
        return self.get(slug=slug)

    def active(self) -> "TopicQuerySet":
        """Topics that may be chosen; disabled ones stay on old cases."""
        return self.filter(is_active=True)


class Topic(models.Model):
    """A field of digitalisation, known by its slug ("e-rechnung"), which is also its id for the engine."""

    slug = models.SlugField(_("short name"), unique=True)
    group = models.ForeignKey(TopicGroup, on_delete=models.PROTECT, related_name="topics", verbose_name=_("group"))
    label_de = models.CharField(_("label (German)"), max_length=80)
    label_en = models.CharField(_("label (English)"), max_length=80)
    dimension = models.CharField(_("maturity dimension"), max_length=10, choices=MaturityDimension)
    related = models.ManyToManyField("self", symmetrical=True, blank=True, verbose_name=_("related topics"))
    position = models.PositiveSmallIntegerField(_("position"))
    is_active = models.BooleanField(_("may be chosen"), default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def label(self) -> str:
        return in_active_language(self.label_de, self.label_en)


class TopicTerm(models.Model):
    """A word or phrase by which people speak of a topic. Disabled, not deleted, so that a load cannot revive
    it.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="terms", verbose_name=_("topic"))
    language = models.CharField(_("language"), max_length=2, choices=TermLanguage)
    term = models.CharField(_("term"), max_length=80)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["topic", "language", "id"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "language", "term"],
                name="topicterm_unique_per_topic",
                violation_error_message=_("This topic already has this term."),
            )
        ]

    def __str__(self) -> str:
        return self.term


class SectorQuerySet(models.QuerySet):
    def get_by_natural_key(self, scheme: str, code: str) -> "Sector":
        return self.get(scheme=scheme, code=code)

    def active(self) -> "SectorQuerySet":
        return self.filter(is_active=True)

    def by_code(self, code: str, scheme: str = "wz2008") -> "Sector":
        """Return the sector of a written code: "C", "25" or "C25". Raises Sector.DoesNotExist if there is
        none, also when the division does not belong to the section.
        """
        match = re.fullmatch(r"([A-Z]?)(\d\d)?", code.strip().upper())
        if not match or not match[0]:
            raise self.model.DoesNotExist(f"{code!r} is no sector code")
        section, division = match[1], match[2]
        found = self.filter(scheme=scheme, code=division or section)
        if section and division:
            found = found.filter(parent__code=section)
        return found.get()


class Sector(models.Model):
    """A section ("C") or division ("25") of a classification of industries. Letters shift between editions,
    so a code means nothing without its scheme.
    """

    scheme = models.CharField(_("scheme"), max_length=10)
    code = models.CharField(_("code"), max_length=5)
    level = models.CharField(_("level"), max_length=10, choices=SectorLevel)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("section"),
    )
    title_de = models.CharField(_("title (German)"), max_length=250)
    title_en = models.CharField(_("title (English)"), max_length=250)
    short_de = models.CharField(_("short title (German)"), max_length=80, blank=True)
    is_active = models.BooleanField(_("may be chosen"), default=True)

    objects = SectorQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "id"]
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="sector_unique_scheme_code"),
            models.CheckConstraint(
                condition=Q(level=SectorLevel.SECTION, parent__isnull=True)
                | Q(level=SectorLevel.DIVISION, parent__isnull=False),
                name="sector_division_has_section",
                violation_error_message=_("A division belongs to a section, a section to nothing."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.scheme, self.code)

    @property
    def full_code(self) -> str:
        """Section letter and division, "C25"; needs `parent`."""
        return f"{self.parent.code}{self.code}" if self.parent else self.code

    @property
    def label(self) -> str:
        return in_active_language(self.short_de or self.title_de, self.title_en)
