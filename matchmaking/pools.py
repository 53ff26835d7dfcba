"""The pool of offers that needs are compared with: its statistics, its fixed list, and the copy a worker keeps."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import Q

from companies.models import Need
from matchmaking import analyses
from matchmaking.documents import offer_document, offers_for_matching
from matchmaking.engine import Document, Reason, Span, load_resources
from matchmaking.engine.collector import uncollected
from matchmaking.engine.features import Features
from matchmaking.engine.matcher import Matcher
from matchmaking.engine.overlay import Change
from matchmaking.engine.resources import Resources
from matchmaking.engine.scoring import MICRO
from matchmaking.engine.statistics import Statistics
from matchmaking.enums import ShardSide
from matchmaking.learning.live import live_weights
from matchmaking.lexicon.live import live_overlay
from matchmaking.models import MatchingRun, OfferPool, PoolStatistics, Weights
from startups.models import Offer

# Statistics are made anew when so large a share of the texts has changed since: at night soon, so that rarity is
# that of the pool; for a single need late, so that its points can be compared with those of the others.
MOVED_AT_NIGHT, MOVED_BY_DAY = 0.05, 0.5
KEPT_POOLS = 3  # beside those of runs under way
_AT_ONCE = 1000  # offers loaded at a time
_LOCATED = 20_000  # texts whose marked places a worker remembers, of about 70 KB each


def resources_in_use() -> Resources:
    """Return what new runs work with: reference data of this release, lexicon and weights that count."""
    version, weights = live_weights()
    return replace(load_resources(overlay=live_overlay()), weights=weights, weights_version=version)


def resources_of(weights: Weights) -> Resources:
    """Return what a run under way works with: its own weights and its own edits of the lexicon, even if others
    count by now.

    Raises OtherRelease where this process has other files or other code than the one that planned the run.
    """
    kept = weights.content
    overlay = tuple(Change.from_json(change) for change in kept.get("overlay", ()))
    resources = replace(load_resources(overlay=overlay), weights=kept["weights"], weights_version=kept["version"])
    if resources.engine_version != weights.engine_version:
        raise OtherRelease(f"planned with engine {weights.engine_version}, this worker has {resources.engine_version}")
    return resources


class OtherRelease(RuntimeError):
    """The run was planned by another release of the portal."""


def store_weights(resources: Resources) -> Weights:
    """Return the row of these weights, edits of the lexicon and reference facts; it is written the first time they
    are used."""
    found = Weights.objects.filter(engine_version=resources.engine_version).first()
    if found is not None:
        return found
    content = {
        "version": resources.weights_version,
        "weights": resources.weights,
        "overlay": [change.as_json() for change in resources.overlay],
        "topics": {topic.id: sorted(topic.related) for topic in resources.topics.values()},
        "places": {place.ags: [place.name, place.lat, place.lon] for place in resources.places.values()},
        "sectors": resources.sectors,
    }
    return Weights.objects.get_or_create(engine_version=resources.engine_version, defaults={"content": content})[0]


def latest_statistics(resources: Resources) -> PoolStatistics | None:
    """Return the newest statistics that count what the engine reads with these resources, without their content."""
    return PoolStatistics.objects.filter(version=analyses.reading_version(resources)).defer("content").first()


def must_count_anew(resources: Resources, *, full: bool) -> bool:
    """Whether a run has to make new statistics: there are none, or too much of the pool has changed since."""
    known = latest_statistics(resources)
    if known is None or not known.offers:
        return True
    since = Q(updated_at__gt=known.as_of) | Q(state_changed_at__gt=known.as_of)
    moved = 0
    for present, before in (
        (Need.objects.open_for_matching(), known.needs),
        (Offer.objects.published(), known.offers),
    ):
        number, changed = present.count(), present.filter(since).count()
        gone = max(0, before - (number - changed))
        moved += max(changed, gone)
    return moved > (MOVED_AT_NIGHT if full else MOVED_BY_DAY) * (known.needs + known.offers)


def store_statistics(parts: Iterable[dict], resources: Resources, *, needs: int, offers: int, as_of) -> PoolStatistics:
    """Store the statistics of a pool from what `analyses.count` gave for its parts; equal ones are stored once."""
    statistics = analyses.add_up(parts).as_json()
    version = analyses.reading_version(resources)
    digest = _digest([version, statistics])
    defaults = {"version": version, "as_of": as_of, "needs": needs, "offers": offers, "content": statistics}
    stored, is_new = PoolStatistics.objects.get_or_create(digest=digest, defaults=defaults)
    if not is_new:
        PoolStatistics.objects.filter(pk=stored.pk, as_of__lt=as_of).update(as_of=as_of)
    return stored


def fix_pool(offers: list[list], statistics: PoolStatistics | None, weights: Weights) -> OfferPool:
    """Store which offers are ranked, as [[offer, analysis], ...]; an equal pool is used again."""
    content = sorted(offers)
    digest = _digest([weights.engine_version, statistics and statistics.pk, content])
    defaults = {"statistics": statistics, "weights": weights, "content": content}
    return OfferPool.objects.get_or_create(digest=digest, defaults=defaults)[0]


def purge() -> None:
    """Delete pools that no run under way uses, but for the newest; proposals do not need them."""
    newest = OfferPool.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT_POOLS]
    in_use = MatchingRun.objects.filter(finished_at=None, pool__isnull=False).values("pool")
    OfferPool.objects.exclude(pk__in=list(newest)).exclude(pk__in=in_use).delete()


def _digest(content) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class Found(NamedTuple):
    """What the engine says about one need."""

    candidates: Sequence["Candidate"]
    hints: list[dict]


@dataclass
class Candidate:
    """An offer for a need. Why it fits is worked out when it is asked for: most pairs have not changed."""

    offer_id: int
    rank: int
    contributions: dict[str, float]
    score: float
    explain: Callable[[], Sequence[Reason]]

    @cached_property
    def reasons(self) -> list[dict]:
        return [as_row(reason) for reason in self.explain()]


class _CandidateMatcher(Matcher):
    """A Matcher whose rankings leave the reasons for later."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # A run over everything comes back to every offer dozens of times: read it for its places in the text once.
        self._explainer._locate = lru_cache(maxsize=_LOCATED)(self._explainer._located)

    def _ranking(self, need, scores, row, best):
        found = [self._candidate(need, scores, row, rank, place) for rank, place in enumerate(best, 1)]
        return Found(found, [] if found else [_as_hint(hint) for hint in self._hints(need, scores, row)])

    def _candidate(self, need, scores, row, rank, place):
        whole = {name: int(part[row, place]) for name, part in scores.points.items()}
        offer = self.offers[scores.offers[row, place]]
        return Candidate(
            offer_id=int(offer.id),
            rank=rank,
            contributions={name: value / MICRO for name, value in whole.items()},
            score=sum(whole.values()) / MICRO,
            explain=lambda: self._explainer.explain(need, offer, whole),
        )


class Pool:
    """The offers of a run as a worker process ranks them.

    row        the OfferPool
    matcher    None where there are no offers
    analysis   offer -> pk of its Analysis; offers that changed since the pool was fixed are not in it
    """

    def __init__(self, row: OfferPool, matcher: _CandidateMatcher | None, prints: dict[int, str]):
        self.row, self.matcher, self.fingerprints = row, matcher, prints
        self.analysis = {offer: analysis for offer, analysis in row.content if offer in prints}

    def rank(self, documents: Sequence[Document], features: Sequence[Features], top: int) -> Iterator[Found]:
        """Yield what the engine finds for each need, in their order."""
        if self.matcher is None:
            hint = _as_hint(Reason("no_offers", "hint"))
            yield from (Found((), [hint]) for _document in documents)
            return
        yield from self.matcher.rank(documents, self.matcher.count(features), top=top)


# The last pool this process has built, and what it was built from: building takes seconds, ranking milliseconds.
_built: tuple[tuple, _CandidateMatcher, dict[int, str]] | None = None


def load(row: OfferPool, resources: Resources, beat: Callable[[], None] = lambda: None) -> Pool:
    """Return the Pool of `row`, from this process's copy where nothing has changed.

    `beat` is called now and then, so that the others see that this process lives.
    """
    global _built
    if not row.content:
        return Pool(row, None, {})
    key = (
        resources.engine_version,
        row.statistics_id,
        _digest(row.content),
    )
    if _built is None or _built[0] != key:
        _built = None  # not two of them in memory
        gc.unfreeze()
        gc.collect()
        with uncollected():
            matcher, prints = _build(row, resources, beat)
        _built = (key, matcher, prints)
        gc.freeze()  # else every collection goes through hundreds of thousands of lasting objects
    return Pool(row, _built[1], _built[2])


def _build(
    row: OfferPool, resources: Resources, beat: Callable[[], None]
) -> tuple[_CandidateMatcher | None, dict[int, str]]:
    wanted = dict(row.content)
    documents, features, prints = [], [], {}
    pks = list(wanted)
    for start in range(0, len(pks), _AT_ONCE):
        offers = offers_for_matching().filter(pk__in=pks[start : start + _AT_ONCE])
        for each in analyses.read(
            ShardSide.OFFER, [offer_document(offer) for offer in offers], resources, with_features=True
        ):
            pk = int(each.document.id)
            if wanted[pk] == each.analysis_id:  # else it was changed a moment ago; a run of its own follows
                documents.append(each.document)
                features.append(each.features)
                prints[pk] = each.fingerprint
        beat()
    if not documents:
        return None, {}
    statistics = Statistics.from_json(row.statistics.content)
    return _CandidateMatcher.of_features(documents, features, statistics, resources), prints


def as_row(reason: Reason) -> dict:
    """Return a Reason as `explanation.read_reasons` reads it; `dataclasses.asdict` would copy every value."""
    return {
        "code": reason.code,
        "polarity": reason.polarity,
        "params": reason.params,
        "need_spans": [_as_span(span) for span in reason.need_spans],
        "offer_spans": [_as_span(span) for span in reason.offer_spans],
    }


def _as_span(span: Span) -> dict:
    return {"field": span.field, "start": span.start, "end": span.end, "surface": span.surface}


def _as_hint(reason: Reason) -> dict:
    """Return a hint as JSON gives it back, so that an unchanged one is recognised as unchanged."""
    return {"code": reason.code, "params": json.loads(json.dumps(reason.params))}
