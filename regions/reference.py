"""Reference data of this room, read from `regions/data/`.

Rule for edits: keys, names, numbers and dates of regions and municipalities belong to the files; the admin
shows them read-only and a load brings them up to date. Spellings and postcodes are added when missing, so
rows that staff added stay. Agreements and funded projects are created when missing and never overwritten. Nothing is
ever deleted.
"""

import csv
import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from core.reference import Tally, sync_rows
from core.text import sort_key
from regions.models import (
    CooperationAgreement,
    FundedProject,
    Municipality,
    MunicipalityAlias,
    Postcode,
    Region,
)

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> dict[str, Tally]:
    """Load everything and return the tallies by the plural name of the rows. A second run changes nothing."""
    tallies = {"regions": _load_regions(_json("regions.json")["regions"])}
    regions = dict(Region.objects.values_list("slug", "pk"))
    rows = _csv("municipalities.csv")
    tallies["municipalities"] = _load_municipalities(rows, regions)
    municipalities = dict(Municipality.objects.values_list("ags", "pk"))
    tallies["spellings"] = sync_rows(
        MunicipalityAlias,
        ("name",),
        [
            {"name": alias, "municipality_id": municipalities[row["ags"]]}
            for row in rows
            for alias in row["aliases"].split("|")
            if alias
        ],
        overwrite=False,
    )
    tallies["postcodes"] = sync_rows(
        Postcode,
        ("code", "municipality_id"),
        [{"code": row["code"], "municipality_id": municipalities[row["ags"]]} for row in _csv("postcodes.csv")],
    )
    agreements = _json("agreements.json")["agreements"]
    tallies["cooperation agreements"] = sync_rows(
        CooperationAgreement,
        ("slug",),
        [_stored(row, partner_region=regions) for row in agreements],
        overwrite=False,
    )
    projects = _json("funded_projects.json")["projects"]
    tallies["funded projects"] = sync_rows(
        FundedProject, ("slug",), [_stored(row) for row in projects], overwrite=False
    )
    return tallies


def _load_regions(rows: list[dict[str, Any]]) -> Tally:
    tally = Tally()
    for is_child in (False, True):  # parents first
        known = dict(Region.objects.values_list("slug", "pk"))
        children = [row for row in rows if bool(row["parent"]) == is_child]
        tally += sync_rows(Region, ("slug",), [_stored(row, parent=known) for row in children])
    return tally


def _load_municipalities(rows: list[dict[str, str]], regions: dict[str, int]) -> Tally:
    return sync_rows(
        Municipality,
        ("ags",),
        [
            {
                "ags": row["ags"],
                "ars": row["ars"],
                "name": row["name"],
                "sort_key": sort_key(row["name"]),
                "kind": row["kind"],
                "region_id": regions[row["region"]],
                "latitude": float(row["latitude"]),
                "longitude": float(row["longitude"]),
                "population": int(row["population"]),
                "population_on": _date(row["population_on"]),
                "area_km2": Decimal(row["area_km2"]) if row["area_km2"] else None,
            }
            for row in rows
        ],
    )


def _stored(row: dict[str, Any], **links: dict[str, int]) -> dict[str, Any]:
    """Return a row of a file with dates as dates, and with each of `links` resolved to the id of what it
    names.
    """
    values = {}
    for name, value in row.items():
        if name in links:
            values[f"{name}_id"] = links[name][value] if value else None
        else:
            values[name] = _date(value) if name.endswith("_on") or name == "as_of" else value
    return values


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _json(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
