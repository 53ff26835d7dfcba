"""The register as it was first written down, read from `shares/data/`.

It is loaded into an empty register only; from then on the register grows by the events that leads enter. Nothing is
ever overwritten or deleted.
"""

import datetime
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction

from core.reference import Tally, sync_rows
from regions.models import Municipality, Region
from shares.enums import EventKind
from shares.models import Holder, JoiningDecision, ShareEvent
from shares.services import move

DATA = Path(__file__).parent / "data" / "shareholdings.json"


@transaction.atomic
def load() -> dict[str, Tally]:
    """Load the formation with its holders, and who had not decided; a second run changes nothing."""
    if ShareEvent.objects.exists():
        return {
            "shareholders": Tally(unchanged=Holder.objects.count()),
            "decisions on joining": Tally(unchanged=JoiningDecision.objects.count()),
        }
    data = json.loads(DATA.read_text(encoding="utf-8"))
    municipalities = dict(Municipality.objects.values_list("ags", "pk"))
    holders = {_holder(row, municipalities): Fraction(row["numerator"], row["denominator"]) for row in data["holders"]}
    formation = ShareEvent.objects.create(
        kind=EventKind.FORMATION,
        happened_on=datetime.date.fromisoformat(data["happened_on"]),
        document=data["document"],
        note=data["source"],
    )
    move(formation, {holder.pk: share for holder, share in holders.items() if share})
    decisions = [
        {
            "municipality_id": municipalities[row["municipality"]],
            "status": row["status"],
            "as_of": datetime.date.fromisoformat(row["as_of"]),
            "note": row["note"],
            "source": row["source"],
        }
        for row in data["decisions"]
    ]
    return {
        "shareholders": Tally(created=len(holders)),
        "decisions on joining": sync_rows(JoiningDecision, ("municipality_id", "as_of"), decisions, overwrite=False),
    }


def _holder(row: dict[str, Any], municipalities: dict[str, int]) -> Holder:
    holder, _created = Holder.objects.get_or_create(
        name=row["name"],
        defaults={
            "kind": row["kind"],
            "county": Region.objects.get(slug=row["county"]) if row["county"] else None,
        },
    )
    holder.municipalities.add(*(municipalities[ags] for ags in row["municipalities"]))
    return holder
