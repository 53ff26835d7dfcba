"""Concentration, newcomers, places, limits, reasons: against definitions that are written anew."""

import datetime
from itertools import product

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cooperation import caps, facts, inequality, periods
from cooperation.neutrality import NEWCOMER_DAYS, Neutrality
from cooperation.places import Nearby
from cooperation.reasons import dismissals, refusals
from core.facts import record_event
from core.spans import SpanKind
from matchmaking.models import Introduction
from matchmaking.services import keys, moderation
from startups.models import ProviderProfile
from tests.cases import introduction_in, need_in, offer_in, suggestion
from tests.cooperation.region import fact, moment, settle
from tests.factories import ProviderFactory

YEAR = periods.parse("2025")


def mean_difference(values: list[int]) -> float:
    """The definition itself: the mean absolute difference of all pairs over twice the mean."""
    pairs = [abs(one - other) for one, other in product(values, repeat=2)]
    return (sum(pairs) / len(pairs)) / (2 * sum(values) / len(values))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40).filter(any))
def test_gini_is_the_mean_absolute_difference_over_twice_the_mean(values):
    assert inequality.gini(values) == pytest.approx(mean_difference(values), abs=1e-9)


def test_gini_of_known_cases():
    assert inequality.gini([5, 5, 5, 5]) == pytest.approx(0)
    assert inequality.gini([0, 0, 0, 12]) == pytest.approx(0.75)
    assert inequality.gini([1, 3]) == pytest.approx(0.25)
    assert inequality.gini([0, 0]) is None
    assert inequality.gini([]) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30).filter(any))
def test_the_lorenz_curve_rises_to_everything_and_lies_below_the_even_line(values):
    curve = inequality.lorenz(values, 10)
    assert curve[0] == 0
    assert curve[-1] == pytest.approx(1)
    assert curve == sorted(curve)
    assert all(held <= step / 10 + 1e-9 for step, held in enumerate(curve))


def test_a_point_of_the_lorenz_curve_by_hand():
    """Half of four are two: they hold 1 + 2 of 10. Three quarters: 1 + 2 + 3."""
    assert inequality.lorenz([4, 3, 2, 1], 4) == pytest.approx([0, 0.1, 0.3, 0.6, 1])
    assert inequality.lorenz([4, 6], 4) == pytest.approx([0, 0.2, 0.4, 0.7, 1])


def cells(sheet) -> list[list]:
    return [[cell.plain for cell in row.cells] for row in sheet.rows]


def report(period=YEAR) -> Neutrality:
    return Neutrality(period, datetime.date(2025, 12, 31))


@pytest.mark.django_db
def test_the_share_of_the_top_five_is_that_of_a_hand_count():
    """Seven providers with 8, 5, 4, 3, 2, 1, 1 proposals: the top five hold 22 of 24."""
    number = 0
    for provider, times in enumerate([8, 5, 4, 3, 2, 1, 1], 301):
        for _time in range(times):
            number += 1
            fact("proposal_made", "2025-05-05 10:00", number, 100 + number, provider, "soest", "soest")
    proposed = cells(report().concentration())[0]
    assert proposed == [24, 7, 7, 91.67, round(mean_difference([8, 5, 4, 3, 2, 1, 1]), 2)]


@pytest.mark.django_db
def test_providers_whom_nobody_was_shown_count_for_the_concentration():
    settle()
    for provider in (207, 208, 209):
        offered(provider, "2024-05-05 10:00")
    archived(208, "2024-12-31 10:00")
    archived(209, "2025-01-01 10:00")
    offered(210, "2026-01-01 00:30")
    proposed, shortlisted, _asked, introduced = cells(report().concentration())
    assert proposed[:3] == [7, 8, 6]  # 201 to 206 were shown, 207 and 209 were on offer
    assert proposed[4] == round(mean_difference([2, 1, 1, 1, 1, 1, 0, 0]), 2)
    assert shortlisted[:4] == [1, 8, 1, 100.0]
    assert introduced[:3] == [5, 8, 4]


def offered(provider: int, at: str) -> None:
    record_event("offer_published", attributes={}, organisation_id=provider, offer_id=800_000 + provider, at=moment(at))


def archived(provider: int, at: str) -> None:
    record_event("offer_archived", attributes={}, organisation_id=provider, offer_id=800_000 + provider, at=moment(at))


@pytest.mark.django_db
def test_a_provider_is_new_until_180_days_after_its_first_offer():
    """203 is shown on 3 February and 22 May 2025, 202 on 1 February: the 179th and the 180th day after."""
    settle()
    offered(203, "2024-08-08 23:00")
    offered(203, "2025-01-15 10:00")  # once more does not make it new
    offered(202, "2024-08-05 00:10")
    proposed, _shortlisted, _asked, introduced = cells(report().newcomers())
    assert proposed == [1, 1, 14.29]
    assert introduced == [0, 0, 0.0]
    assert NEWCOMER_DAYS == 180


@pytest.mark.django_db
def test_where_those_who_were_shown_sit():
    settle()
    _offer, proposed, *_others, introduced = cells(report().places())
    # 7 proposals: two of the county, one of Olpe, three of the partner regions, one from elsewhere
    assert proposed == [7, 28.57, 14.29, 42.86, 14.29]
    assert introduced == [5, 40.0, 20.0, 40.0, 0.0]


@pytest.mark.django_db
def test_a_provider_above_its_capacity_is_found_and_one_at_it_is_not(people):
    case = introduction_in("awaiting_provider", people)
    profile = ProviderProfile.objects.get(organisation=people.startup)
    profile.capacity = 1
    profile.save()
    assert above_of(people.startup) == []
    assert cells(caps.caps(caps.standings()))[0] == [1, 0]
    profile.capacity = 0
    profile.save()
    assert above_of(people.startup) == [[0, 1, 0, 0, 0]]
    assert cells(caps.caps(caps.standings()))[:2] == [[1, 1], [1, 1]]
    keys.provider_declines(case, actor=people.clara, reason="no_capacity")
    assert above_of(people.startup) == []


def above_of(organisation) -> list[list]:
    return [[c.plain for c in row.cells] for row in caps.above(caps.standings()).rows if organisation.name in row.label]


@pytest.mark.django_db
def test_a_provider_that_is_proposed_more_often_than_it_has_places_is_found(people):
    case = suggestion(need_in("qualified", people), offer_in("published", people))
    ProviderProfile.objects.filter(organisation=people.startup).update(capacity=1)
    other = suggestion(need_in("qualified", people), case.offer)
    Introduction.objects.filter(pk=case.pk).update(placing="proposed", slot=1)
    assert above_of(people.startup) == []
    Introduction.objects.filter(pk=other.pk).update(placing="proposed", slot=1)
    assert above_of(people.startup) == [[1, 0, 0, 1, 2]]
    assert cells(caps.caps(caps.standings()))[2] == [1, 1]


@pytest.mark.django_db
def test_a_shortlist_that_is_too_long_is_found(people):
    need, other = need_in("qualified", people), need_in("qualified", people)
    for index in range(6):
        offer = offer_in("published", people, organisation=ProviderFactory(name=f"Anbieter {index} UG"))
        moderation.shortlist(suggestion(need if index < 5 else other, offer), actor=people.lead, note="Passt.")
    assert cells(caps.caps(caps.standings()))[3] == [2, 0]
    Introduction.objects.filter(need=other).update(need=need)
    assert cells(caps.caps(caps.standings()))[3] == [1, 1]


@pytest.mark.django_db
def test_reasons_are_told_by_where_the_provider_sits(people):
    today = timezone.localdate()
    period, nearby = periods.of(today, SpanKind.YEAR), Nearby.read()
    need = need_in("qualified", people)
    far = suggestion(need, offer_in("published", people))
    moderation.dismiss(far, actor=people.lead, reason="region_or_travel", scope="pair")
    near = suggestion(need, offer_in("published", people, organisation=ProviderFactory(region=people.company.region)))
    moderation.dismiss(near, actor=people.lead, reason="budget_gap", scope="pair")
    found = dismissals(period, nearby)
    # all, share; local, share; partner regions, share; elsewhere, share
    assert cells(found) == [[1, 50.0, 1, 100.0, 0, 0.0, 0, None], [1, 50.0, 0, 0.0, 1, 100.0, 0, None]]
    assert [row.label for row in found.rows] == ["Preis und Preisrahmen zu weit auseinander", "Zu weit entfernt"]
    moderation.undo_dismissal(near, actor=people.lead)
    assert cells(dismissals(period, nearby)) == [[1, 100.0, 0, None, 1, 100.0, 0, None]]
    assert cells(dismissals(periods.of(period.first - datetime.timedelta(days=1), SpanKind.YEAR), nearby)) == []


@pytest.mark.django_db
def test_a_refusal_counts_for_the_side_that_refused(people):
    period, nearby = periods.of(timezone.localdate(), SpanKind.YEAR), Nearby.read()
    case = introduction_in("awaiting_company", people)
    keys.company_declines(case, actor=people.anna, reason="prefer_local")
    assert cells(refusals("declined_company", period, nearby)) == [[1, 100.0, 0, None, 1, 100.0, 0, None]]
    assert cells(refusals("declined_provider", period, nearby)) == []


@pytest.mark.django_db
def test_the_report_names_those_with_the_most_introductions_first(people):
    mine = offer_in("published", people)
    for number in range(3):
        record_event(
            facts.INTRODUCED,
            attributes={"need_region": "soest", "provider_region": "duesseldorf"},
            organisation_id=people.company.pk,
            need_id=1,
            offer_id=mine.pk,
            introduction_id=500 + number,
            at=moment("2025-05-05 10:00"),
        )
    fact(facts.PROPOSED, "2025-05-05 10:00", 600, 1, 900, "soest", "soest")
    rows = report().providers().rows
    assert rows[0].label.startswith(people.startup.name)
    assert [cell.plain for cell in rows[0].cells] == [0, 0, 0, 3]
    assert [cell.plain for cell in rows[1].cells] == [1, 0, 0, 0]
    assert rows[1].url == ""  # erased since
