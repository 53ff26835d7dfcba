"""The database's own check: on every date since 15 February 2018 the shares in force add up to exactly 1."""

import datetime
import threading
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from regions.models import Municipality, Shareholding
from regions.selectors import register_dates
from regions.shares import REGISTER_START

pytestmark = pytest.mark.django_db(transaction=True)
CHANGE = datetime.date(2021, 7, 1)


def _enter(holder, numerator, denominator, valid_from=CHANGE, **fields):
    return Shareholding.objects.create(
        holder=holder,
        holder_kind="municipality",
        municipality=Municipality.objects.get(name="Möhnesee"),
        numerator=numerator,
        denominator=denominator,
        valid_from=valid_from,
        **fields,
    )


def _end(holder, on=CHANGE):
    Shareholding.objects.filter(holder=holder, valid_until=None).update(valid_until=on)


def _state():
    return list(Shareholding.objects.order_by("pk").values_list("pk", "numerator", "valid_until"))


def test_the_loaded_register_adds_up_to_one_on_every_date():
    for date in [*register_dates(), datetime.date(2018, 2, 16), datetime.date(2099, 12, 31)]:
        assert sum((row.share for row in Shareholding.objects.as_of(date)), Fraction(0)) == 1


def test_a_transfer_of_one_32nd_in_one_transaction_passes():
    with transaction.atomic():
        _end("Kreis Soest")
        Shareholding.objects.create(
            holder="Kreis Soest",
            holder_kind="county",
            county=Shareholding.objects.get(holder="Kreis Soest").county,
            numerator=11,
            denominator=32,
            valid_from=CHANGE,
        )
        _enter("Gemeinde Möhnesee", 1, 32)
    assert sum(row.share for row in Shareholding.objects.as_of(CHANGE)) == 1
    assert Shareholding.objects.as_of(CHANGE).count() == 15


def test_half_a_transfer_is_refused_and_leaves_no_trace():
    before = _state()
    with pytest.raises(IntegrityError, match="On 2021-07-01 the shares in force add up to 33/32 instead of"):
        _enter("Gemeinde Möhnesee", 1, 32)
    with pytest.raises(IntegrityError, match="On 2021-07-01 the shares in force add up to 31/32") as refusal:
        _end("Gemeinde Ense")
    assert refusal.value.__cause__.diag.constraint_name == "shareholding_sum_is_one"
    assert _state() == before


def test_a_gap_of_one_day_is_refused():
    def transfer_too_late():
        with transaction.atomic():
            _end("Gemeinde Ense")
            _enter("Gemeinde Möhnesee", 1, 32, valid_from=CHANGE + datetime.timedelta(days=1))

    with pytest.raises(IntegrityError, match=r"On 2021-07-01 .* 31/32"):
        transfer_too_late()


def test_an_end_that_nobody_continues_is_refused():
    with pytest.raises(IntegrityError, match="On 2021-07-01 the shares in force add up to 0/1"):
        Shareholding.objects.update(valid_until=CHANGE)


def test_an_excess_in_the_past_is_refused_although_today_adds_up():
    with pytest.raises(IntegrityError, match=r"On 2019-01-01 .* 33/32"):
        _enter("Früher", 1, 32, valid_from=datetime.date(2019, 1, 1), valid_until=datetime.date(2019, 2, 1))


def test_a_register_that_starts_late_is_refused():
    def load_a_day_late():
        with transaction.atomic():
            Shareholding.objects.update(valid_from=REGISTER_START + datetime.timedelta(days=1))

    with pytest.raises(IntegrityError, match=r"On 2018-02-15 .* 0/1"):
        load_a_day_late()


def test_dates_before_the_register_are_not_checked():
    _enter("Früher", 1, 2, valid_from=datetime.date(2017, 1, 1), valid_until=REGISTER_START)
    assert Shareholding.objects.count() == 15


@pytest.mark.parametrize(
    ("parts", "total"),
    [([(1, 3)] * 3, None), ([(1, 3), (1, 3), (333, 1000)], "2999/3000"), ([(1, 7), (2, 11), (52, 77)], None)],
)
def test_thirds_and_other_odd_parts_are_added_exactly(parts, total):
    def found_anew():
        with transaction.atomic():
            Shareholding.objects.all().delete()
            for index, (numerator, denominator) in enumerate(parts):
                _enter(f"Teil {index}", numerator, denominator, valid_from=REGISTER_START)

    if total is None:
        found_anew()
        assert Shareholding.objects.count() == len(parts)
    else:
        with pytest.raises(IntegrityError, match=f"add up to {total}"):
            found_anew()
        assert Shareholding.objects.count() == 14


def test_an_empty_register_is_allowed():
    Shareholding.objects.all().delete()
    assert not Shareholding.objects.exists()


def test_deleting_one_row_is_refused():
    with pytest.raises(IntegrityError, match="shares in force add up to 31/32"):
        Shareholding.objects.get(holder="Gemeinde Ense").delete()


def test_emptying_the_tables_still_works():
    call_command("flush", interactive=False, verbosity=0)
    assert not Shareholding.objects.exists()


def test_of_two_first_entries_at_the_same_moment_one_is_refused():
    Shareholding.objects.all().delete()
    refusals = []

    def enter_the_other():
        try:
            _enter("Zweite", 1, 1, valid_from=REGISTER_START)
        except IntegrityError as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    other = threading.Thread(target=enter_the_other)
    with transaction.atomic(), connection.cursor() as cursor:
        _enter("Erste", 1, 1, valid_from=REGISTER_START)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checked and locked, but not committed
        other.start()
        while other.is_alive() and not _waiting_for_the_lock(cursor):
            other.join(0.01)
    other.join()
    assert len(refusals) == 1
    assert "add up to 2/1" in refusals[0]
    assert Shareholding.objects.get().holder == "Erste"


def _waiting_for_the_lock(cursor):
    cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return cursor.fetchone()[0] > 0
