"""What the drafts would change: present proposals are scored once with the lexicon in use and once with the drafts.

A run is not started and nothing of a proposal is written. Rarity stays that of the pool a proposal was made in, but
for the concepts that the drafts touch: how common these are is estimated from the texts that are compared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.jobs import enqueue_on_commit
from matchmaking.documents import need_document, needs_for_matching, offer_document, offers_for_matching
from matchmaking.engine import Document, load_resources
from matchmaking.engine.analysis import read_features
from matchmaking.engine.features import Features, concept_key
from matchmaking.engine.matcher import replay
from matchmaking.engine.overlay import Change
from matchmaking.engine.resources import Resources
from matchmaking.engine.statistics import Statistics
from matchmaking.enums import IntroductionState, Origin, RunState
from matchmaking.learning.live import live_weights
from matchmaking.lexicon.concepts import Lexicon
from matchmaking.lexicon.live import live_overlay
from matchmaking.lexicon.models import LexiconPreview
from matchmaking.lexicon.tasks import compute_preview
from matchmaking.models import Introduction, PoolStatistics

log = structlog.get_logger(__name__)

PAIRS_AT_MOST = 200
MOVED = 0.05  # points; less is no change to a reader
STUCK_AFTER = timedelta(minutes=2)
KEPT = timedelta(days=30)
_BEAT_EVERY = 10  # texts or pairs


@dataclass
class _Compared:
    """One proposal with its points before and after."""

    pk: int
    need: int
    before: float
    after: float
    ranks: tuple[int, int] = (0, 0)


@transaction.atomic
def request_preview(*, actor) -> LexiconPreview | None:
    """Ask for a preview of the present drafts and return it; None where there is no draft. One that is under way for
    the same drafts is returned instead."""
    lexicon = Lexicon.load()
    if not lexicon.pending:
        return None
    LexiconPreview.objects.filter(requested_at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            preview = LexiconPreview.objects.create(
                overlay=[change.as_json() for change in lexicon.drafted_overlay],
                digest=lexicon.digest,
                requested_by=actor,
            )
    except IntegrityError:
        preview = LexiconPreview.objects.filter(digest=lexicon.digest).first()
    if preview is not None and preview.state == RunState.QUEUED:
        enqueue_on_commit(compute_preview, preview.pk)
    return preview


def compute(preview_id: int) -> bool:
    """Compute a preview unless somebody does; return whether it was done here. An error is stored with it."""
    claimed = LexiconPreview.objects.filter(pk=preview_id, state=RunState.QUEUED).update(
        state=RunState.RUNNING, heartbeat_at=timezone.now(), error=""
    )
    if not claimed:
        return False
    preview = LexiconPreview.objects.get(pk=preview_id)
    try:
        result = _compare(preview)
    except Exception as error:
        log.exception("lexicon_preview_failed", preview=preview_id)
        _end(preview_id, state=RunState.FAILED, error=f"{type(error).__name__}: {error}"[:500])
        return False
    return _end(preview_id, state=RunState.DONE, result=result)


def _end(preview_id: int, **fields) -> bool:
    running = LexiconPreview.objects.filter(pk=preview_id, state=RunState.RUNNING)
    return bool(running.update(heartbeat_at=timezone.now(), **fields))


def take_back_stuck_previews(now=None) -> list[int]:
    """Mark previews of lost workers as failed; return the keys of those that have waited for a worker for long."""
    since = (now or timezone.now()) - STUCK_AFTER
    LexiconPreview.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=since).update(
        state=RunState.FAILED, error="worker lost"
    )
    waiting = LexiconPreview.objects.filter(state=RunState.QUEUED, requested_at__lt=since)
    return list(waiting.values_list("pk", flat=True))


def _compare(preview: LexiconPreview) -> dict:
    overlay = tuple(Change.from_json(content) for content in preview.overlay)
    _version, weights = live_weights()
    before = replace(load_resources(overlay=live_overlay()), weights=weights)
    after = replace(load_resources(overlay=overlay), weights=weights)
    rows = list(
        Introduction.objects.filter(
            state=IntroductionState.SUGGESTED, origin=Origin.ENGINE, statistics__isnull=False
        ).order_by("-created_at", "-pk")[:PAIRS_AT_MOST]
    )
    needs = {int(d.id): d for d in map(need_document, needs_for_matching().filter(pk__in={r.need_id for r in rows}))}
    offers = {
        int(d.id): d for d in map(offer_document, offers_for_matching().filter(pk__in={r.offer_id for r in rows}))
    }
    rows = [row for row in rows if row.need_id in needs and row.offer_id in offers]
    progress = _Progress(preview.pk, len(needs) + len(offers) + len(rows))
    read = {
        (side, pk): (document, read_features(document, before), read_features(document, after))
        for side, documents in (("need", needs), ("offer", offers))
        for pk, document in progress.over(documents.items())
    }
    touched = _touched(before.overlay, after.overlay)
    counts = [_count(read, place) for place in (1, 2)]
    statistics = {
        pk: [_corrected(Statistics.from_json(content), touched, counted, len(read)) for counted in counts]
        for pk, content in PoolStatistics.objects.filter(pk__in={row.statistics_id for row in rows}).values_list(
            "pk", "content"
        )
    }
    compared = []
    for row in progress.over(rows):
        need, offer = read["need", row.need_id], read["offer", row.offer_id]
        points = [
            _score(need[0], need[place], offer[0], offer[place], statistics[row.statistics_id][place - 1], resources)
            for place, resources in ((1, before), (2, after))
        ]
        compared.append(_Compared(row.pk, row.need_id, *points))
    _rank(compared)
    moved = [each for each in compared if abs(each.after - each.before) >= MOVED or each.ranks[0] != each.ranks[1]]
    moved.sort(key=lambda each: (-abs(each.after - each.before), each.pk))
    return {
        "pairs": [[each.pk, round(each.before, 1), round(each.after, 1), *each.ranks] for each in moved],
        "compared": len(compared),
        "texts": len(read),
        "concepts": {key: [counted[concept_key(key)] for counted in counts] for key in touched},
    }


class _Progress:
    """Counts what is done and tells the others now and then that this process lives."""

    def __init__(self, pk: int, total: int):
        self._row, self._done = LexiconPreview.objects.filter(pk=pk, state=RunState.RUNNING), 0
        self._row.update(total=total)

    def over(self, items) -> Iterator:
        for item in items:
            yield item
            self._done += 1
            if self._done % _BEAT_EVERY == 0:
                self._row.update(done=self._done, heartbeat_at=timezone.now())


def _touched(before: tuple[Change, ...], after: tuple[Change, ...]) -> list[str]:
    """Return the ids of the concepts on which the two overlays differ."""
    old, new = ({change.id: change for change in side} for side in (before, after))
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _count(read: dict, place: int) -> Counter:
    """Return in how many texts each key occurs."""
    return Counter(key for texts in read.values() for key in _keys(texts[place]))


def _keys(features: Features) -> set[str]:
    return {key for term in features.terms for group in (term.whole, *term.parts) for key, _strength in group}


def _corrected(statistics: Statistics, touched: list[str], counted: Counter, texts: int) -> Statistics:
    share = statistics.documents / texts if texts else 1.0
    frequencies = {concept_key(key): round(counted[concept_key(key)] * share) for key in touched}
    keys = statistics.frequencies["keys"] | frequencies
    return replace(statistics, frequencies=statistics.frequencies | {"keys": keys})


def _score(
    need: Document,
    need_features: Features,
    offer: Document,
    offer_features: Features,
    statistics: Statistics,
    resources: Resources,
) -> float:
    points = replay((need, need_features), (offer, offer_features), statistics, resources.weights, resources)
    return sum(points.values())


def _rank(compared: list[_Compared]) -> None:
    """Note the place of every pair among the compared ones of its need, before and after."""
    of_need = defaultdict(list)
    for each in compared:
        of_need[each.need].append(each)
    for pairs in of_need.values():
        old = sorted(pairs, key=lambda each: (-each.before, each.pk))
        new = sorted(pairs, key=lambda each: (-each.after, each.pk))
        for each in pairs:
            each.ranks = (old.index(each) + 1, new.index(each) + 1)
