"""Weights learnt from decisions: what counts as one, what goes live, and who may choose."""

from dataclasses import replace

import numpy as np
import pytest
from django.urls import reverse

from core.models import JobLease, LogEntry
from core.states import GuardFailed
from matchmaking.engine import CONTRIBUTIONS, engine_version, load_resources
from matchmaking.engine.learning import Decision, Graded, Shares, default_propensity
from matchmaking.enums import DismissReason, Origin
from matchmaking.learning import fit
from matchmaking.learning.collect import Collected, collect
from matchmaking.learning.live import acceptance_chance, keep_fixed, let_learn, live_weights, put_live
from matchmaking.learning.models import LearnedWeights
from matchmaking.learning.tasks import learn as nightly
from matchmaking.models import Introduction
from matchmaking.services import moderation
from tests.cases import introduction_in, need_in, offer_in, suggestion

pytestmark = pytest.mark.django_db

POINTS = dict.fromkeys(CONTRIBUTIONS, 0.0) | {"words": 20.0, "topics": 10.0, "language": 1.0}


def computed(introduction, rank=3) -> Introduction:
    """Return the introduction as if the present engine had proposed it."""
    Introduction.objects.filter(pk=introduction.pk).update(
        origin=Origin.ENGINE, rank=rank, contributions=POINTS, score=31.0, engine_version=engine_version()
    )
    introduction.refresh_from_db()
    return introduction


def decisions(count, *, seed=0, contrary=False) -> list[Decision]:
    """Return decisions of leads who look at the sector more than the fixed weights do."""
    weights, random = load_resources().weights, np.random.default_rng(seed)
    shares = Shares(random.uniform(0.0, 0.3, (count, len(CONTRIBUTIONS))), np.ones(count, dtype=bool))
    shares.values[:, CONTRIBUTIONS.index("sector")] = random.choice([0.0, 1.0], count)
    shares.values[:, CONTRIBUTIONS.index("language")] = 1.0
    points = shares.points(weights)
    liked = points.sum(axis=1) + 14.0 * shares.values[:, CONTRIBUTIONS.index("sector")] + random.normal(0, 2, count)
    limit = np.median(liked)
    return [
        Decision(
            dict(zip(CONTRIBUTIONS, row.tolist(), strict=True)),
            weights,
            1 + number % 12,
            float((value > limit) != contrary),
            str(number // 4),
            f"lead-{number % 3}",
        )
        for number, (row, value) in enumerate(zip(points, liked, strict=True))
    ]


@pytest.fixture
def gold() -> Graded:
    """A small collection that every sensible weights rank alike."""
    values = np.zeros((20, len(CONTRIBUTIONS)))
    values[:, 0] = np.tile(np.linspace(0.9, 0.1, 10), 2)
    grades = np.tile([3.0, 2.0, 1.0, *[0.0] * 7], 2)
    return Graded(Shares(values, np.ones(20, dtype=bool)), np.repeat([0, 1], 10), grades, np.array([9.4, 9.4]))


@pytest.fixture
def learn_from(monkeypatch, gold):
    """Return a function that runs the job on given decisions."""

    def run(found, collection=gold):
        monkeypatch.setattr(fit, "collect", lambda: Collected(found, default_propensity))
        monkeypatch.setattr(fit, "_gold", lambda: collection)
        return fit.learn()

    return run


# --- What is a decision --------------------------------------------------------------------------------------


def test_a_shortlisted_and_a_dismissed_proposal_are_decisions_with_the_rank_that_was_shown(people):
    need = need_in("qualified", people)
    taken, refused = (computed(suggestion(need, offer_in("published", people)), rank) for rank in (2, 5))
    moderation.shortlist(taken, actor=people.lead, note="Passt.")
    moderation.dismiss(refused, actor=people.lead2, reason="wrong_topic", scope="pair")

    found = collect().decisions

    assert [(each.shown_rank, each.label, each.need_id, each.decided_by) for each in found] == [
        (2, 1.0, str(need.pk), str(people.lead.pk)),
        (5, 0.0, str(need.pk), str(people.lead2.pk)),
    ]
    assert found[0].contributions == POINTS
    assert found[0].weights == load_resources().weights


@pytest.mark.parametrize(
    ("reason", "counts"),
    [(reason, reason not in ("already_known_to_each_other", "provider_capacity", "conflict_of_interest"))
     for reason in DismissReason.values],
)  # fmt: skip
def test_a_dismissal_counts_only_if_its_reason_speaks_about_fit(people, reason, counts):
    pair = computed(introduction_in("suggested", people))
    moderation.dismiss(pair, actor=people.lead, reason=reason, scope="pair")
    assert len(collect().decisions) == counts


def test_a_dismissal_of_a_whole_provider_says_nothing_about_the_pair(people):
    pair = computed(introduction_in("suggested", people))
    moderation.dismiss(pair, actor=people.lead, reason="wrong_topic", scope="need")
    assert collect().decisions == []


@pytest.mark.parametrize("state", ["suggested", "dismissed"])
def test_what_nobody_decided_or_the_engine_did_not_propose_is_no_decision(people, state):
    pair = introduction_in(state, people)  # without an engine version: its weights are not known
    assert collect().decisions == []
    computed(pair)
    Introduction.objects.filter(pk=pair.pk).update(origin=Origin.LEAD)
    assert collect().decisions == []


def test_a_dismissal_that_was_undone_is_no_decision(people):
    pair = computed(introduction_in("dismissed", people))
    assert len(collect().decisions) == 1
    moderation.undo_dismissal(pair, actor=people.lead)
    assert collect().decisions == []


@pytest.mark.parametrize(
    ("state", "label", "weight"),
    [
        ("shortlisted", 1.0, 1.0),
        ("awaiting_provider", 1.0, 1.0),
        ("declined_company", 1.0, 1.0),
        ("introduced", 1.0, 1.5),
        ("success", 1.0, 2.0),
        ("no_success", 1.0, 1.5),
    ],
)
def test_what_became_of_it_makes_a_decision_count_more(people, state, label, weight):
    computed(introduction_in(state, people))
    (found,) = collect().decisions
    assert (found.label, found.weight) == (label, weight)


def test_a_side_that_finds_it_does_not_fit_takes_half_back(people):
    pair = computed(introduction_in("declined_company", people))
    Introduction.objects.filter(pk=pair.pk).update(decline_reason="wrong_fit")
    assert [each.label for each in collect().decisions] == [0.5]


# --- The job -------------------------------------------------------------------------------------------------


def test_before_anything_is_decided_the_fixed_weights_count():
    resources = load_resources()
    assert live_weights() == (resources.weights_version, resources.weights)
    assert fit.learn() == {"decisions": 0, "version": "", "went_live": False}
    assert live_weights() == (resources.weights_version, resources.weights)
    assert [row.is_live for row in LearnedWeights.objects.all()] == [True]
    assert acceptance_chance(50.0) is None


def test_what_leads_prefer_goes_live_with_its_figures(learn_from):
    result = learn_from(decisions(300))

    assert result["went_live"]
    row = LearnedWeights.objects.get(is_live=True)
    assert live_weights() == (row.version, row.weights) == (result["version"], row.weights)
    assert row.multipliers["sector"] > 1.2
    assert row.verdict["not_worse"]
    assert row.verdict["order_new"] > row.verdict["order_old"]
    assert (row.decisions, row.chosen_by) == (300, None)
    assert sum(row.weights["points"]["full"].values()) == pytest.approx(100)
    assert LogEntry.objects.about(row).filter(verb="use_weights", actor=None).exists()


def test_the_job_keeps_no_person(learn_from):
    learn_from(decisions(300))
    assert "lead-" not in str(list(LearnedWeights.objects.values()))


def test_no_version_is_made_of_the_same_decisions_again(learn_from):
    learn_from(decisions(300))
    assert learn_from(decisions(300))["version"] == ""
    assert learn_from(decisions(305))["version"] == ""
    assert LearnedWeights.objects.count() == 2
    learn_from(decisions(320))
    assert LearnedWeights.objects.count() == 3  # every version is kept


@pytest.mark.parametrize("collection", ["spoilt", None])
def test_without_a_good_word_of_the_gold_set_nothing_goes_live(learn_from, gold, collection):
    if collection:
        # What counts more now ranks the worse offers first.
        gold.shares.values[:, CONTRIBUTIONS.index("sector")] = np.tile([*[0.0] * 5, *[0.7] * 5], 2)
        gold.shares.values[:, 0] = np.tile([0.3, 0.29, 0.28, 0.27, 0.26, *[0.1] * 5], 2)
    result = learn_from(decisions(300), gold if collection else None)
    assert result["version"]
    assert not result["went_live"]
    row = LearnedWeights.objects.get(version=result["version"])
    assert row.verdict["objections"] == ["gold_worse" if collection else "no_gold"]
    assert live_weights()[0] == load_resources().weights_version


def test_few_decisions_make_a_version_that_does_not_go_live(learn_from):
    result = learn_from(decisions(60))
    row = LearnedWeights.objects.get(version=result["version"])
    assert row.verdict["objections"] == ["few_decisions"]
    assert not result["went_live"]


def test_a_persons_choice_stays_until_the_person_lets_it_go(learn_from, people):
    put_live(keep_fixed(), actor=people.lead)
    assert not learn_from(decisions(300))["went_live"]
    let_learn(actor=people.lead)
    assert learn_from(decisions(320, seed=1))["went_live"]


def test_the_chance_of_acceptance_comes_with_200_decisions_and_grows_with_the_score(learn_from):
    learn_from(decisions(190))
    assert acceptance_chance(30.0) is None
    learn_from(decisions(300))
    chances = [acceptance_chance(score) for score in range(0, 101, 5)]
    assert chances == sorted(chances)
    assert 0.0 < chances[0] < chances[-1] < 1.0


def test_what_was_learnt_on_other_fixed_weights_does_not_count(learn_from, people):
    learn_from(decisions(300))
    learnt = LearnedWeights.objects.get(is_live=True)
    LearnedWeights.objects.filter(pk=learnt.pk).update(based_on="before")
    assert live_weights()[0] == load_resources().weights_version
    with pytest.raises(GuardFailed):
        put_live(LearnedWeights.objects.get(pk=learnt.pk), actor=people.lead)
    keep_fixed()
    assert LearnedWeights.objects.get(is_live=True).is_fixed


def test_the_nightly_task_runs_once_a_night(learn_from, monkeypatch):
    runs = []
    monkeypatch.setattr(fit, "learn", lambda: runs.append(1) or {})
    nightly()
    nightly()
    assert runs == [1]
    assert JobLease.objects.filter(job="learning-nightly").count() == 1


def test_decisions_under_learnt_weights_are_read_with_those(learn_from, people):
    learn_from(decisions(300))
    version, weights = live_weights()
    pair = computed(introduction_in("shortlisted", people))
    resources = load_resources()
    Introduction.objects.filter(pk=pair.pk).update(
        engine_version=replace(resources, weights_version=version).engine_version
    )
    assert [each.weights for each in collect().decisions] == [weights]


# --- The page ------------------------------------------------------------------------------------------------


def test_the_page_of_a_new_installation_says_that_nothing_was_learnt(sign_in):
    page = sign_in("lead").get(reverse("matchmaking:learning"))
    assert page.status_code == 200
    assert page.context["versions"] == []
    assert page.context["live"] is None


@pytest.mark.parametrize("person", ["lead", "operator"])
def test_one_click_goes_back_to_an_older_version(sign_in, people, learn_from, person):
    learn_from(decisions(300))
    first = LearnedWeights.objects.get(is_live=True)
    learn_from(decisions(320, seed=1))
    client, page_url = sign_in(person), reverse("matchmaking:learning")
    page = client.get(page_url)
    assert len(page.context["versions"]) == 3
    assert page.content.decode().count("/use/") == 2

    answer = client.post(reverse("matchmaking:learning_use", args=[first.pk]))

    assert answer.status_code == 302
    row = LearnedWeights.objects.get(is_live=True)
    assert (row, row.chosen_by) == (first, getattr(people, person))
    assert live_weights() == (first.version, first.weights)
    assert LogEntry.objects.about(first).filter(actor=getattr(people, person)).exists()
    assert client.get(page_url).context["live"] == first


def test_one_click_goes_back_to_the_fixed_weights_and_another_lets_it_learn(sign_in, people, learn_from):
    learn_from(decisions(300))
    client = sign_in("lead")
    client.post(reverse("matchmaking:learning_use_fixed"))
    assert live_weights()[0] == load_resources().weights_version
    assert LearnedWeights.objects.get(is_live=True).chosen_by == people.lead
    client.post(reverse("matchmaking:learning_resume"))
    assert LearnedWeights.objects.get(is_live=True).chosen_by is None


@pytest.mark.parametrize("person", ["anna", "clara", "far_lead", "editor", "partner"])
def test_nobody_else_chooses(sign_in, learn_from, person):
    learn_from(decisions(300))
    row = LearnedWeights.objects.get(multipliers={})
    client = sign_in(person)
    assert client.get(reverse("matchmaking:learning")).status_code == 403
    assert client.post(reverse("matchmaking:learning_use", args=[row.pk])).status_code == 403
    assert not LearnedWeights.objects.get(pk=row.pk).is_live


def test_the_page_asks_the_database_alike_for_few_and_many_versions(
    sign_in, people, learn_from, django_assert_max_num_queries
):
    learn_from(decisions(300))
    learn_from(decisions(320, seed=1))
    client = sign_in("lead")
    put_live(LearnedWeights.objects.first(), actor=people.lead)
    client.get(reverse("matchmaking:learning"))
    with django_assert_max_num_queries(14):
        client.get(reverse("matchmaking:learning"))
