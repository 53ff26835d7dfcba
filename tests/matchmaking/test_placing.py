"""Sharing out the places of providers: nobody above capacity, losers say why, done again it changes nothing."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from companies.services import pause_need
from core.models import LogEntry
from matchmaking import placing, runs, shards, writing
from matchmaking.documents import Load, loads_of
from matchmaking.engine.learning import Calibration
from matchmaking.enums import IntroductionState, Placing, RunState, RunStep, RunTrigger
from matchmaking.learning.live import Chances, keep_fixed, put_live
from matchmaking.learning.models import LearnedWeights
from matchmaking.models import Introduction, MatchingOutcome, MatchingRun, MatchingShard
from matchmaking.replay import replay_all
from matchmaking.services import keys, moderation
from matchmaking.tasks import execute_shard
from organisations.models import Organisation
from startups.models import Offer, ProviderProfile
from tests.cases import introduction_in, need_in, offer_in

pytestmark = pytest.mark.django_db

TEXT = "Wir schreiben die Stillstände unserer {} von Hand auf Zettel."
OTHER_TEXTS = (
    "Newsletter schreiben, Kunden anschreiben, Adressen pflegen",
    "Schulungen für Personal, Lernvideos, Prüfungen abnehmen",
    "Fotos von Gebäuden mit Drohnen, Dächer vermessen, Pläne zeichnen",
    "Buchhaltung mit Belegen, Mahnungen, Steuern vorbereiten",
    "Routen für Lastwagen planen, Fahrer einteilen, Sendungen verfolgen",
    "Webseiten barrierefrei gestalten, Formulare, Umfragen",
    "Verträge unterschreiben, Fristen überwachen, Akten ablegen",
    "Energie in Gebäuden messen, Heizung regeln, Strom einkaufen",
)
MACHINES = ("Drehmaschinen", "Fräsmaschinen", "Pressen", "Sägen")


@pytest.fixture
def crowd(people):
    """Four needs that all want the same: two providers answer them, one better than the other."""
    needs = []
    for machine in MACHINES:
        need = need_in("qualified", people, organisation=people.other_company, author=people.dora)
        type(need).objects.filter(pk=need.pk).update(
            title=f"Stillstände der {machine}", description=TEXT.format(machine)
        )
        needs.append(need)
    wanted = offer_in("published", people)
    Offer.objects.filter(pk=wanted.pk).update(
        title="Stillstände von Drehmaschinen erfassen",
        description="Statt Zettel von Hand: Stillstände der Drehmaschinen.",
    )
    other = offer_in("published", people, organisation=people.provider, author=people.carl)
    Offer.objects.filter(pk=other.pk).update(
        title="Stillstände und vieles mehr", description="Wir zählen Stillstände, führen Lager und prüfen Rechnungen."
    )
    # In a pool where everybody says the same, no word is worth anything.
    for text in OTHER_TEXTS:
        unrelated = offer_in("published", people, organisation=people.provider, author=people.carl)
        unrelated.topics.clear()
        Offer.objects.filter(pk=unrelated.pk).update(title=text.split(",")[0], description=text)
    Offer.objects.update(published_at=timezone.now() - timedelta(days=400))
    for provider, capacity in ((people.startup, 2), (people.provider, 50)):
        ProviderProfile.objects.update_or_create(organisation=provider, defaults={"capacity": capacity})
    MatchingRun.objects.all().delete()
    return needs, wanted, other


def night() -> MatchingRun:
    run = runs.execute(MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY).pk)
    assert run.state == RunState.DONE, run.error
    return run


def placings(offer: Offer) -> Counter:
    return Counter(Introduction.objects.filter(offer=offer, state="suggested").values_list("placing", flat=True))


def everything() -> list:
    return list(Introduction.objects.order_by("pk").values())


def test_nobody_is_proposed_above_capacity_and_who_loses_says_why(crowd, time_machine):
    time_machine.move_to("2026-11-10 08:00Z", tick=False)
    _needs, wanted, other = crowd
    night()

    assert placings(wanted) == {Placing.PROPOSED: 2, Placing.FULL: 2}
    assert placings(other) == {Placing.PROPOSED: 4}
    losers = Introduction.objects.filter(placing=Placing.FULL)
    assert {(row.places, row.booked_until, row.slot) for row in losers} == {(2, date(2026, 12, 31), None)}
    # One more place would go to the better of the two losers, beside what it has already.
    assert {row.place_price for row in losers} == {losers.first().place_price}
    assert 0 < losers.first().place_price <= max(row.score for row in losers)
    assert {row.place_price for row in Introduction.objects.exclude(placing=Placing.FULL)} == {None}


def test_the_places_go_to_the_needs_that_gain_most(crowd):
    _needs, wanted, _other = crowd
    ProviderProfile.objects.filter(organisation=wanted.organisation_id).update(capacity=1)
    night()

    best = Introduction.objects.filter(offer=wanted).order_by("-score").first()
    assert Introduction.objects.get(offer=wanted, placing=Placing.PROPOSED) == best


def test_a_second_night_changes_nothing_and_every_score_can_be_computed_again(crowd):
    night()
    before, log = everything(), LogEntry.objects.count()

    run = night()

    assert (run.created_count, run.updated_count) == (0, 0)
    assert (everything(), LogEntry.objects.count()) == (before, log)
    assert all(replayed.is_equal for replayed in replay_all())


def test_sharing_out_changes_no_score(crowd):
    scores = Introduction.objects.order_by("need", "offer").values_list("need", "offer", "score", "contributions")
    ProviderProfile.objects.update(capacity=50)
    night()
    plenty = list(scores)
    Introduction.objects.all().delete()
    ProviderProfile.objects.update(capacity=1)
    night()

    assert list(scores) == plenty


def test_a_worker_that_dies_between_comparing_and_sharing_out_is_repaired(crowd, monkeypatch):
    night()
    undisturbed = sorted(Introduction.objects.values_list("need", "offer", *placing.COLUMNS))
    Introduction.objects.all().delete()
    run = MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)
    monkeypatch.setattr(placing, "_write", _die)
    with pytest.raises(KeyboardInterrupt):
        runs.execute(run.pk)
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.state, run.step, run.done, run.created_count) == (RunState.RUNNING, RunStep.PLACE, 0, 8)
    assert set(Introduction.objects.values_list("placing", flat=True)) == {""}

    MatchingShard.objects.update(heartbeat_at=timezone.now() - 2 * shards.STUCK_AFTER)
    _runs, waiting = runs.take_back_stuck_runs()
    assert len(waiting) == 1
    execute_shard(waiting[0])
    execute_shard(waiting[0])  # the queue delivers twice

    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.created_count) == (RunState.DONE, 4, 4, 8)
    assert sorted(Introduction.objects.values_list("need", "offer", *placing.COLUMNS)) == undisturbed


def _die(*_args):
    raise KeyboardInterrupt


def test_a_worker_that_dies_before_the_last_step_has_its_shard_is_repaired(crowd, monkeypatch):
    run = MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)
    monkeypatch.setattr(runs, "_start_sharing_out", _die)
    with pytest.raises(KeyboardInterrupt):
        runs.execute(run.pk)
    monkeypatch.undo()

    _runs, waiting = runs.take_back_stuck_runs(timezone.now() + 2 * shards.STUCK_AFTER)

    assert [runs.execute_shard(pk) for pk in waiting] == [True]
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert not Introduction.objects.filter(placing="").exists()


def test_a_provider_that_takes_nobody_keeps_its_suggestions_as_fully_booked(crowd):
    _needs, wanted, _other = crowd
    night()
    before = set(Introduction.objects.values_list("pk", flat=True))
    ProviderProfile.objects.filter(organisation=wanted.organisation_id).update(capacity=0)

    night()

    assert set(Introduction.objects.filter(state="suggested").values_list("pk", flat=True)) == before
    rows = Introduction.objects.filter(offer=wanted)
    assert set(rows.values_list("placing", "places", "booked_until")) == {(Placing.FULL, 0, None)}


def test_contacts_asked_for_and_promised_take_places(crowd, people):
    _needs, wanted, _other = crowd
    night()
    first, second = Introduction.objects.filter(offer=wanted, placing=Placing.PROPOSED).order_by("pk")
    moderation.shortlist(first, actor=people.lead, note="Passt.")
    assert loads_of([people.startup.pk])[people.startup.pk] == Load(2, 0, 1)
    night()
    assert placings(wanted) == {Placing.PROPOSED: 1, Placing.FULL: 2}

    moderation.ask_company(first, actor=people.lead)
    keys.company_agrees(first, actor=people.dora)
    assert loads_of([people.startup.pk])[people.startup.pk] == Load(2, 1, 0)
    keys.provider_declines(first, actor=people.clara, reason="timing")
    assert loads_of([people.startup.pk])[people.startup.pk] == Load(2, 0, 0)
    night()
    assert placings(wanted) == {Placing.PROPOSED: 2, Placing.FULL: 1}
    second.refresh_from_db()
    assert second.placing == Placing.PROPOSED


def test_what_a_need_has_in_its_shortlist_leaves_fewer_places_for_proposals(crowd, people):
    needs, _wanted, other = crowd
    night()
    taken = Introduction.objects.get(need=needs[0], offer=other)
    moderation.shortlist(taken, actor=people.lead, note="Passt.")
    night()
    ProviderProfile.objects.update(capacity=50)
    night()

    (left,) = Introduction.objects.filter(need=needs[0], state="suggested")
    assert (left.placing, left.slot) == (Placing.PROPOSED, 2)
    taken.refresh_from_db()
    assert taken.state == IntroductionState.SHORTLISTED


def test_a_provider_is_proposed_once_for_a_need_with_its_best_offer(crowd, people):
    needs, _wanted, _other = crowd
    ProviderProfile.objects.update(capacity=50)
    twin = offer_in("published", people)
    Offer.objects.filter(pk=twin.pk).update(title="Stillstände zählen", description="Wir zählen Stillstände.")
    night()

    for need in needs:
        rows = Introduction.objects.filter(need=need, offer__organisation=people.startup).order_by("-score")
        assert [row.placing for row in rows] == [Placing.PROPOSED, Placing.FURTHER]


def test_a_newcomer_is_shown_to_somebody_and_nobody_stays_new_for_ever(crowd, people, monkeypatch):
    monkeypatch.setattr(placing, "MAX_SHORTLISTED", 1)
    _needs, _wanted, other = crowd
    ProviderProfile.objects.update(capacity=50)
    night()
    assert placings(other) == {Placing.FURTHER: 4}

    theirs = Offer.objects.filter(organisation=other.organisation_id)
    theirs.update(published_at=timezone.now() - timedelta(days=5))
    night()
    assert placings(other) == {Placing.PROPOSED: 1, Placing.FURTHER: 3}
    assert set(Introduction.objects.filter(offer=other).values_list("is_newcomer", flat=True)) == {True}

    seen = Introduction.objects.get(offer=other, placing=Placing.PROPOSED)
    moderation.shortlist(seen, actor=people.lead, note="Passt.")
    night()
    assert placings(other) == {Placing.FURTHER: 3}


def test_by_day_the_present_load_counts_and_the_nights_word_stands(crowd, people):
    needs, wanted, other = crowd
    night()
    before = everything()
    fresh = need_in("qualified", people, organisation=people.other_company, author=people.dora)
    type(fresh).objects.filter(pk=fresh.pk).update(title="Stillstände der Bohrer", description=TEXT.format("Bohrer"))
    MatchingRun.objects.filter(state=RunState.QUEUED).delete()

    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.NEED, need=fresh).pk)

    rows = Introduction.objects.filter(need=fresh)
    assert sorted(rows.values_list("placing", "slot")) == [(Placing.PROPOSED, 1), (Placing.PROPOSED, 2)]
    assert [row for row in everything() if row["need_id"] != fresh.pk] == before

    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.MANUAL, need=needs[0]).pk)
    assert [row for row in everything() if row["need_id"] != fresh.pk] == before

    ProviderProfile.objects.filter(organisation=wanted.organisation_id).update(capacity=0)
    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.MANUAL, need=fresh).pk)
    assert set(rows.values_list("offer", "placing", "places")) == {
        (wanted.pk, Placing.FULL, 0),
        (other.pk, Placing.PROPOSED, None),
    }
    ProviderProfile.objects.filter(organisation=wanted.organisation_id).update(capacity=1)
    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.OFFER, offer=wanted).pk)
    assert set(rows.values_list("placing", flat=True)) == {Placing.PROPOSED}


def test_what_is_set_aside_or_on_hold_takes_no_place(crowd, people):
    _needs, wanted, _other = crowd
    night()
    first, second = Introduction.objects.filter(offer=wanted, placing=Placing.PROPOSED).order_by("pk")
    moderation.snooze(first, actor=people.lead, until=timezone.localdate() + timedelta(days=9))
    second.need.refresh_from_db()
    pause_need(second.need, actor=people.lead, resume_on=timezone.localdate() + timedelta(days=30))
    night()

    first.refresh_from_db()
    assert (first.placing, first.shown_rank) == ("", None)
    open_needs = Introduction.objects.filter(offer=wanted, need__state="qualified", placing=Placing.PROPOSED)
    assert open_needs.count() == 2


def test_the_day_a_provider_has_places_again_is_the_end_of_the_quarter():
    assert Load(3, 3, 0).booked_until(date(2026, 11, 10)) == date(2026, 12, 31)
    assert Load(3, 0, 3).booked_until(date(2026, 12, 31)) == date(2026, 12, 31)
    assert Load(3, 3, 0).booked_until(date(2027, 1, 1)) == date(2027, 3, 31)
    assert Load(0, 0, 0).booked_until(date(2026, 11, 10)) is None
    assert (Load(3, 4, 0).places, Load(3, 1, 1).places, Load(3, 1, 1).remaining) == (0, 1, 2)


def test_an_offer_on_few_lists_is_put_on_those_of_the_needs_it_answers_best(crowd, monkeypatch):
    _needs, wanted, other = crowd
    ProviderProfile.objects.update(capacity=50)
    monkeypatch.setattr(writing, "PROPOSALS_PER_NEED", 1)
    monkeypatch.setattr(placing, "NEEDS_PER_OFFER", 2)
    run = night()

    assert placings(wanted) == {Placing.PROPOSED: 4}
    assert placings(other) == {Placing.PROPOSED: 2}
    listed = set(Introduction.objects.filter(offer=other).values_list("score", flat=True))
    left = {score for row in MatchingOutcome.objects.all() for offer, score in row.further if offer == other.pk}
    assert len(left) == 2
    assert min(listed) >= max(left)
    assert run.created_count == 6

    before = everything(), list(MatchingOutcome.objects.order_by("pk").values())
    run = night()
    assert (run.created_count, run.updated_count) == (0, 0)
    assert (everything(), list(MatchingOutcome.objects.order_by("pk").values())) == before


def test_rare_offers_are_counted_once_if_the_worker_dies_after_suggesting_them(crowd, monkeypatch):
    _needs, _wanted, other = crowd
    monkeypatch.setattr(writing, "PROPOSALS_PER_NEED", 1)
    monkeypatch.setattr(placing, "NEEDS_PER_OFFER", 2)
    run = MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)
    with monkeypatch.context() as dying:
        dying.setattr(placing, "share_out", _die)
        with pytest.raises(KeyboardInterrupt):
            runs.execute(run.pk)
    assert Introduction.objects.filter(offer=other).count() == 2

    _runs, waiting = runs.take_back_stuck_runs(timezone.now() + 2 * shards.STUCK_AFTER)
    assert [runs.execute_shard(pk) for pk in waiting] == [True]

    run.refresh_from_db()
    assert (run.state, run.created_count) == (RunState.DONE, Introduction.objects.count())
    assert Introduction.objects.filter(offer=other).count() == 2


# --- Chances and exploration -----------------------------------------------------------------------------------


@pytest.fixture
def long_list(people):
    """A need with fourteen candidates of as many providers, all with places."""
    need = need_in("qualified", people)
    for number in range(14):
        organisation = people.provider if not number else _another(people.provider, number)
        offer = offer_in("published", people, organisation=organisation, author=people.carl)
        Introduction.objects.create(
            need=need, offer=offer, score=60.0 - number, rank=number + 1, contributions={"words": 60.0 - number}
        )
    Offer.objects.update(published_at=timezone.now() - timedelta(days=400))
    return need


def _another(provider: Organisation, number: int) -> Organisation:
    provider = Organisation.objects.get(pk=provider.pk)
    provider.pk, provider._state.adding = None, True
    provider.name, provider.slug = f"Anbieter {number}", f"anbieter-{number}"
    provider.save()
    return provider


def learnt(**fields) -> LearnedWeights:
    """Put a version live that differs from the fixed one in name only."""
    fixed = keep_fixed()
    row = LearnedWeights.objects.create(
        version="learnt", based_on=fixed.version, weights=fixed.weights, multipliers={"topics": 1.0}, **fields
    )
    put_live(row, actor=None)
    return row


def shared_out(version: str) -> list[Introduction]:
    class Snapshot:
        content = {"version": version}

    placing.share_out(Snapshot)
    return list(Introduction.objects.filter(state="suggested").order_by("shown_rank"))


def test_without_a_learnt_model_the_order_is_that_of_the_scores(long_list):
    rows = shared_out(keep_fixed().version)

    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert [row.shown_rank for row in rows] == list(range(1, 15))
    assert {(row.propensity, row.acceptance) for row in rows} == {(None, None)}
    assert [row.placing for row in rows] == [Placing.PROPOSED] * 5 + [Placing.FURTHER] * 9


def test_a_learnt_model_explores_one_place_and_keeps_its_chance(long_list):
    rows = shared_out(learnt().version)

    drawn = [row for row in rows[: placing.SHOWN_AT_ONCE] if row.propensity is not None]
    assert len(drawn) == placing.EXPLORED
    assert rows.index(drawn[0]) == placing.SHOWN_AT_ONCE - 1
    assert drawn[0].placing == Placing.FURTHER
    # Six stand below the eight that are shown at once; one of them rises.
    lot = [row for row in rows if row.propensity is not None]
    assert {row.score for row in lot} == {60.0 - number for number in range(8, 14)}
    assert sum(row == drawn[0] for row in lot) == 1
    assert drawn[0].propensity == pytest.approx(1 / 6)
    assert {row.propensity for row in lot if row != drawn[0]} == {1.0 - 1 / 6}
    others = [row.score for row in rows if row != drawn[0]]
    assert others == sorted(others, reverse=True)
    assert shared_out("learnt") == rows


def test_over_the_months_everybody_below_is_drawn_and_nobody_above_is_pushed_out(long_list, time_machine):
    learnt()
    drawn = Counter()
    for month in range(1, 13):
        for year in range(2027, 2047):
            time_machine.move_to(f"{year}-{month:02}-15 12:00Z", tick=False)
            listed = placing._read()
            for row in listed:
                row.now = placing.Place(Placing.FURTHER)
            shown, _chances = placing._explore(listed, f"{year}-{month:02}")
            drawn[shown[placing.SHOWN_AT_ONCE - 1].score] += 1
            assert [row.score for row in shown[:7]] == [60.0 - number for number in range(7)]

    assert set(drawn) == {60.0 - number for number in range(8, 14)}
    assert all(20 <= count <= 60 for count in drawn.values())  # 40 of 240 are expected of each


def test_scores_of_other_weights_than_the_live_ones_have_neither_chance_nor_lot(long_list):
    learnt(calibration={"scores": [20.0, 60.0], "chances": [0.1, 0.7]})
    rows = shared_out(keep_fixed().version)
    assert {(row.propensity, row.acceptance) for row in rows} == {(None, None)}


def test_the_chance_is_stored_with_every_proposal_and_never_falls_with_the_score(long_list):
    learnt(calibration={"scores": [40.0, 55.0, 60.0], "chances": [0.1, 0.6, 0.6]})
    rows = sorted(shared_out("learnt"), key=lambda row: row.score)

    chances = [row.acceptance for row in rows]
    assert chances == sorted(chances)
    assert (chances[0], chances[-1]) == (round(Calibration((40.0, 55.0), (0.1, 0.6)).probability(47.0).item(), 4), 0.6)
    # Equal chances go by score: the five best are proposed.
    assert [row.score for row in rows if row.placing == Placing.PROPOSED] == [56.0, 57.0, 58.0, 59.0, 60.0]


def test_a_chance_that_is_no_longer_known_goes(long_list):
    row = learnt(calibration={"scores": [40.0, 60.0], "chances": [0.1, 0.6]})
    assert shared_out("learnt")[0].acceptance == 0.6
    LearnedWeights.objects.filter(pk=row.pk).update(calibration={})
    assert {each.acceptance for each in shared_out("learnt")} == {None}


def test_without_a_live_row_there_are_no_chances():
    assert Chances(None)(50.0) is None
    assert not Chances(None).is_learnt


def test_a_pair_that_is_asked_keeps_what_it_was_given(crowd, people):
    pair = introduction_in("awaiting_company", people)
    before = Introduction.objects.filter(pk=pair.pk).values().get()
    night()
    assert Introduction.objects.filter(pk=pair.pk).values().get() == before
