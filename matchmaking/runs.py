"""Matching runs: execute one, take back what got stuck. `queue.request_run` asks for one.

A run is a row; the queue carries only its id. Executing a run twice, or two runs at once, creates nothing
twice: a need's proposals are written under a lock on the need, and the open pair is unique in the database.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import zip_longest

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from companies.models import Need
from companies.services import need_attributes
from core.models import CaseEvent, LogEntry
from matchmaking.documents import (
    fingerprint,
    input_hash,
    need_document,
    needs_for_matching,
    offer_document,
    offers_for_matching,
    remaining_capacity,
)
from matchmaking.engine import Document, Pair, load_resources, rank
from matchmaking.enums import DismissScope, IntroductionState, ObsoleteReason, Origin, RunState
from matchmaking.facts import pair_attributes
from matchmaking.learning.live import live_weights
from matchmaking.models import Introduction, MatchingRun
from matchmaking.services.moderation import make_obsolete
from startups.models import Offer
from startups.services import offer_attributes

log = structlog.get_logger(__name__)

PROPOSALS_PER_NEED = 12
KEPT_PER_NEED = 36  # a proposal made earlier stays on the list as long as it is among the best so many
STUCK_AFTER = timedelta(minutes=5)  # without a heartbeat
MAX_ATTEMPTS = 3


def execute(run_id: int) -> MatchingRun | None:
    """Work through the run unless somebody else does; return it, or None when there was nothing to do.

    An error is stored with the run. It goes back to the queue until MAX_ATTEMPTS, then it has failed and a
    lead sees it.
    """
    now = timezone.now()
    claimed = MatchingRun.objects.filter(pk=run_id, state=RunState.QUEUED).update(
        state=RunState.RUNNING, started_at=now, heartbeat_at=now, attempts=F("attempts") + 1, error=""
    )
    if not claimed:
        return None
    run = MatchingRun.objects.select_related("need", "offer").get(pk=run_id)
    try:
        _work_through(run)
    except Exception as error:
        log.exception("matching_run_failed", run=run.pk)
        failed = run.attempts >= MAX_ATTEMPTS
        MatchingRun.objects.filter(pk=run.pk).update(
            state=RunState.FAILED if failed else RunState.QUEUED,
            finished_at=timezone.now() if failed else None,
            error=f"{type(error).__name__}: {error}"[:500],
        )
    else:
        MatchingRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
            state=RunState.DONE, finished_at=timezone.now()
        )
    run.refresh_from_db()
    return run


def take_back_stuck_runs() -> list[int]:
    """Give back runs whose worker died and return the ids of all that wait for a worker.

    A run whose worker died MAX_ATTEMPTS times has failed; a lead sees it.
    """
    dead = MatchingRun.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=timezone.now() - STUCK_AFTER)
    dead.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=RunState.FAILED, finished_at=timezone.now(), error="worker lost"
    )
    dead.filter(attempts__lt=MAX_ATTEMPTS).update(state=RunState.QUEUED)
    return list(MatchingRun.objects.filter(state=RunState.QUEUED).values_list("pk", flat=True))


def _work_through(run: MatchingRun) -> None:
    offers = list(offers_for_matching())
    needs = needs_for_matching()
    if run.need_id:
        needs = needs.filter(pk=run.need_id)
    need_documents = [need_document(need) for need in needs]
    capacity = remaining_capacity({offer.organisation_id for offer in offers})
    offer_documents = [offer_document(offer, capacity[offer.organisation_id]) for offer in offers]
    version, weights = live_weights()
    resources = replace(load_resources(), weights=weights, weights_version=version)
    row = MatchingRun.objects.filter(pk=run.pk)
    row.update(
        total=len(need_documents),
        done=0,
        created_count=0,
        updated_count=0,
        kept_away_count=0,
        engine_version=resources.engine_version,
    )
    writer = _ProposalWriter(run, offers, offer_documents, resources.engine_version)
    rankings = rank(need_documents, offer_documents, top=KEPT_PER_NEED, resources=resources) if offers else ()
    for document, ranking in zip_longest(need_documents, rankings):
        tally = writer.write(document, ranking.pairs if ranking else ())
        row.update(
            done=F("done") + 1,
            created_count=F("created_count") + tally["created"],
            updated_count=F("updated_count") + tally["updated"],
            kept_away_count=F("kept_away_count") + tally["kept_away"],
            heartbeat_at=timezone.now(),
        )


class _ProposalWriter:
    """Turns the ranking of one need after the other into suggested introductions."""

    def __init__(self, run: MatchingRun, offers: list[Offer], documents: list[Document], engine_version: str):
        self.run = run
        self.engine_version = engine_version
        self.offers = {str(offer.pk): offer for offer in offers}
        self.documents = {document.id: document for document in documents}
        self.fingerprints = {document.id: fingerprint(document) for document in documents}

    @transaction.atomic
    def write(self, need_document: Document, pairs: Sequence[Pair]) -> Counter:
        """Create, refresh and retire the suggestions of one need; return how many were created, updated,
        and kept away because of a person's decision."""
        tally = Counter()
        need = Need.objects.open_for_matching().select_for_update().filter(pk=need_document.id).first()
        if need is None:  # it left matching while the run was under way
            return tally
        judged = _Judgements(need)
        pairs = [pair for pair in pairs if self.offers[pair.offer_id].organisation_id != need.organisation_id]
        new = []
        need_fingerprint = fingerprint(need_document)
        for place, pair in enumerate(pairs):
            offer = self.offers[pair.offer_id]
            pair_hash = input_hash(need_fingerprint, self.fingerprints[pair.offer_id])
            existing = judged.open.get(offer.pk)
            if existing is not None:
                tally["updated"] += self._refresh(existing, self._engine_fields(pair, pair_hash))
            elif judged.keeps_away(offer, pair_hash):
                tally["kept_away"] += 1
            elif place < PROPOSALS_PER_NEED and self.run.offer_id in (None, offer.pk):
                new.append(Introduction(need=need, offer=offer, **self._engine_fields(pair, pair_hash)))
        self._create(need, new)
        tally["created"] = len(new)
        self._retire(judged, {pair.offer_id for pair in pairs})
        return tally

    def _engine_fields(self, pair: Pair, pair_hash: str) -> dict:
        return {
            "run": self.run,
            "score": pair.score,
            "rank": pair.rank,
            "contributions": pair.contributions,
            "reasons": [_as_json(asdict(reason)) for reason in pair.reasons],
            "engine_version": self.engine_version,
            "input_hash": pair_hash,
        }

    def _refresh(self, existing: Introduction, fields: dict) -> int:
        """Write the new score unless nothing but the run is new, or a person has taken the pair up."""
        if existing.state != IntroductionState.SUGGESTED:
            return 0
        if all(getattr(existing, name) == value for name, value in fields.items() if name != "run"):
            return 0
        return Introduction.objects.filter(pk=existing.pk, state=IntroductionState.SUGGESTED).update(**fields)

    def _create(self, need: Need, introductions: list[Introduction]) -> None:
        Introduction.objects.bulk_create(introductions)
        LogEntry.objects.bulk_create(
            LogEntry(
                verb="suggest",
                subject_type=Introduction._meta.label_lower,
                subject_id=introduction.pk,
                to_state=IntroductionState.SUGGESTED,
                details={"run": self.run.pk},
            )
            for introduction in introductions
        )
        now, seeker = timezone.now(), need_attributes(need) if introductions else {}
        CaseEvent.objects.bulk_create(
            CaseEvent(
                kind="proposal_made",
                occurred_at=now,
                organisation_id=need.organisation_id,
                need_id=need.pk,
                offer_id=introduction.offer_id,
                introduction_id=introduction.pk,
                attributes=pair_attributes(seeker, offer_attributes(introduction.offer)),
            )
            for introduction in introductions
        )

    def _retire(self, judged: "_Judgements", fitting: set[str]) -> None:
        """End suggestions of the engine that no longer reach the evidence floor or whose provider is full."""
        for offer_pk, existing in judged.open.items():
            document = self.documents.get(str(offer_pk))
            suggested_by_engine = existing.state == IntroductionState.SUGGESTED and existing.origin == Origin.ENGINE
            if suggested_by_engine and document is not None and document.id not in fitting:
                full = document.capacity == 0
                reason = ObsoleteReason.PROVIDER_FULL if full else ObsoleteReason.NEED_CHANGED
                make_obsolete(existing, actor=None, reason=reason)


class _Judgements:
    """What people have decided about the pairs of one need."""

    def __init__(self, need: Need):
        rows = Introduction.objects.filter(
            Q(need=need) | Q(need__organisation=need.organisation_id, dismiss_scope=DismissScope.PROVIDER)
        ).select_related("offer")
        self.open: dict[int, Introduction] = {}
        self._final: dict[int, set[str]] = {}
        self._providers_kept_away: set[int] = set()
        for row in rows:
            if row.state == IntroductionState.DISMISSED and row.dismiss_scope != DismissScope.PAIR:
                self._providers_kept_away.add(row.offer.organisation_id)
            if row.need_id != need.pk or row.state == IntroductionState.OBSOLETE:
                continue
            if row.state in row.workflow.terminal:
                self._final.setdefault(row.offer_id, set()).add(row.input_hash)
            else:
                self.open[row.offer_id] = row

    def keeps_away(self, offer: Offer, pair_hash: str) -> bool:
        """Whether a person's decision still stands: nothing relevant changed since, or it covers the provider."""
        if offer.organisation_id in self._providers_kept_away:
            return True
        decided_on = self._final.get(offer.pk, set())
        return pair_hash in decided_on or "" in decided_on


def _as_json(value):
    """Return `value` as JSON gives it back, so that an unchanged row is recognised as unchanged."""
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    return value
