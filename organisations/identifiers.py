"""Formats of official numbers, as python-stdnum knows them. A right format says nothing about whose number it is."""

from stdnum.de import handelsregisternummer
from stdnum.eu import vat
from stdnum.exceptions import ValidationError


def is_vat_id(number: str) -> bool:
    """Whether `number` is a VAT identification number of an EU country, check digits included."""
    return vat.is_valid(number)


def compact_vat_id(number: str) -> str:
    """Return a valid number as it is written officially: capitals, no blanks."""
    return vat.compact(number)


def is_register_entry(court: str, number: str) -> bool:
    """Whether a German register court of this name exists and `number` has a form it gives ("HRB 1234")."""
    try:
        handelsregisternummer.validate(f"{court.strip()} {number.strip()}")
    except ValidationError:
        return False
    return True
