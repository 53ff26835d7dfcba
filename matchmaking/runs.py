"""Matching runs: execute one, alone or shared among workers, and take back what got stuck.

A run is a row; the queue carries only keys. It goes through three steps, cut into shards: texts are read that
nobody has read before, needs are compared with the fixed pool of offers, then the places of the providers are shared
out among the needs, in one piece. Executing anything twice, or twice
at once, creates nothing twice. `queue.request_run` asks for a run.
"""

from collections.abc import Callable, Sequence

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Min, Sum
from django.utils import timezone

from companies.models import Need
from core.batches import batched
from matchmaking import analyses, placing, pools, shards
from matchmaking.documents import (
    need_document,
    needs_for_matching,
    offer_document,
    offers_for_matching,
)
from matchmaking.engine.collector import uncollected
from matchmaking.engine.resources import Resources
from matchmaking.enums import RunState, RunStep, ShardSide
from matchmaking.models import MatchingOutcome, MatchingRun, MatchingShard
from matchmaking.shards import MAX_ATTEMPTS, STUCK_AFTER, Claim, Superseded
from matchmaking.writing import KEPT_PER_NEED, ProposalWriter, Tally, writer_for
from startups.models import Offer

log = structlog.get_logger(__name__)

Share = Callable[[Sequence[int]], None]  # hands the keys of shards to other workers

WORTH_SHARING = 3  # shards
NEEDS_AT_ONCE = 25  # written in one transaction


def execute(run_id: int, share: Share | None = None) -> MatchingRun | None:
    """Work through the run unless somebody else does; return it, or None when there was nothing to do.

    With `share` a run over everything hands its shards out and returns at once. An error is stored; the run goes
    back to the queue until MAX_ATTEMPTS, then it has failed and a lead sees it.
    """
    now = timezone.now()
    claimed = MatchingRun.objects.filter(pk=run_id, state=RunState.QUEUED).update(
        state=RunState.RUNNING, step="", started_at=now, heartbeat_at=now, attempts=F("attempts") + 1, error=""
    )
    if not claimed:
        return None
    run = MatchingRun.objects.get(pk=run_id)
    try:
        _plan(run)
    except Exception as error:
        _give_back(run, error)
    else:
        _go_on(run_id, share)
    run.refresh_from_db()
    return run


def execute_shard(shard_id: int, share: Share | None = None) -> bool:
    """Do one shard and whatever becomes possible by it; return whether it was done here."""
    claim = shards.claim(shard_id)
    if claim is None or not _work(claim):
        return False
    if _advance(claim.shard.run_id):
        _go_on(claim.shard.run_id, share)
    return True


def take_back_stuck_runs(now=None) -> tuple[list[int], list[int]]:
    """Give back what dead workers had taken; return the keys of runs and of shards that wait for a worker.

    What was lost MAX_ATTEMPTS times has failed; a lead sees it.
    """
    now = now or timezone.now()
    silent = MatchingRun.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=now - STUCK_AFTER)
    for run in silent.filter(step=""):
        _give_back(run, RuntimeError("worker lost"))
    waiting = shards.take_back(now)
    # Somebody may have died between the last shard of a step and the next step.
    between = list(silent.exclude(step="").values_list("pk", flat=True))
    for run_id in between:
        if _advance(run_id):
            waiting += shards.waiting(run_id)
    # Queued again now; nothing is to be queued twice before the workers had time for it.
    MatchingRun.objects.filter(pk__in=between, state=RunState.RUNNING).update(heartbeat_at=timezone.now())
    return list(MatchingRun.objects.filter(state=RunState.QUEUED).values_list("pk", flat=True)), waiting


def _go_on(run_id: int, share: Share | None) -> None:
    """Do the waiting shards of a run here, step by step, or hand them out where that is worth it."""
    while True:
        waiting = shards.waiting(run_id)
        if share and len(waiting) >= WORTH_SHARING and MatchingRun.objects.get(pk=run_id).is_full:
            share(waiting)
            return
        for shard_id in waiting:
            claim = shards.claim(shard_id)
            if claim is not None and not _work(claim):
                return  # the sweeper lets it be tried again
        if not _advance(run_id):
            return


def _work(claim: Claim) -> bool:
    """Do the work of a claimed shard; return whether it is done."""
    shard = claim.shard
    try:
        resources = pools.resources_of(shard.run.weights)
        with uncollected():
            if shard.step == RunStep.READ:
                _read_texts(claim, resources)
            elif shard.step == RunStep.MATCH:
                _compare_needs(claim, resources)
            else:
                _share_out(claim)
    except Superseded:
        log.warning("matching_shard_superseded", shard=shard.pk)
        return False
    except Exception as error:
        log.exception("matching_shard_failed", shard=shard.pk, run=shard.run_id)
        claim.give_back(error)
        return False
    return True


def _plan(run: MatchingRun) -> None:
    """Cut the first step into shards: offers, and needs where the statistics have to be made anew."""
    resources = pools.resources_in_use()
    counts_anew = pools.must_count_anew(resources, full=run.is_full)
    rows = shards.cut(run, RunStep.READ, ShardSide.OFFER, _keys(offers_for_matching()))
    if counts_anew:
        rows += shards.cut(run, RunStep.READ, ShardSide.NEED, _keys(needs_for_matching()))
    with transaction.atomic():
        run.shards.all().delete()
        MatchingShard.objects.bulk_create(rows)
        MatchingRun.objects.filter(pk=run.pk).update(
            step=RunStep.READ,
            weights=pools.store_weights(resources),
            pool=None,
            counts_anew=counts_anew,
            engine_version=resources.engine_version,
            heartbeat_at=timezone.now(),
            total=sum(row.total for row in rows),
            **dict.fromkeys(shards.COUNTED, 0),
        )


def _advance(run_id: int) -> bool:
    """Take the next step of a run whose shards are all done; return whether there are new shards to do."""
    try:
        with transaction.atomic():
            run = MatchingRun.objects.select_for_update().filter(pk=run_id, state=RunState.RUNNING).first()
            if run is None or run.step == "" or run.shards.exclude(state=RunState.DONE).exists():
                return False
            if run.step == RunStep.READ:
                return _start_comparing(run)
            if run.step == RunStep.MATCH:
                return _start_sharing_out(run)
            _finish(run)
    except Exception as error:
        _give_back(MatchingRun.objects.get(pk=run_id), error)
        return False
    if run.is_full:
        pools.purge()
        analyses.purge()
    return False


def _start_comparing(run: MatchingRun) -> bool:
    """Fix statistics and offers from what the reading shards found, and cut the needs into shards."""
    resources = pools.resources_of(run.weights)
    found = list(run.shards.filter(step=RunStep.READ).values_list("side", "done", "found"))
    statistics = None
    read = {side: sum(done for each, done, _found in found if each == side) for side in ShardSide.values}
    if run.counts_anew and read[ShardSide.OFFER]:
        parts = (part["counts"] for _side, _done, part in found)
        statistics = pools.store_statistics(
            parts, resources, needs=read[ShardSide.NEED], offers=read[ShardSide.OFFER], as_of=run.started_at
        )
    elif read[ShardSide.OFFER]:
        statistics = pools.latest_statistics(resources)
    pairs = [pair for side, _done, part in found if side == ShardSide.OFFER for pair in part["analyses"]]
    present = set(Offer.objects.filter(pk__in=[offer for offer, _ in pairs]).values_list("pk", flat=True))
    pool = pools.fix_pool([pair for pair in pairs if pair[0] in present], statistics, run.weights)
    needs = needs_for_matching().filter(pk=run.need_id) if run.need_id else needs_for_matching()
    rows = MatchingShard.objects.bulk_create(shards.cut(run, RunStep.MATCH, ShardSide.NEED, _keys(needs)))
    run.shards.filter(step=RunStep.READ).update(found=None)
    MatchingRun.objects.filter(pk=run.pk).update(
        step=RunStep.MATCH, pool=pool, heartbeat_at=timezone.now(), done=0, total=sum(row.total for row in rows)
    )
    return True


def _start_sharing_out(run: MatchingRun) -> bool:
    """Make one shard for all needs: who gets a place is decided for all of them together. It carries the counts of
    the comparison on, which are those of the run."""
    compared = run.shards.filter(step=RunStep.MATCH)
    sums = compared.aggregate(total=Sum("total", default=0), **{name: Sum(name, default=0) for name in vars(Tally())})
    ends = compared.aggregate(first_pk=Min("first_pk"), last_pk=Max("last_pk"))
    if ends["first_pk"] is None:
        _finish(run)
        return False
    MatchingShard.objects.create(run=run, step=RunStep.PLACE, side=ShardSide.NEED, **ends, **sums)
    MatchingRun.objects.filter(pk=run.pk).update(step=RunStep.PLACE, heartbeat_at=timezone.now(), done=0)
    return True


def _finish(run: MatchingRun) -> None:
    shards.sum_up(run.pk)
    MatchingRun.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=timezone.now(), error="")


def _give_back(run: MatchingRun, error: Exception) -> None:
    """Let a run that could not be planned or continued start again from the beginning, until MAX_ATTEMPTS."""
    log.error("matching_run_failed", run=run.pk, exc_info=error)
    message = f"{type(error).__name__}: {error}"[:500]
    if run.attempts >= MAX_ATTEMPTS:
        shards.fail(run.pk, message)
        return
    try:
        with transaction.atomic():
            MatchingRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=RunState.QUEUED, error=message)
    except IntegrityError:  # the same has been asked for again meanwhile; that run does it all
        shards.fail(run.pk, message)


def _read_texts(claim: Claim, resources: Resources) -> None:
    """Let the engine read what it has not read yet; count what all texts hold where statistics are made anew."""
    shard = claim.shard
    if shard.side == ShardSide.OFFER:
        documents = [offer_document(offer) for offer in _within(offers_for_matching(), shard)]
    else:
        documents = [need_document(need) for need in _within(needs_for_matching(), shard)]
    anew = shard.run.counts_anew
    reads = analyses.read(shard.side, documents, resources, with_features=anew)
    claim.finish(
        done=len(reads),
        found={
            "analyses": [[int(read.document.id), read.analysis_id] for read in reads],
            "counts": analyses.count(shard.side, reads, resources) if anew else None,
        },
    )


def _compare_needs(claim: Claim, resources: Resources) -> None:
    """Write the proposals of the needs of a shard, but for those a former attempt has written already."""
    shard, run = claim.shard, claim.shard.run
    before = MatchingOutcome.objects.filter(run=run, need__in=_within(Need.objects.all(), shard).values("pk"))
    tally = Tally(**before.aggregate(**{name: Sum(name, default=0) for name in vars(Tally())}))
    written = set(before.values_list("need", flat=True))
    pool = pools.load(run.pool, resources, beat=claim.report)
    needs = _within(needs_for_matching(), shard)
    if run.need_id:
        needs = needs.filter(pk=run.need_id)
    documents = [need_document(need) for need in needs.exclude(pk__in=written)]
    reads = analyses.read(ShardSide.NEED, documents, resources, with_features=True)
    writer = writer_for(run, pool)
    done, block = len(written), []
    rankings = pool.rank(documents, [read.features for read in reads], KEPT_PER_NEED)
    for number, pair in enumerate(zip(reads, rankings, strict=True), 1):
        block.append(pair)
        if len(block) == NEEDS_AT_ONCE or number == len(reads):
            tally += writer.write(block)
            done += len(block)
            block = []
            claim.report(done=done, **vars(tally))
    claim.finish(done=done, **vars(tally))


def _suggest_rare_offers(claim: Claim) -> None:
    """Put offers that are on few lists on those of the needs they answer best, before places are shared out.

    Writing and counting are one transaction: what a former attempt has done is neither done nor counted again.
    """
    shard, run = claim.shard, claim.shard.run
    wanted = placing.needs_of_rare_offers()
    if not wanted:
        return
    resources = pools.resources_of(run.weights)
    pool = pools.load(run.pool, resources, beat=claim.report)
    documents = [need_document(need) for need in needs_for_matching().filter(pk__in=wanted)]
    reads = analyses.read(ShardSide.NEED, documents, resources, with_features=True)
    writer = ProposalWriter(run, pool, wanted)
    tally = Tally(**{name: getattr(shard, name) for name in vars(Tally())})
    rankings = pool.rank(documents, [read.features for read in reads], KEPT_PER_NEED)
    for block in batched(zip(reads, rankings, strict=True), NEEDS_AT_ONCE):
        with transaction.atomic():
            created = writer.write(block).created_count
            tally += Tally(created_count=created)
            claim.report(**vars(tally))


def _share_out(claim: Claim) -> None:
    """Give places to proposals: at night to all of them anew, else to those that have come since."""
    run = claim.shard.run
    if run.is_full:
        _suggest_rare_offers(claim)
        placing.share_out(run.weights)
    else:
        placing.add_by_load(run)
    claim.finish(done=claim.shard.total)


def _within(rows, shard: MatchingShard):
    return rows.filter(pk__gte=shard.first_pk, pk__lte=shard.last_pk)


def _keys(rows) -> list[int]:
    return list(rows.prefetch_related(None).select_related(None).order_by("pk").values_list("pk", flat=True))
