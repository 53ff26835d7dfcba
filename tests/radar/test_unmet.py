"""What is unmet: planted needs are all found, and nothing else; the two forms of the rule agree."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import Need
from companies.services import pause_need
from matchmaking.explanation import FITS_WELL, VERDICTS
from matchmaking.models import Introduction, MatchingRun
from matchmaking.services import keys, moderation
from radar.unmet import (
    answers,
    compared_needs,
    does_answer,
    is_compared,
    is_unmet,
    looked_at,
    not_compared_needs,
    unmet_needs,
)
from startups.services import archive_offer
from tests.cases import introduction_in, need_in, offer_in
from tests.radar.steps import WEAK, WELL, candidate, compared, planted

pytestmark = pytest.mark.django_db


def test_planted_needs_are_all_found_and_those_with_a_good_candidate_are_not(people):
    empty = [planted(people, topic=topic) for topic in ("iiot", "erp", "")]
    weak = planted(people)
    candidate(weak, people, score=WEAK)
    candidate(weak, people, score=FITS_WELL - 0.1)
    good = planted(people)
    candidate(good, people, score=WEAK)
    candidate(good, people, score=FITS_WELL)
    compared()
    assert set(unmet_needs()) == {*empty, weak}
    assert not_compared_needs().count() == 0


def test_fitting_well_is_what_the_pages_call_so():
    assert str(dict(VERDICTS)[FITS_WELL]) == "Passt gut"
    assert WEAK < FITS_WELL < WELL


def test_what_a_lead_dismissed_because_it_does_not_fit_leaves_the_need_unmet(people):
    need = planted(people)
    moderation.dismiss(candidate(need, people), actor=people.lead, reason="wrong_topic", scope="pair")
    compared()
    assert is_unmet(need)
    assert need in unmet_needs()


@pytest.mark.parametrize("reason", ["provider_capacity", "already_known_to_each_other", "conflict_of_interest"])
def test_what_was_dismissed_for_another_reason_shows_that_the_landscape_has_it(people, reason):
    need, offer = planted(people), offer_in("published", people)
    moderation.dismiss(candidate(need, people, offer=offer), actor=people.lead, reason=reason, scope="pair")
    compared()
    assert need not in unmet_needs()
    archive_offer(offer, actor=people.clara)
    assert need in unmet_needs()


def test_a_decision_from_before_the_need_was_qualified_anew_counts_no_more(people):
    need = planted(people)
    moderation.dismiss(candidate(need, people), actor=people.lead, reason="provider_capacity", scope="pair")
    Need.objects.filter(pk=need.pk).update(qualified_at=timezone.now())
    compared()
    assert need in unmet_needs()


@pytest.mark.parametrize(
    "state", ["shortlisted", "awaiting_company", "awaiting_provider", "introduced", "pilot", "success"]
)
def test_a_need_under_way_is_not_unmet_whatever_the_score(people, state):
    need = planted(people)
    introduction_in(state, people, need=need)
    Introduction.objects.update(score=WEAK)
    compared()
    assert need in looked_at()
    assert need not in unmet_needs()


def test_a_need_is_unmet_again_when_the_company_finds_that_the_only_candidate_does_not_fit(people):
    need = planted(people)
    asked = introduction_in("awaiting_company", people, need=need)
    compared()
    assert need not in unmet_needs()
    keys.company_declines(asked, actor=people.anna, reason="wrong_fit")
    assert Need.objects.get(pk=need.pk) in unmet_needs()


def test_what_was_not_compared_as_it_is_now_stands_apart(people):
    never = planted(people)
    assert (set(unmet_needs()), set(not_compared_needs())) == (set(), {never})
    compared()
    assert (set(unmet_needs()), set(not_compared_needs())) == ({never}, set())
    never.title = "Es geht um etwas anderes"
    never.save()
    assert (set(unmet_needs()), set(not_compared_needs())) == (set(), {never})
    compared(never)
    assert (set(unmet_needs()), set(not_compared_needs())) == ({never}, set())


def test_a_run_that_failed_or_began_before_the_change_has_compared_nothing(people):
    need = planted(people)
    compared(started_at=need.updated_at - timedelta(seconds=1))
    MatchingRun.objects.create(trigger="nightly", state="failed", started_at=timezone.now(), finished_at=timezone.now())
    compared(need_in("qualified", people))
    assert need in not_compared_needs()
    assert need not in unmet_needs()


def test_only_what_matching_reads_is_looked_at(people):
    paused, closed = planted(people), need_in("closed_unsolved", people)
    pause_need(paused, actor=people.lead, resume_on=timezone.localdate() + timedelta(days=9))
    unverified = planted(people)
    compared()
    assert set(unmet_needs()) == {unverified}
    people.company.verification = "pending"
    people.company.verified_at = None
    people.company.save()
    assert not looked_at().exists()
    assert not any(is_unmet(Need.objects.get(pk=need.pk)) for need in (paused, closed, unverified))


def test_both_forms_of_the_rule_agree_on_every_row(people):
    states = ["suggested", "dismissed", "shortlisted", "awaiting_company", "declined_company", "lapsed", "obsolete"]
    states += ["declined_provider", "withdrawn", "introduced", "no_success", "follow_up", "success"]
    for state in states:
        introduction_in(state, people)
    for score, fields in ((WEAK, {}), (None, {"origin": "lead"}), (None, {"origin": "provider"}), (WELL, {})):
        candidate(planted(people), people, score=score, **fields)
    for state in ("draft", "submitted", "qualified", "matching", "paused", "rejected"):
        need_in(state, people)
    compared()
    late = planted(people)
    assert late in not_compared_needs()
    for needs, rule in ((compared_needs(), is_compared), (unmet_needs(), is_unmet)):
        seen = set(needs.values_list("pk", flat=True))
        assert seen == {need.pk for need in Need.objects.all() if rule(need)}
        assert 0 < len(seen) < Need.objects.count()
    found = set(answers().values_list("pk", flat=True))
    assert found == {row.pk for row in Introduction.objects.all() if does_answer(row)}
    assert 0 < len(found) < Introduction.objects.count()
