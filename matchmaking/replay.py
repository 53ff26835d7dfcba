"""Computing a stored score again from what was kept of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from matchmaking.analyses import restore
from matchmaking.engine import load_resources
from matchmaking.engine.matcher import replay
from matchmaking.engine.resources import Place, Topic
from matchmaking.engine.statistics import Statistics
from matchmaking.models import Introduction, PoolStatistics, Weights


class NotReplayable(ValueError):
    """The pair was chosen by hand, or proposed before snapshots were kept."""


@dataclass(frozen=True)
class Replayed:
    """A proposal and what its snapshot gives today."""

    introduction: Introduction
    contributions: dict[str, float]

    @property
    def score(self) -> float:
        return round(sum(self.contributions.values()), 6)

    @property
    def is_equal(self) -> bool:
        stored = self.introduction
        return self.contributions == stored.contributions and self.score == stored.score


def replay_introduction(introduction: Introduction) -> dict[str, float]:
    """Return the contributions of a proposal, computed again from its snapshot.

    Texts, lexicon, weights and pool may all have changed since: what the score rests on was kept with it.
    Raises NotReplayable for a pair that was not scored, or whose snapshot was not kept.
    """
    if None in (
        introduction.need_analysis_id,
        introduction.offer_analysis_id,
        introduction.statistics_id,
        introduction.weights_id,
    ):
        raise NotReplayable(str(introduction))
    kept = _weights(introduction.weights_id)
    # Only these parts of the resources enter a score; the lexicon's answers are in the analyses.
    resources = replace(
        load_resources(),
        topics={
            topic: Topic(id=topic, label={}, german=(), english=(), related=frozenset(related))
            for topic, related in kept["topics"].items()
        },
        places={ags: Place(ags, *place) for ags, place in kept["places"].items()},
        sectors=kept["sectors"],
    )
    return replay(
        restore(introduction.need_analysis),
        restore(introduction.offer_analysis),
        statistics_of(introduction.statistics_id),
        kept["weights"],
        resources,
    )


def replay_all(introductions=None) -> Iterator[Replayed]:
    """Replay every proposal that has a snapshot, in an order that needs few statistics at a time."""
    rows = Introduction.objects.all() if introductions is None else introductions
    rows = rows.filter(
        need_analysis__isnull=False, offer_analysis__isnull=False, statistics__isnull=False, weights__isnull=False
    )
    rows = rows.order_by("statistics", "weights", "pk").select_related("need_analysis", "offer_analysis")
    for introduction in rows.defer("reasons").iterator(chunk_size=200):
        yield Replayed(introduction, replay_introduction(introduction))


@lru_cache(maxsize=2)
def _weights(pk: int) -> dict:
    return Weights.objects.get(pk=pk).content


@lru_cache(maxsize=2)
def statistics_of(pk: int) -> Statistics:
    """Return what rarity was measured against when something was scored; the last ones stay in memory."""
    return Statistics.from_json(PoolStatistics.objects.get(pk=pk).content)
