"""Matching runs: what was asked for, the shards it is cut into, and what came of it for each need."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import RunState, RunStep, RunTrigger, ShardSide
from matchmaking.models.snapshots import OfferPool, PackedJSON, Weights


class MatchingRun(models.Model):
    """One execution of the engine: for one need, one offer, or everything. Progress and errors live here."""

    trigger = models.CharField(max_length=10, choices=RunTrigger.choices)
    need = models.ForeignKey("companies.Need", on_delete=models.CASCADE, null=True, blank=True, related_name="runs")
    offer = models.ForeignKey("startups.Offer", on_delete=models.CASCADE, null=True, blank=True, related_name="runs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED, db_index=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=10, choices=RunStep.choices, blank=True)  # "" before it is planned
    weights = models.ForeignKey(Weights, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pool = models.ForeignKey(OfferPool, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    counts_anew = models.BooleanField(default=False)  # whether it makes new PoolStatistics
    # Sums over the shards of the present step: texts read, then needs worked through
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    kept_away_count = models.PositiveIntegerField(default=0)  # pairs a person had judged before
    engine_version = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING]) | Q(finished_at__isnull=False),
                name="matchingrun_finished_dated",
                violation_error_message=_("A finished run has its end time."),
            ),
            models.UniqueConstraint(
                fields=["need", "offer", "trigger"],
                condition=Q(state=RunState.QUEUED),
                nulls_distinct=False,
                name="matchingrun_one_queued",
                violation_error_message=_("This run is already waiting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} {self.pk}"

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0

    @property
    def is_full(self) -> bool:
        return self.need_id is None and self.offer_id is None


class MatchingShard(models.Model):
    """A part of a run that one worker does in one go. Counts are set, never added to: doing it twice is harmless.

    A shard belongs to whoever moved it to "running"; `attempts` tells the present worker from one that was
    believed to be dead.
    """

    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="shards")
    step = models.CharField(max_length=10, choices=RunStep.choices)
    side = models.CharField(max_length=10, choices=ShardSide.choices)
    first_pk = models.BigIntegerField()  # of the needs or offers, both ends included
    last_pk = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    claimed_by = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    kept_away_count = models.PositiveIntegerField(default=0)
    found = PackedJSON(null=True)  # of a reading shard, until the step ends
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "step", "side", "first_pk"],
                name="matchingshard_unique",
                violation_error_message=_("This part of the run exists already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.step} {self.side} {self.first_pk}-{self.last_pk}"


class MatchingOutcome(models.Model):
    """What the last run that changed something found for a need.

    Written together with the proposals: a run that is repeated after a crash leaves out needs that have one.
    """

    need = models.OneToOneField("companies.Need", on_delete=models.CASCADE, related_name="matching_outcome")
    run = models.ForeignKey(MatchingRun, on_delete=models.SET_NULL, null=True, related_name="+")
    # [[offer, score], ...] that fit and stand too far down: where rare offers look for needs, see `placing`
    further = PackedJSON(default=list)
    hints = models.JSONField(default=list)  # what is missing where nothing fits: [{"code", "params"}, ...]
    created_count = models.PositiveSmallIntegerField(default=0)
    updated_count = models.PositiveSmallIntegerField(default=0)
    kept_away_count = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.need_id} in {self.run_id}"
