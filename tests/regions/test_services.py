import datetime
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core.models import LogEntry
from regions.models import Municipality, Shareholding
from regions.services import transfer_share

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.date(2021, 7, 1)


def receiver(holder="Gemeinde Möhnesee", numerator=1, denominator=32, on=DAY):
    return Shareholding(
        holder=holder,
        holder_kind="municipality",
        municipality=Municipality.objects.get(name="Möhnesee"),
        numerator=numerator,
        denominator=denominator,
        valid_from=on,
        source="Ratsbeschluss",
    )


def held(holder, on):
    return [row.fraction_display for row in Shareholding.objects.as_of(on).filter(holder=holder)]


def giver(holder="Kreis Soest"):
    return Shareholding.objects.get(holder=holder, valid_until=None)


def test_a_part_moves_to_a_new_holder_and_the_giver_keeps_the_rest():
    entered = transfer_share(giver(), receiver(), actor=None)
    day_before = DAY - datetime.timedelta(days=1)
    assert (held("Kreis Soest", day_before), held("Gemeinde Möhnesee", day_before)) == (["12/32"], [])
    assert (held("Kreis Soest", DAY), held("Gemeinde Möhnesee", DAY)) == (["11/32"], ["1/32"])
    assert sum(row.share for row in Shareholding.objects.as_of(DAY)) == 1
    assert entered.source == "Ratsbeschluss"
    entry = LogEntry.objects.about(entered).get()
    assert (entry.verb, entry.details["part"], entry.details["on"]) == ("transfer_share", "1/32", "2021-07-01")


def test_a_whole_share_moves_and_its_giver_leaves():
    transfer_share(giver("Gemeinde Ense"), receiver(), actor=None)
    assert held("Gemeinde Ense", DAY) == []
    assert held("Gemeinde Möhnesee", DAY) == ["1/32"]


def test_a_receiver_who_holds_a_share_already_gets_a_larger_one():
    transfer_share(giver(), receiver(holder="Stadt Lippstadt", numerator=4), actor=None)
    assert held("Stadt Lippstadt", DAY) == ["12/32"]
    assert giver("Stadt Lippstadt").municipality.name == "Lippstadt"
    assert held("Kreis Soest", DAY) == ["8/32"]


def test_odd_parts_stay_exact():
    transfer_share(giver(), receiver(numerator=1, denominator=3), actor=None)
    assert held("Kreis Soest", DAY) == ["4/96"]
    assert sum(row.share for row in Shareholding.objects.as_of(DAY)) == Fraction(1)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"numerator": 13}, "Kreis Soest holds only 12/32"),
        ({"holder": "Kreis Soest"}, "must differ"),
        ({"on": datetime.date(2018, 2, 15)}, "after both sides"),
    ],
)
def test_what_cannot_be_transferred_is_refused_and_nothing_is_written(changes, problem):
    before = list(Shareholding.objects.values_list("pk", "valid_until"))
    with translation.override("en"), pytest.raises(ValidationError, match=problem):
        transfer_share(giver(), receiver(**changes), actor=None)
    assert list(Shareholding.objects.values_list("pk", "valid_until")) == before
    assert not LogEntry.objects.exists()


def test_a_share_that_has_ended_cannot_be_given_again():
    stale = giver()
    transfer_share(giver(), receiver(), actor=None)
    with translation.override("en"), pytest.raises(ValidationError, match="has ended"):
        transfer_share(stale, receiver(on=datetime.date(2022, 1, 1)), actor=None)
