"""Short ways through the register."""

import datetime
from fractions import Fraction

from django.db import connection

from shares.arithmetic import after_increase, after_transfer
from shares.models import Holder
from shares.selectors import shares_on
from shares.services import Draft, enter_event

CHANGE = datetime.date(2021, 7, 1)


def empty_register() -> None:
    """Take everything out, as a new database: rows of events refuse to be deleted."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "TRUNCATE shares_sharemovement, shares_shareevent, shares_holder_municipalities, shares_holder,"
            " shares_joiningdecision"
        )


def holder(name: str) -> Holder:
    return Holder.objects.get(name=name)


def entered(after: dict, on: datetime.date = CHANGE, kind: str = "transfer", actor=None, **fields):
    return enter_event(Draft(kind=kind, happened_on=on, document="UR 12/2021", after=after, **fields), actor=actor)


def transferred(part: Fraction, giver: str = "Kreis Soest", to: str = "Gemeinde Möhnesee", on=CHANGE, **fields):
    """Move `part` of the whole on a day."""
    return entered(after_transfer(shares_on(on), {holder(giver).pk: part}, holder(to).pk), on, **fields)


def increased(whole: int, added: int, to: str = "Gemeinde Möhnesee", on=CHANGE, **fields):
    """Let a capital of `whole` parts grow by `added` parts for `to`."""
    return entered(after_increase(shares_on(on), whole, {holder(to).pk: added}), on, kind="increase", **fields)
