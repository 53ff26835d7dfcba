"""Funder packs: what was frozen, and the files made of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.enums import MEDIA_TYPES, PackFormat
from regions.models import FundedProject


class FunderPackQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FunderPackQuerySet":
        """Project leads answer for the proof; nobody else reads it here."""
        return self.all() if user.is_authenticated and user.is_project_lead else self.none()


class FunderPack(models.Model):
    """One version of the proof of a grant: all its numbers, lists and texts as they were when it was made.

    `content` is canonical JSON, `sha256` its checksum; a trigger (migration 0001) refuses every change. What changes
    in the portal afterwards is in the next version.
    """

    project = models.ForeignKey(FundedProject, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = the command
    content = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = FunderPackQuerySet.as_manager()

    class Meta:
        ordering = ["project", "-number"]
        verbose_name = _("funder pack")
        verbose_name_plural = _("funder packs")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="funderpack_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="funderpack_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"


class PackFile(models.Model):
    """A file of a pack with its bytes, so that it is handed out the same for ever, whatever writes files then."""

    pack = models.ForeignKey(FunderPack, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=4, choices=PackFormat)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["pack", "format"]
        constraints = [models.UniqueConstraint(fields=["pack", "format"], name="packfile_format_once")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.format}"

    @property
    def name(self) -> str:
        return f"{self.pack.project.slug}-nachweis-{self.pack.number}.{self.format}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[PackFormat(self.format)]


class PackPerson(models.Model):
    """Who "Person 1" of a pack is. It stands beside the frozen content, which names nobody of the staff."""

    pack = models.ForeignKey(FunderPack, on_delete=models.PROTECT, related_name="persons")
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pack", "number"]
        constraints = [models.UniqueConstraint(fields=["pack", "number"], name="packperson_number_once")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.number}"
