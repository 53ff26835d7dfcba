"""Runs in shards: what is done again changes nothing, what has died is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import CaseEvent, LogEntry
from matchmaking import analyses, pools, runs, shards, writing
from matchmaking.enums import RunState, RunStep, RunTrigger, ShardSide
from matchmaking.models import (
    Analysis,
    Introduction,
    MatchingOutcome,
    MatchingRun,
    MatchingShard,
    OfferPool,
    PoolStatistics,
)
from matchmaking.services import moderation
from matchmaking.tasks import execute_shard, sweep
from startups.models import ProviderProfile
from startups.services import archive_offer
from tests.cases import need_in, offer_in

pytestmark = pytest.mark.django_db

TEXTS = (
    "Wir schreiben die Stillstände unserer Drehmaschinen von Hand auf Zettel.",
    "Unser Lager wird mit einer Liste in Excel geführt, Bestände stimmen selten.",
    "Eingangsrechnungen tippen wir ab und suchen später nach dem Lieferschein.",
    "Kunden rufen an, weil niemand weiß, wann ihre Bestellung geliefert wird.",
)


@pytest.fixture
def pool(people):
    """Four needs and four offers that are open for matching, with different texts."""
    needs, offers = [], []
    for text in TEXTS:
        need = need_in("qualified", people, organisation=people.other_company, author=people.dora)
        offer = offer_in("published", people, organisation=people.provider, author=people.carl)
        type(need).objects.filter(pk=need.pk).update(title=text[:60], description=text)
        type(offer).objects.filter(pk=offer.pk).update(title=text[10:70], description=f"Wir lösen das: {text}")
        needs.append(need)
        offers.append(offer)
    ProviderProfile.objects.update(capacity=50)
    MatchingRun.objects.all().delete()
    return needs, offers


def nightly() -> MatchingRun:
    return MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)


def written():
    """Everything a run writes that a person could see."""
    rows = Introduction.objects.order_by("need", "offer", "pk").values_list(
        "need", "offer", "state", "score", "rank", "contributions", "input_hash", "need_analysis", "offer_analysis"
    )
    return list(rows), LogEntry.objects.filter(verb="suggest").count(), CaseEvent.objects.count()


def counts(run: MatchingRun) -> tuple:
    run.refresh_from_db()
    return run.state, run.done, run.total, run.created_count, run.updated_count, run.kept_away_count


def test_a_second_night_reads_nothing_anew_and_writes_nothing(pool):
    first = runs.execute(nightly().pk)
    before = written(), set(Analysis.objects.values_list("pk", flat=True)), list(MatchingOutcome.objects.values())

    second = runs.execute(nightly().pk)

    assert (second.state, second.done, second.total) == (RunState.DONE, 4, 4)
    assert (second.created_count, second.updated_count) == (0, 0)
    assert first.created_count == Introduction.objects.count() > 0
    assert before == (
        written(),
        set(Analysis.objects.values_list("pk", flat=True)),
        list(MatchingOutcome.objects.values()),
    )
    assert PoolStatistics.objects.count() == OfferPool.objects.count() == 1
    assert second.pool_id == first.pool_id


def test_a_changed_text_is_read_anew_and_only_its_pairs_are_written(pool):
    needs, _offers = pool
    runs.execute(nightly().pk)
    known = set(Analysis.objects.values_list("pk", flat=True))
    # Statistics stay while little has changed; here one text of eight is much, so say it was long ago.
    PoolStatistics.objects.update(as_of=timezone.now() + timedelta(hours=1))
    others = list(Introduction.objects.exclude(need=needs[0]).order_by("pk").values())
    needs[0].refresh_from_db()
    needs[0].description += " Wir brauchen eine Auswertung am Bildschirm."
    needs[0].save()

    run = runs.execute(nightly().pk)

    (fresh,) = Analysis.objects.exclude(pk__in=known)
    assert fresh.need == needs[0]
    assert run.updated_count == Introduction.objects.filter(need=needs[0], need_analysis=fresh).count() > 0
    assert list(Introduction.objects.exclude(need=needs[0]).order_by("pk").values()) == others


def test_statistics_are_made_anew_at_night_when_enough_has_changed_but_not_by_day(pool):
    needs, _offers = pool
    runs.execute(nightly().pk)
    needs[0].refresh_from_db()
    needs[0].save()

    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.MANUAL, need=needs[0]).pk)
    assert MatchingRun.objects.filter(counts_anew=True).count() == 1

    runs.execute(nightly().pk)
    assert MatchingRun.objects.filter(counts_anew=True).count() == 2


@pytest.fixture
def half_done(pool, monkeypatch):
    """A run whose only comparing shard died after the first of two blocks. Returns (run, shard, undisturbed)."""
    undisturbed = nightly()
    runs.execute(undisturbed.pk)
    expected = [row[:7] for row in written()[0]], counts(undisturbed)
    for model in (MatchingOutcome, Introduction, MatchingRun, LogEntry, CaseEvent):
        model.objects.all().delete()

    run = nightly()
    monkeypatch.setattr(runs, "NEEDS_AT_ONCE", 2)
    monkeypatch.setattr(writing.ProposalWriter, "write", _dying(writing.ProposalWriter.write))
    with pytest.raises(KeyboardInterrupt):
        runs.execute(run.pk)
    monkeypatch.undo()
    return run, MatchingShard.objects.get(run=run, step=RunStep.MATCH), expected


def _dying(write):
    blocks = []

    def write_one_block(self, block):
        if blocks:
            raise KeyboardInterrupt
        blocks.append(block)
        return write(self, block)

    return write_one_block


def test_what_a_dead_worker_has_done_is_neither_lost_nor_counted_twice(half_done):
    run, shard, (rows, expected) = half_done
    assert shard.state == RunState.RUNNING
    assert 0 < Introduction.objects.count() < len(rows)
    run.refresh_from_db()
    assert (run.done, run.total) == (2, 4)

    assert runs.take_back_stuck_runs() == ([], [])
    MatchingShard.objects.update(heartbeat_at=timezone.now() - 2 * shards.STUCK_AFTER)
    assert runs.take_back_stuck_runs() == ([], [shard.pk])
    execute_shard(shard.pk)
    execute_shard(shard.pk)  # the queue delivers twice

    assert counts(run) == expected
    assert [row[:7] for row in written()[0]] == rows
    assert written()[1:] == (len(rows), len(rows))


def test_a_worker_that_comes_back_from_the_dead_changes_nothing(half_done):
    run, shard, _expected = half_done
    late = shards.Claim(shard)
    MatchingShard.objects.update(heartbeat_at=timezone.now() - 2 * shards.STUCK_AFTER)
    runs.take_back_stuck_runs()
    assert runs.execute_shard(shard.pk)
    before = counts(run)

    with pytest.raises(shards.Superseded):
        late.finish(done=1, created_count=1)
    late.give_back(RuntimeError("too late"))

    assert counts(run) == before


def test_a_shard_whose_workers_die_three_times_ends_the_run_with_its_error(half_done):
    run, shard, _expected = half_done
    MatchingShard.objects.update(attempts=3, heartbeat_at=timezone.now() - 2 * shards.STUCK_AFTER)

    assert runs.take_back_stuck_runs() == ([], [])

    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.FAILED, "worker lost")
    assert not runs.execute_shard(shard.pk)


def test_a_shard_with_an_error_is_tried_again(pool, monkeypatch, caplog):
    run = nightly()
    monkeypatch.setattr(writing.ProposalWriter, "write", _fail)
    runs.execute(run.pk)
    run.refresh_from_db()
    shard = run.shards.get(step=RunStep.MATCH)
    assert (run.state, shard.state, shard.attempts) == (RunState.RUNNING, RunState.QUEUED, 1)
    assert run.error == "RuntimeError: the database went away"
    monkeypatch.undo()

    assert runs.execute_shard(shard.pk)

    run.refresh_from_db()
    assert (run.state, run.error, run.done) == (RunState.DONE, "", 4)


def _fail(*_args, **_kwargs):
    raise RuntimeError("the database went away")


def test_a_worker_that_died_between_two_steps_is_noticed(pool, monkeypatch):
    run = nightly()
    monkeypatch.setattr(runs, "_advance", lambda run_id: False)
    runs.execute(run.pk)
    monkeypatch.undo()
    assert counts(run)[0] == RunState.RUNNING

    later = timezone.now() + 2 * shards.STUCK_AFTER
    _runs, waiting = runs.take_back_stuck_runs(later)

    assert [runs.execute_shard(pk) for pk in waiting] == [True]
    assert counts(run)[:3] == (RunState.DONE, 4, 4)


def test_a_worker_that_died_before_the_first_step_gives_the_run_back(pool):
    run = nightly()
    MatchingRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, attempts=1, heartbeat_at=timezone.now() - 2 * shards.STUCK_AFTER
    )

    assert runs.take_back_stuck_runs() == ([run.pk], [])
    MatchingRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, attempts=3, heartbeat_at=timezone.now() - 2 * shards.STUCK_AFTER
    )
    assert runs.take_back_stuck_runs() == ([], [])
    assert counts(run)[0] == RunState.FAILED


def test_a_large_run_hands_its_shards_out_and_anybody_may_do_them_in_any_order(pool, monkeypatch):
    monkeypatch.setattr(shards, "_SMALLEST", 1)
    run, sent = nightly(), []

    runs.execute(run.pk, share=sent.extend)
    assert counts(run)[:3] == (RunState.RUNNING, 0, 8)
    while sent:
        runs.execute_shard(sent.pop(), share=sent.extend)
        assert MatchingRun.objects.get(pk=run.pk).state in (RunState.RUNNING, RunState.DONE)

    assert counts(run)[:4] == (RunState.DONE, 4, 4, Introduction.objects.count())
    assert list(run.shards.values_list("state", flat=True)) == [RunState.DONE] * 13
    alone = runs.execute(nightly().pk)
    assert (alone.created_count, alone.updated_count) == (0, 0)


def test_statistics_do_not_depend_on_how_texts_were_cut(pool):
    needs, offers = pool
    resources = pools.resources_in_use()
    sides = [
        (ShardSide.NEED, [runs.need_document(need) for need in needs]),
        (ShardSide.OFFER, [runs.offer_document(offer) for offer in offers]),
    ]
    whole, pieces = [], []
    for side, documents in sides:
        reads = analyses.read(side, documents, resources, with_features=True)
        whole.append(analyses.count(side, reads, resources))
        pieces += [analyses.count(side, [read], resources) for read in reversed(reads)]

    assert analyses.add_up(whole) == analyses.add_up(pieces)


def test_the_sweeper_queues_what_waits(half_done, monkeypatch):
    sent = []
    monkeypatch.setattr("matchmaking.tasks.send_shards", sent.extend)
    MatchingShard.objects.update(heartbeat_at=timezone.now() - 2 * shards.STUCK_AFTER)

    sweep()

    assert sent == [half_done[1].pk]


def test_what_a_person_has_taken_up_is_left_as_it_is(pool, people):
    runs.execute(nightly().pk)
    introduction = Introduction.objects.first()
    moderation.shortlist(introduction, actor=people.lead, note="Passt.")
    before = Introduction.objects.filter(pk=introduction.pk).values().get()
    type(introduction.need).objects.filter(pk=introduction.need_id).update(goal="Weniger Papier.")

    runs.execute(nightly().pk)

    assert Introduction.objects.filter(pk=introduction.pk).values().get() == before


def test_a_wide_dismissal_keeps_the_provider_away_from_every_need_of_the_company(pool, people):
    runs.execute(nightly().pk)
    moderation.dismiss(Introduction.objects.first(), actor=people.lead, reason="known", scope="provider")
    dismissed = Introduction.objects.filter(state="dismissed").count()

    run = runs.execute(nightly().pk)

    assert dismissed == Introduction.objects.count()
    assert (run.created_count, run.kept_away_count) == (0, dismissed)


def test_an_offer_that_is_withdrawn_while_the_run_is_under_way_is_not_proposed(pool, people, monkeypatch):
    _needs, offers = pool
    write = writing.ProposalWriter.write

    def write_after_withdrawal(self, block):
        for offer in offers[1:]:
            offer.refresh_from_db()
            archive_offer(offer, actor=people.carl)
        return write(self, block)

    monkeypatch.setattr(writing.ProposalWriter, "write", write_after_withdrawal)
    runs.execute(nightly().pk)

    assert set(Introduction.objects.values_list("offer", flat=True)) == {offers[0].pk}


def test_the_run_of_an_offer_proposes_nothing_but_that_offer(pool):
    _needs, offers = pool
    run = runs.execute(MatchingRun.objects.create(trigger=RunTrigger.OFFER, offer=offers[2]).pk)

    assert run.total == 4
    assert set(Introduction.objects.values_list("offer", flat=True)) == {offers[2].pk}


@pytest.mark.parametrize("number", [1, 4])
def test_writing_takes_the_same_number_of_statements_for_few_and_many_needs(pool, queries, number):
    needs, _offers = pool
    type(needs[0]).objects.exclude(pk__in=[need.pk for need in needs[:number]]).update(state="withdrawn")
    run = nightly()

    with queries() as seen:
        runs.execute(run.pk)

    inserts = [q for q in seen.captured_queries if "INTO" in q["sql"] and "matchmaking_introduction" in q["sql"]]
    assert len(inserts) == 1
    assert len(seen) == 146


def test_what_is_missing_is_kept_where_nothing_fits(pool):
    needs, offers = pool
    type(offers[0]).objects.update(title="Fotografie", description="Bilder von Hochzeiten und Taufen.", language="de")
    for offer in offers:
        offer.topics.clear()

    runs.execute(nightly().pk)

    assert not Introduction.objects.exists()
    hints = MatchingOutcome.objects.get(need=needs[0]).hints
    assert {hint["code"] for hint in hints} <= {"nothing_close", "topic_without_offers"}
    assert hints


def test_without_offers_the_hint_says_so(people):
    need = need_in("qualified", people)

    runs.execute(MatchingRun.objects.get(need=need).pk)

    assert need.matching_outcome.hints == [{"code": "no_offers", "params": {}}]
