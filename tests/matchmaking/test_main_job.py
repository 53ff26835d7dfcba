"""The portal's main job, from the registered need to the recorded outcome, through the services."""

import pytest

from companies.enums import NeedState
from core.models import CaseEvent, LogEntry
from mail.models import OutboxMessage
from matchmaking import runs
from matchmaking.enums import IntroductionState, RunState
from matchmaking.models import ContactDisclosure, Introduction, MatchingRun
from matchmaking.services import keys, moderation, outcomes
from matchmaking.tasks import match_everything
from tests.cases import introduction_in, need_in, offer_in

pytestmark = pytest.mark.django_db


def test_a_qualified_need_gets_a_proposal_with_score_and_reasons_that_add_up(people):
    offer = offer_in("published", people)
    need = need_in("qualified", people)

    run = MatchingRun.objects.get(need=need)
    runs.execute(run.pk)

    run.refresh_from_db()
    introduction = Introduction.objects.get(need=need, offer=offer)
    assert (run.state, run.done, run.total, run.created_count) == (RunState.DONE, 1, 1, 1)
    assert introduction.state == IntroductionState.SUGGESTED
    assert sum(introduction.contributions.values()) == pytest.approx(introduction.score, abs=1e-6)
    assert introduction.reasons


def test_the_whole_way_releases_contact_data_at_one_moment_and_tells_both_in_one_mail(people):
    introduction = introduction_in("awaiting_provider", people)
    assert not introduction.contact_data_released

    keys.provider_agrees(introduction, actor=people.clara)

    assert introduction.contact_data_released
    assert ContactDisclosure.objects.filter(introduction=introduction).count() == 2
    joint = OutboxMessage.objects.get(kind="introduction.introduced")
    assert "anna@example.org" in " ".join(joint.to)
    assert "clara@example.org" in " ".join(joint.to)
    assert "lead@example.org" in " ".join(joint.cc)
    assert "0221 4710 000" in joint.body_text


def test_every_step_says_who_did_it(people):
    introduction = introduction_in("success", people)

    steps = LogEntry.objects.about(introduction).order_by("pk").values_list("verb", "actor__email")
    assert list(steps) == [
        ("shortlist", "lead@example.org"),
        ("ask_company", "lead@example.org"),
        ("company_agrees", "anna@example.org"),
        ("provider_agrees", "clara@example.org"),
        ("record_meeting", "lead@example.org"),
        ("record_success", "lead@example.org"),
    ]
    assert list(
        CaseEvent.objects.filter(introduction_id=introduction.pk).order_by("pk").values_list("kind", flat=True)
    ) == ["proposal_shortlisted", "company_asked", "company_agreed", "introduced", "first_meeting", "success"]


def test_the_need_returns_to_qualified_when_its_last_introduction_fails(people):
    introduction = introduction_in("awaiting_company", people)

    keys.company_declines(introduction, actor=people.anna, reason="timing")

    introduction.need.refresh_from_db()
    assert introduction.need.state == NeedState.QUALIFIED


@pytest.mark.parametrize("state", IntroductionState.values)
def test_every_state_of_an_introduction_can_be_reached_through_the_services(people, state):
    assert introduction_in(state, people).state == state


@pytest.mark.parametrize("state", NeedState.values)
def test_every_state_of_a_need_can_be_reached_through_the_services(people, state):
    assert need_in(state, people).state == state


def test_a_second_run_creates_nothing_twice(people):
    offer_in("published", people)
    need = need_in("qualified", people)
    runs.execute(MatchingRun.objects.get(need=need).pk)
    before = set(Introduction.objects.values_list("pk", "state", "score"))

    again = MatchingRun.objects.create(trigger="manual")
    runs.execute(again.pk)

    again.refresh_from_db()
    assert again.created_count == 0
    assert set(Introduction.objects.values_list("pk", "state", "score")) == before


def test_a_dismissed_pair_stays_away_until_the_need_changes(people):
    offer_in("published", people)
    need = need_in("qualified", people)
    runs.execute(MatchingRun.objects.get(need=need).pk)
    introduction = Introduction.objects.get(need=need)
    moderation.dismiss(introduction, actor=people.lead, reason="wrong_topic", scope="pair")

    run = MatchingRun.objects.create(trigger="nightly")
    runs.execute(run.pk)
    run.refresh_from_db()
    assert (run.created_count, run.kept_away_count) == (0, 1)

    need.description += " Jetzt sollen auch Stückzahlen gezählt werden."
    need.save()
    runs.execute(MatchingRun.objects.create(trigger="nightly").pk)
    assert Introduction.objects.filter(need=need, state="suggested").count() == 1


def test_outcome_without_reaction_needs_four_weeks(people):
    introduction = introduction_in("introduced", people)

    with pytest.raises(Exception, match="28"):
        outcomes.record_no_success(introduction, actor=people.lead, reason="no_reaction")


def test_the_nightly_run_is_asked_for_once_a_night_and_a_failure_may_be_repeated(people, monkeypatch):
    monkeypatch.setattr("matchmaking.queue.request_run", _fail)
    with pytest.raises(RuntimeError):
        match_everything()
    monkeypatch.undo()

    match_everything()
    runs.execute(MatchingRun.objects.get(trigger="nightly").pk)
    match_everything()

    assert MatchingRun.objects.filter(trigger="nightly").count() == 1


def _fail(*_args, **_kwargs):
    raise RuntimeError("the database went away")
