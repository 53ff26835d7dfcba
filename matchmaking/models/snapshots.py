"""What a computed score rests on, kept so that it can be computed again: texts as the engine read them, how
common words were, the weights. Rows are written once and never changed."""

import zlib

import orjson
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PackedJSON(models.BinaryField):
    """JSON, compressed: these values are read whole and never searched.

    What is read back holds lists and string keys, as JSON does.
    """

    def get_prep_value(self, value):
        if value is None:
            return None
        return zlib.compress(orjson.dumps(value), 3)

    def from_db_value(self, value, expression, connection):
        return None if value is None else orjson.loads(zlib.decompress(value))


class Analysis(models.Model):
    """One version of a need or an offer as the engine has read it.

    It holds single words and no sentences, but they are a person's words: the row goes with its need or offer.
    """

    need = models.ForeignKey("companies.Need", on_delete=models.CASCADE, null=True, related_name="analyses")
    offer = models.ForeignKey("startups.Offer", on_delete=models.CASCADE, null=True, related_name="analyses")
    fingerprint = models.CharField(max_length=64)  # of the content, see `documents.fingerprint`
    version = models.CharField(max_length=60)  # of what was read with, see `analyses.reading_version`
    content = PackedJSON()  # {"facts": fields of the Document without its texts, "features": Features}
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer", "fingerprint", "version"],
                nulls_distinct=False,
                name="analysis_once_per_content",
                violation_error_message=_("This text has been read already."),
            ),
            models.CheckConstraint(
                condition=Q(need__isnull=True, offer__isnull=False) | Q(need__isnull=False, offer__isnull=True),
                name="analysis_of_one_text",
                violation_error_message=_("An analysis belongs to one need or one offer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id or ''}/{self.offer_id or ''} {self.fingerprint[:8]}"


class PoolStatistics(models.Model):
    """How common words were in all needs and offers at one time: what rarity is measured against."""

    digest = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=60, db_index=True)  # of the analyses that were counted
    as_of = models.DateTimeField()  # later changes of needs and offers are not in it
    needs = models.PositiveIntegerField()
    offers = models.PositiveIntegerField()
    content = PackedJSON()  # engine.statistics.Statistics

    class Meta:
        ordering = ["-as_of", "-pk"]
        verbose_name_plural = "pool statistics"

    def __str__(self) -> str:
        return f"{self.needs} x {self.offers} {self.as_of:%Y-%m-%d}"


class Weights(models.Model):
    """The weights of one engine version, the edits of the lexicon it reads with, and the reference facts a score
    reads beside them."""

    engine_version = models.CharField(max_length=80, unique=True)
    # {"version", "weights", "overlay", "topics": id -> related, "places": ags -> [name, lat, lon], "sectors"}
    content = PackedJSON()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "weights"

    def __str__(self) -> str:
        return self.engine_version


class OfferPool(models.Model):
    """The offers a run ranks, fixed when it starts, so that every worker ranks the same ones."""

    digest = models.CharField(max_length=64, unique=True)
    statistics = models.ForeignKey(PoolStatistics, on_delete=models.PROTECT, null=True, related_name="+")
    weights = models.ForeignKey(Weights, on_delete=models.PROTECT, related_name="+")
    content = PackedJSON()  # [[offer, analysis], ...]
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest[:8]
