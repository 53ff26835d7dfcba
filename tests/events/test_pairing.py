"""Meetings of a matchmaking day: against brute force, and as people want them."""

import json
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.pairing.day import (
    FIRST_MEETING,
    GLADLY,
    MUST_OF_BOTH,
    MUST_OF_ONE,
    Day,
    Meeting,
    Participant,
    Reason,
    Wish,
    clashes,
    compare,
)
from events.pairing.planning import plan, replan
from events.pairing.simulation import Shape, by_queue, make_day

ALL_DAY = frozenset(range(3))
SMALL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def day_of(sides, wishes, *, slots=3, **more):
    people = tuple(Participant(key, frozenset(range(slots)), slots, side) for key, side in enumerate(sides))
    return Day(people, slots, wishes, **more)


@st.composite
def tiny_days(draw):
    everybody = draw(st.booleans())
    sides = draw(st.sampled_from([(0, 1), (0, 0, 1), (0, 1, 0, 1), (0, 1, 1, 1), (0, 0, 1, 1, 1)]))
    sides = sides[:4] if everybody else sides
    slots = draw(st.integers(1, 3))
    people = tuple(
        Participant(key, draw(st.frozensets(st.integers(0, slots - 1))), draw(st.integers(0, slots)), side)
        for key, side in enumerate(sides)
    )
    day = Day(people, slots, everybody=everybody)
    kinds = st.sampled_from([None, None, *Wish])
    wishes = {way: kind for pair in day.pairs() for way in (pair, pair[::-1]) if (kind := draw(kinds))}
    scores = {pair: draw(st.sampled_from([0.0, 0.25, 0.5, 1.0])) for pair in day.pairs()}
    return replace(day, wishes=wishes, scores=scores, tables=draw(st.sampled_from([None, 1, 2])))


@st.composite
def changed_days(draw):
    """A day, and the same day after somebody comes at other times or says no."""
    before = draw(tiny_days())
    person = draw(st.sampled_from(before.participants))
    if draw(st.booleans()):
        there = draw(st.frozensets(st.integers(0, before.slots - 1)))
        people = tuple(replace(each, present=there) if each is person else each for each in before.participants)
        return before, replace(before, participants=people)
    pairs = list(before.pairs())
    return before, replace(before, wishes={**before.wishes, draw(st.sampled_from(pairs)): Wish.NO})


def all_plans(day, also=()):
    """Yield every plan that keeps the rules, of pairs worth something and of `also`."""
    pairs = [pair for pair in day.pairs() if day.worth(pair) > 0 or pair in also]
    for slots in product([None, *range(day.slots)], repeat=len(pairs)):
        by_slot = Counter()
        meetings = []
        for pair, slot in zip(pairs, slots, strict=True):
            if slot is not None:
                meetings.append(Meeting(slot, by_slot[slot], *pair))
                by_slot[slot] += 1
        if not clashes(day, meetings):
            yield meetings


@SMALL
@given(tiny_days())
def test_no_plan_is_worth_more(day):
    found = plan(day)
    assert clashes(day, found.meetings) == []
    best = max(day.value(meetings) for meetings in all_plans(day))
    assert found.value == pytest.approx(best)
    assert found.is_proven


@SMALL
@given(tiny_days())
def test_in_two_steps_the_rules_hold_and_no_plan_exceeds_the_bound(day):
    found = plan(day, at_once=0)
    assert clashes(day, found.meetings) == []
    best = max(day.value(meetings) for meetings in all_plans(day))
    assert found.value <= best + 1e-6
    assert best <= found.bound + 1e-6


@SMALL
@given(changed_days())
def test_no_plan_after_a_change_moves_less_or_is_worth_more_and_moves_as_little(days):
    before, after = days
    present = plan(before).meetings
    found = replan(after, present)
    assert clashes(after, found.meetings) == []
    pairs = {meeting.pair for meeting in present}
    ways = [(compare(present, meetings).disturbance, -after.value(meetings)) for meetings in all_plans(after, pairs)]
    least, value = min(ways)
    assert compare(present, found.meetings).disturbance == least
    assert found.value == pytest.approx(-value)


@SMALL
@given(changed_days())
def test_larger_days_move_as_little_as_small_ones(days):
    before, after = days
    present = plan(before).meetings
    pieces = compare(present, replan(after, present, at_once=0).meetings)
    assert pieces.disturbance == compare(present, replan(after, present).meetings).disturbance


@SMALL
@given(tiny_days())
def test_nothing_moves_where_nothing_has_changed(day):
    present = plan(day).meetings
    assert replan(day, present).meetings == present


@pytest.mark.parametrize("shape", [Shape(12, 6, 4), Shape(12, 6, 6, tables=9), Shape(9, 6, 5, everybody=True)])
@pytest.mark.parametrize("seed", range(3))
def test_larger_days_keep_the_rules_and_come_close_to_the_bound(shape, seed):
    day = make_day(shape, seed)
    found = plan(day, at_once=0)
    assert clashes(day, found.meetings) == []
    assert found.value >= 0.99 * found.bound
    assert found.value > day.value(by_queue(day))


def test_equal_days_have_equal_plans():
    shape = Shape(10, 6, 4)
    assert plan(make_day(shape, 7)) == plan(make_day(shape, 7))
    assert plan(make_day(shape, 7)) != plan(make_day(shape, 8))


def test_whoever_is_ill_disturbs_only_those_who_would_have_met_them():
    day = make_day(Shape(12, 6, 4), 3)
    present = plan(day).meetings
    ill = present[0].first
    people = tuple(replace(each, present=frozenset()) if each.key == ill else each for each in day.participants)
    changes = compare(present, replan(replace(day, participants=people), present).meetings)
    assert changes.moved == ()
    assert changes.dropped
    assert all(ill in pair for pair in changes.dropped)


def test_a_must_of_both_comes_before_the_first_meetings_of_four_people():
    # 0 and 1 are there for one slot only; they want each other, two others would gladly have met them.
    day = day_of((0, 1, 1, 0), {(0, 1): "must", (1, 0): "must", (0, 2): "must", (3, 1): "must"}, slots=1)
    assert [meeting.pair for meeting in plan(day).meetings] == [(0, 1)]


def test_kinds_of_wishes_are_ordered_as_the_house_says():
    people = 2 * FIRST_MEETING
    assert GLADLY > 1
    assert 2 * (1 + 2 * GLADLY + people) < MUST_OF_ONE
    assert 2 * (1 + MUST_OF_ONE + GLADLY - 2 + people) < MUST_OF_BOTH


def test_who_has_no_meeting_comes_before_who_has_several():
    # One slot each for 0 with 2 and 3; 2 has met others already.
    day = day_of(
        (0, 0, 1, 1),
        {(0, 2): Wish.GLADLY, (0, 3): Wish.GLADLY},
        pinned=(Meeting(0, 0, 1, 2),),
        scores={(0, 2): 1.0},
    )
    people = tuple(replace(each, most=1) if each.key == 0 else each for each in day.participants)
    found = plan(replace(day, participants=people))
    assert {meeting.pair for meeting in found.meetings} == {(1, 2), (0, 3)}


def test_a_no_of_one_side_is_enough():
    day = day_of((0, 1), {(0, 1): Wish.MUST, (1, 0): Wish.NO})
    found = plan(day)
    assert found.meetings == ()
    assert [(row.pair, row.reason) for row in found.unplaced] == [((0, 1), Reason.REFUSED)]


def test_nobody_meets_whom_nobody_asked_for():
    assert plan(day_of((0, 1), {})).meetings == ()


def test_every_missing_meeting_says_why():
    day = day_of((0, 1, 1), {(0, 1): Wish.GLADLY, (0, 2): Wish.MUST}, slots=2)
    few = tuple(replace(each, most=1) if each.key == 0 else each for each in day.participants)
    apart = tuple(replace(each, present=frozenset({each.side})) for each in day.participants)
    short = tuple(replace(each, present=frozenset({0})) for each in day.participants)

    def reasons(**changed):
        return [row.reason for row in plan(replace(day, **changed)).unplaced]

    assert reasons() == []
    assert reasons(participants=few) == [Reason.FULL]
    assert reasons(participants=apart) == [Reason.NEVER_TOGETHER] * 2
    assert reasons(participants=short) == [Reason.NO_COMMON_TIME]
    assert reasons(tables=0) == [Reason.NO_TABLE] * 2


def test_pinned_meetings_stay_and_those_against_a_no_go():
    day = day_of((0, 1, 1), {(0, 2): Wish.NO, (0, 1): Wish.GLADLY})
    pinned = (Meeting(2, 1, 0, 1), Meeting(1, 0, 0, 2))
    assert plan(replace(day, pinned=pinned)).meetings == (Meeting(2, 1, 0, 1),)


def test_a_meeting_keeps_its_table():
    day = day_of((0, 1, 0, 1), {(0, 1): Wish.MUST, (2, 3): Wish.MUST}, slots=1)
    present = (Meeting(0, 0, 2, 3), Meeting(0, 1, 0, 1))
    assert replan(day, present).meetings == present


def test_the_checks_name_every_kind_of_clash():
    people = tuple(Participant(key, ALL_DAY, 1, key % 2) for key in range(4))
    day = Day(people, 3, tables=1)
    assert clashes(day, [Meeting(0, 0, 0, 2)]) == ["not_allowed"]
    assert clashes(day, [Meeting(0, 0, 0, 1), Meeting(0, 0, 0, 3)]) == ["twice", "most", "tables", "table_twice"]
    assert clashes(day, [Meeting(0, 0, 0, 1), Meeting(1, 0, 0, 1)]) == ["pair_twice", "most"]
    assert clashes(day, [Meeting(0, 0, 0, 9)]) == ["not_allowed"]


def test_the_bench_prints_what_it_measured(capsys):
    call_command("bench_pairing", "--people=5", "--slots=4", "--most=3", "--seeds=2")
    printed = json.loads(capsys.readouterr().out)
    assert len(printed["days"]) == 2
    for day in printed["days"]:
        assert day["clashes"] == day["after_illness"]["clashes"] == []
        assert day["value_to_queue"] >= 1
        assert 0 < day["musts_fulfilled"] <= 1
