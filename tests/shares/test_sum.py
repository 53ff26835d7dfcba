"""The database's own check: on every date since 15 February 2018 the shares in force add up to exactly 1."""

import datetime
import json
import threading
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from shares.arithmetic import REGISTER_START, total
from shares.models import Holder, ShareEvent, ShareMovement
from shares.reference import DATA
from shares.selectors import register_dates, shares_on
from tests.shares.steps import CHANGE, empty_register, holder, increased, transferred

pytestmark = pytest.mark.django_db(transaction=True)


def _event(kind="transfer", on=CHANGE, capital=None) -> int:
    """Write an event by SQL and return its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shares_shareevent (kind, happened_on, document, note, capital_eur, entered_at)"
            " VALUES (%s, %s, 'UR', '', %s, now()) RETURNING id",
            [kind, on, capital],
        )
        return cursor.fetchone()[0]


def _move(event: int, name: str, numerator: int, denominator: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shares_sharemovement (event_id, holder_id, numerator, denominator)"
            " SELECT %s, id, %s, %s FROM shares_holder WHERE name = %s",
            [event, numerator, denominator, name],
        )


def _write(*movements, **event) -> None:
    """Write an event with movements by SQL, past the application, in one transaction."""
    with transaction.atomic():
        pk = _event(**event)
        for movement in movements:
            _move(pk, *movement)


def test_the_loaded_register_adds_up_to_one_on_every_date():
    for date in [*register_dates(), datetime.date(2018, 2, 16), datetime.date(2099, 12, 31)]:
        assert total(shares_on(date).values()) == 1


def test_the_file_begins_on_the_day_the_register_begins():
    assert json.loads(DATA.read_text("utf-8"))["happened_on"] == REGISTER_START.isoformat()


def test_both_sides_of_a_transfer_in_one_transaction_pass():
    _write(("Kreis Soest", -1, 32), ("Gemeinde Möhnesee", 1, 32))
    assert shares_on(CHANGE)[holder("Kreis Soest").pk] == Fraction(11, 32)
    assert len(shares_on(CHANGE)) == 15


@pytest.mark.parametrize(
    ("movements", "event", "total_said"),
    [
        ([("Gemeinde Möhnesee", 1, 32)], {}, "On 2021-07-01 the shares in force add up to 33/32"),
        ([("Gemeinde Ense", -1, 32)], {}, "On 2021-07-01 the shares in force add up to 31/32"),
        ([("Gemeinde Möhnesee", 1, 3), ("Kreis Soest", -333, 1000)], {}, "add up to 3001/3000"),
        ([("Gemeinde Möhnesee", 1, 32)], {"on": REGISTER_START}, "On 2018-02-15 the shares in force add up to 33/32"),
        ([("Gemeinde Ense", -2, 32), ("Gemeinde Möhnesee", 2, 32)], {}, "would hold -1/32"),
        ([("Gemeinde Ense", -1, 33), ("Gemeinde Möhnesee", 1, 33)], {"capital": 25_600}, "no whole euros"),
        ([], {"capital": 25_000}, "no whole euros"),
        ([("Gemeinde Möhnesee", 1, 1)], {"kind": "formation"}, "shareevent_one_formation"),
        ([], {"on": datetime.date(2018, 2, 14)}, "shareevent_since_start"),
    ],
)
def test_raw_sql_that_breaks_the_register_is_refused_and_leaves_no_trace(movements, event, total_said):
    before = shares_on(CHANGE)
    with pytest.raises(IntegrityError, match=total_said):
        _write(*movements, **event)
    assert (shares_on(CHANGE), ShareEvent.objects.count()) == (before, 1)


def test_a_capital_that_gives_whole_euros_passes():
    _write(("Kreis Soest", -1, 32), ("Gemeinde Möhnesee", 1, 32), capital=25_600)
    assert ShareEvent.objects.filter(capital_eur=25_600).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shares_sharemovement SET numerator = numerator + 1",
        "DELETE FROM shares_sharemovement",
        "UPDATE shares_shareevent SET happened_on = happened_on + 1",
        "DELETE FROM shares_shareevent",
    ],
)
def test_what_is_entered_stays(statement):
    with pytest.raises(IntegrityError, match="only ever added"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ShareMovement.objects.count() == 14


def test_emptying_the_tables_still_works():
    call_command("flush", interactive=False, verbosity=0)
    assert not ShareEvent.objects.exists()


def test_of_two_formations_at_the_same_moment_one_is_refused():
    empty_register()
    Holder.objects.create(name="Erste", kind="other")
    Holder.objects.create(name="Zweite", kind="other")
    refusals = []

    def enter_the_other():
        try:
            _write(("Zweite", 1, 1), kind="correction", on=REGISTER_START)
        except IntegrityError as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    other = threading.Thread(target=enter_the_other)
    with transaction.atomic(), connection.cursor() as cursor:
        _write(("Erste", 1, 1), kind="formation", on=REGISTER_START)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checked and locked, but not committed
        other.start()
        while other.is_alive() and not _waiting_for_the_lock(cursor):
            other.join(0.01)
    other.join()
    assert len(refusals) == 1
    assert "add up to 2/1" in refusals[0]
    assert list(shares_on(CHANGE)) == [holder("Erste").pk]


def _waiting_for_the_lock(cursor):
    cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return cursor.fetchone()[0] > 0


def test_services_and_database_agree_on_transfers_and_increases():
    transferred(Fraction(1, 3))
    increased(96, 7, on=datetime.date(2022, 1, 1))
    assert {total(shares_on(day).values()) for day in register_dates()} == {1}
