"""A stored score can be computed again, whatever has changed since."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from matchmaking import analyses, pools, runs
from matchmaking.engine import load_resources
from matchmaking.enums import RunTrigger
from matchmaking.models import Analysis, Introduction, MatchingRun, PoolStatistics, Weights
from matchmaking.replay import NotReplayable, replay_introduction
from tests.cases import need_in, offer_in, suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(people) -> Introduction:
    offer_in("published", people)
    need = need_in("qualified", people)
    runs.execute(MatchingRun.objects.get(need=need).pk)
    return Introduction.objects.get(need=need)


def other_resources():
    """The engine after an edit of lexicon, weights and taxonomy."""
    here = load_resources()
    mix = {kind: {name: share / 2 for name, share in each.items()} for kind, each in here.weights["mix"].items()}
    weights = here.weights | {"mix": mix}
    topics = {name: replace(topic, related=frozenset()) for name, topic in here.topics.items()}
    return replace(here, weights=weights, topics=topics, lexicon_version="edited", weights_version="edited")


@pytest.fixture
def edited_engine(monkeypatch):
    """Call it to let the portal run with another lexicon and other weights from then on."""

    def edit():
        edited = other_resources()
        for module in ("pools", "replay", "learning.live"):
            monkeypatch.setattr(f"matchmaking.{module}.load_resources", lambda **_options: edited)

    return edit


def test_a_proposal_replays_to_its_score(proposal):
    assert replay_introduction(proposal) == proposal.contributions


def test_a_proposal_replays_to_its_score_after_texts_lexicon_and_weights_have_changed(proposal, edited_engine):
    need = proposal.need
    need.description = "Etwas ganz anderes: Rechnungen sollen von selbst gebucht werden."
    need.save()
    edited_engine()

    assert replay_introduction(Introduction.objects.get(pk=proposal.pk)) == proposal.contributions


def test_another_lexicon_reads_everything_anew_and_leaves_old_snapshots_alone(proposal, edited_engine):
    before = set(Analysis.objects.values_list("pk", "fingerprint", "version"))
    edited_engine()

    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY).pk)

    after = Introduction.objects.get(pk=proposal.pk)
    assert before < set(Analysis.objects.values_list("pk", "fingerprint", "version"))
    assert PoolStatistics.objects.count() == Weights.objects.count() == 2
    assert after.weights_id != proposal.weights_id
    assert after.score != proposal.score
    assert replay_introduction(after) == after.contributions
    assert replay_introduction(proposal) == proposal.contributions


def test_a_pair_chosen_by_hand_has_no_score_to_replay(people):
    with pytest.raises(NotReplayable):
        replay_introduction(suggestion(need_in("qualified", people), offer_in("published", people)))


def test_the_command_says_equal_or_different(proposal):
    printed = StringIO()
    call_command("replay_proposals", "--all", stdout=printed)
    call_command("replay_proposals", "--id", str(proposal.pk), stdout=printed)
    assert "1 equal, 0 different, 0 without a snapshot" in printed.getvalue()

    Introduction.objects.filter(pk=proposal.pk).update(score=proposal.score + 1)
    for arguments in (["--all"], ["--id", str(proposal.pk)]):
        with pytest.raises(CommandError):
            call_command("replay_proposals", *arguments, stdout=printed)
    line = f"{proposal.pk}: stored {proposal.score + 1:.6f}, replayed {proposal.score:.6f}, different"
    assert line in printed.getvalue()


def test_a_snapshot_holds_no_sentence(proposal):
    content = proposal.need_analysis.content

    assert "text" not in content["facts"]
    assert "title" not in content["facts"]
    assert proposal.need.description not in str(content)


def test_analyses_go_with_their_need_and_when_nothing_needs_them(proposal, people):
    need, analysis = proposal.need, proposal.need_analysis
    need.description += " Auch Stückzahlen."
    need.save()
    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY).pk)
    assert need.analyses.count() == 2
    old = analysis.created_at - 2 * analyses.KEEP_UNUSED

    Analysis.objects.update(created_at=old)
    assert analyses.purge() == 1
    assert list(need.analyses.all()) == [Introduction.objects.get(pk=proposal.pk).need_analysis]

    Introduction.objects.all().delete()
    need.delete()
    assert not Analysis.objects.filter(offer=None).exists()


def test_pools_are_kept_for_a_while_only(proposal, people):
    for number in range(pools.KEPT_POOLS + 2):
        pools.fix_pool([[proposal.offer_id, proposal.offer_analysis_id, number]], proposal.statistics, proposal.weights)

    pools.purge()

    assert pools.OfferPool.objects.count() == pools.KEPT_POOLS
