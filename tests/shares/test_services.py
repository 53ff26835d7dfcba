import datetime
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from core.models import LogEntry
from shares.arithmetic import (
    after_increase,
    after_transfer,
    common_whole,
    fraction_text,
    percent_text,
    total,
)
from shares.models import ShareEvent
from shares.selectors import held_for, history, history_of, share_register, shares_on
from tests.shares.steps import CHANGE, entered, holder, increased, transferred

pytestmark = pytest.mark.django_db
DAY_BEFORE = CHANGE - datetime.timedelta(days=1)


def held(name, on):
    return [row.fraction_display for row in share_register(on).holdings if row.holder.name == name]


@pytest.mark.parametrize(
    ("share", "german", "english"),
    [
        (Fraction(1, 32), "3,13 %", "3.13 %"),
        (Fraction(12, 32), "37,5 %", "37.5 %"),
        (Fraction(8, 32), "25 %", "25 %"),
        (Fraction(11, 32), "34,38 %", "34.38 %"),
        (Fraction(1, 3), "33,33 %", "33.33 %"),
        (Fraction(1, 20_000), "0,01 %", "0.01 %"),
        (Fraction(1), "100 %", "100 %"),
    ],
)
def test_percentages_are_rounded_half_up_without_needless_zeros(share, german, english):
    with translation.override("de"):
        assert percent_text(share) == german
    with translation.override("en"):
        assert percent_text(share) == english


def test_shares_are_shown_in_parts_of_the_whole():
    assert common_whole([Fraction(12, 32), Fraction(8, 32), Fraction(1, 32)]) == 32
    assert common_whole([]) == 1
    assert fraction_text(Fraction(12, 32), 32) == "12/32"
    assert fraction_text(Fraction(1, 3), 32) == "1/3"


def test_a_growing_capital_keeps_everybodys_parts_of_a_larger_whole():
    after = after_increase({"county": Fraction(12, 32), "rest": Fraction(20, 32)}, 32, {"new": 1})
    assert after == {"county": Fraction(12, 33), "rest": Fraction(20, 33), "new": Fraction(1, 33)}
    assert total(after.values()) == 1


def test_nobody_gives_more_than_is_held():
    with pytest.raises(ValueError, match="more is given"):
        after_transfer({"town": Fraction(1, 32)}, {"town": Fraction(2, 32)}, "new")


def test_a_part_moves_to_a_new_holder_and_the_giver_keeps_the_rest(people):
    event = transferred(Fraction(1, 32), actor=people.lead)
    assert (held("Kreis Soest", DAY_BEFORE), held("Gemeinde Möhnesee", DAY_BEFORE)) == (["12/32"], [])
    assert (held("Kreis Soest", CHANGE), held("Gemeinde Möhnesee", CHANGE)) == (["11/32"], ["1/32"])
    entry = LogEntry.objects.about(event).get()
    assert (entry.verb, entry.actor, event.entered_by) == ("enter_share_event", people.lead, people.lead)


def test_a_whole_share_moves_and_its_giver_leaves():
    transferred(Fraction(1, 32), giver="Gemeinde Ense")
    assert held("Gemeinde Ense", CHANGE) == []
    assert held("Gemeinde Möhnesee", CHANGE) == ["1/32"]


def test_a_holder_who_joins_by_an_increase_has_one_of_33_parts():
    increased(32, 1)
    assert held("Kreis Soest", CHANGE) == ["12/33"]
    assert held("Gemeinde Möhnesee", CHANGE) == ["1/33"]
    assert share_register(CHANGE).total_display == "33/33"
    assert held("Kreis Soest", DAY_BEFORE) == ["12/32"]


def test_two_holders_can_become_one():
    shares = shares_on(CHANGE)
    soest, werl = (row for row in share_register(CHANGE).holdings if row.holder.kind == "company")
    shares[soest.holder.pk] += shares.pop(werl.holder.pk)
    entered(shares, kind="merger")
    assert held(soest.holder.name, CHANGE) == ["2/32"]


def test_nominal_amounts_are_whole_euros_once_the_capital_is_known():
    transferred(Fraction(1, 32), capital_eur=25_600)
    amounts = {row.holder.name: row.nominal_eur for row in share_register(CHANGE).holdings}
    assert (amounts["Kreis Soest"], amounts["Gemeinde Möhnesee"]) == (8_800, 800)
    assert {row.nominal_eur for row in share_register(DAY_BEFORE).holdings} == {None}


def _refused(match, after, **fields):
    with translation.override("en"), pytest.raises(ValidationError, match=match):
        entered(after, **fields)
    assert ShareEvent.objects.count() == 1
    assert not LogEntry.objects.filter(verb="enter_share_event").exists()


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        (Fraction(2, 32), r"1/32 \(3.13 %\) too much"),
        (Fraction(1, 3), r"29/96 \(30.21 %\) too much"),
        (Fraction(0), r"1/32 \(3.13 %\) too little"),
    ],
)
def test_a_wrong_sum_is_refused_and_says_by_how_much_it_is_off(part, problem):
    _refused(problem, {**shares_on(CHANGE), holder("Gemeinde Ense").pk: part})


@pytest.mark.parametrize(
    ("on", "problem"),
    [
        (datetime.date(2018, 2, 14), "Choose a day from"),
        (timezone.localdate() + datetime.timedelta(days=2), "until today"),
    ],
)
def test_a_day_outside_the_register_is_refused(on, problem):
    shares = after_transfer(
        shares_on(CHANGE), {holder("Kreis Soest").pk: Fraction(1, 32)}, holder("Gemeinde Möhnesee").pk
    )
    _refused(problem, shares, on=on)


def test_an_event_that_changes_nothing_is_refused():
    _refused("Nobody's share", shares_on(CHANGE))


def test_a_capital_that_gives_no_whole_euros_is_refused():
    shares = after_transfer(
        shares_on(CHANGE), {holder("Kreis Soest").pk: Fraction(1, 32)}, holder("Gemeinde Möhnesee").pk
    )
    _refused("whole euros", shares, capital_eur=25_000)


def test_a_share_below_zero_is_refused():
    shares = shares_on(CHANGE)
    ense, county = holder("Gemeinde Ense").pk, holder("Kreis Soest").pk
    _refused("below zero", {**shares, ense: Fraction(-1, 32), county: Fraction(14, 32)})


def test_only_a_correction_lies_before_the_last_event():
    transferred(Fraction(1, 32))
    early = datetime.date(2020, 1, 1)
    with translation.override("en"), pytest.raises(ValidationError, match="Only a correction"):
        transferred(Fraction(1, 32), on=early)
    transferred(Fraction(1, 32), on=early, kind="correction")
    assert held("Kreis Soest", early) == ["11/32"]
    assert held("Kreis Soest", CHANGE) == ["10/32"]
    assert held("Kreis Soest", datetime.date(2019, 12, 31)) == ["12/32"]


def test_a_correction_must_fit_the_days_after_it():
    transferred(Fraction(12, 32))
    with translation.override("en"), pytest.raises(ValidationError, match="less than nothing on"):
        transferred(Fraction(1, 32), on=datetime.date(2020, 1, 1), kind="correction")


def test_the_history_says_what_each_event_changed_the_newest_first():
    transferred(Fraction(1, 32))
    newest, formation = history()
    assert [(row.holder.name, row.after.fraction_display) for row in newest.changes] == [
        ("Kreis Soest", "11/32"),
        ("Gemeinde Möhnesee", "1/32"),
    ]
    assert len(formation.changes) == 14
    (_event, change), (_first, before) = history_of(holder("Kreis Soest"))
    assert (change.before.fraction_display, before.before) == ("12/32", None)


def test_what_is_held_for_a_town_names_the_company_that_holds_it():
    soest = holder("Wirtschaft und Marketing Soest GmbH").municipalities.get()
    (row,) = held_for(soest, CHANGE).holdings
    assert (row.holder.name, row.fraction_display) == ("Wirtschaft und Marketing Soest GmbH", "1/32")
    moehnesee = holder("Gemeinde Möhnesee").municipalities.get()
    found = held_for(moehnesee, CHANGE)
    assert (found.holdings, found.is_undecided) == ([], True)


def test_a_company_may_hold_for_several_towns():
    werl = holder("Gesellschaft für Wirtschaftsförderung und Stadtentwicklung Werl GmbH")
    ense = holder("Gemeinde Ense").municipalities.get()
    werl.municipalities.add(ense)
    assert werl.on_behalf_of == "Ense, Werl"
    assert {row.holder.name for row in held_for(ense, CHANGE).holdings} == {"Gemeinde Ense", werl.name}
