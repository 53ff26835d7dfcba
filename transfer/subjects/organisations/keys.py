"""By what an organisation is recognised: numbers of registers, name and address, web domain."""

import re

from organisations.domains import own_domain
from organisations.models import Organisation
from organisations.names import name_key
from transfer.columns import folded

REGISTER = re.compile(r"\b(HRA|HRB|GnR|PR|VR)\s*-?\s*(\d{1,7}(?:\s?[A-Z]{1,2})?)\b", re.IGNORECASE)


def full_name(cells: dict[str, str]) -> str:
    return " ".join(filter(None, [cells.get("name", ""), cells.get("name_addition", "")]))


def postcode_of(cells: dict[str, str]) -> str:
    """Return the postcode with the leading zero that Excel drops, and without the sign of the country."""
    text = re.sub(r"^D-?\s?(?=\d{5}$)", "", cells.get("postcode", ""))
    return text.zfill(5) if text.isascii() and text.isdigit() and len(text) == 4 else text


def vat_key(number: str) -> str:
    return re.sub(r"\W", "", number).upper()


def register_key(court: str, number: str) -> tuple[str, str]:
    match = REGISTER.search(number)
    spelled = f"{match[1]}{match[2]}" if match else number
    return re.sub(r"^amtsgericht |^ag ", "", folded(court)), re.sub(r"\W", "", spelled).upper()


def register_spellings(number: str) -> set[str]:
    match = REGISTER.search(number)
    return {number, f"{match[1].upper()} {match[2].upper()}", match[0]} - {""} if match else {number} - {""}


def keys_of(row: Organisation) -> list[tuple]:
    """Return what a stored organisation can be recognised by."""
    keys = []
    if row.register_number and row.register_court:
        keys.append(("register", *register_key(row.register_court, row.register_number)))
    if row.vat_id:
        keys.append(("vat_id", row.vat_id))
    if row.web_domain and row.postcode:
        keys.append(("web", row.web_domain, row.postcode))
    if row.name_key and row.postcode:
        keys.append(("name", row.name_key, row.postcode))
    return keys


def keys_of_cells(cells: dict[str, str]) -> list[tuple]:
    """Return by what a row looks for its organisation, the surest key first."""
    keys = []
    if cells.get("register_number") and cells.get("register_court"):
        keys.append(("register", *register_key(cells["register_court"], cells["register_number"])))
    if cells.get("vat_id"):
        keys.append(("vat_id", vat_key(cells["vat_id"])))
    postcode = postcode_of(cells)
    if postcode and (key := name_key(full_name(cells))):
        keys.append(("name", key, postcode))
    if postcode and (domain := own_domain(cells.get("website", ""))):
        keys.append(("web", domain, postcode))
    return keys
