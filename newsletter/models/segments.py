"""Groups of readers, chosen by what they said about themselves and what they wish to read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.enums import ReaderKind

NAME_LENGTH = 80


class Segment(models.Model):
    """Readers who fit each of the three conditions that are given; who receives it is counted anew each time
    (`newsletter.recipients`). A segment without any condition is nobody; everybody is said with `is_everyone`."""

    name = models.CharField(_("Name"), max_length=NAME_LENGTH, unique=True)
    is_everyone = models.BooleanField(_("Everybody who receives the newsletter"), default=False)
    readers = ArrayField(
        models.CharField(max_length=12, choices=ReaderKind.choices),
        verbose_name=_("Kind of reader"),
        default=list,
        blank=True,
    )
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="+", verbose_name=_("Topics"))
    regions = models.ManyToManyField("regions.Region", blank=True, related_name="+", verbose_name=_("Regions"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("Segment")
        verbose_name_plural = _("Segments")

    def __str__(self) -> str:
        return self.name

    @property
    def conditions(self) -> list[str]:
        """Return each condition that is given, as words."""
        readers = [str(ReaderKind(reader).label) for reader in self.readers]
        chosen = [readers, [str(each) for each in self.topics.all()], [str(each) for each in self.regions.all()]]
        return [", ".join(names) for names in chosen if names]
