"""Reads that span the models of this room."""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from regions.enums import EntryStatus, RegionKind
from regions.maps import MapPlace, SchematicMap, draw_map
from regions.models import Municipality, Shareholding, ShareholdingDecision
from regions.shares import over_common_denominator, percent_text

ANCHOR_AGS = "05974028"  # Lippstadt, seat of the hub: distances on the map are given to here
MAX_SQUARES = 64
SQUARE_STEP = 25  # units from one square to the next


@dataclass(frozen=True)
class Square:
    """One part of the whole in the drawing of a group, in units of the drawing."""

    x: int
    y: int
    own: bool


@dataclass(frozen=True)
class ShareGroup:
    """All holders whose shares are equally large: together `numerator` of `denominator` parts, of which the
    groups before it have `offset`.
    """

    holders: list[Shareholding]
    numerator: int
    denominator: int
    offset: int

    @property
    def percent_display(self) -> str:
        return percent_text(Fraction(self.numerator, self.denominator))

    @property
    def squares(self) -> list[Square]:
        """The parts as squares in rows of eight; empty where they would be too many to look at."""
        if self.denominator > MAX_SQUARES:
            return []
        own = range(self.offset, self.offset + self.numerator)
        return [
            Square(x=SQUARE_STEP * (index % 8), y=SQUARE_STEP * (index // 8), own=index in own)
            for index in range(self.denominator)
        ]

    @property
    def squares_height(self) -> int:
        return SQUARE_STEP * math.ceil(self.denominator / 8)


@dataclass(frozen=True)
class ShareRegister:
    """The register on one date: shares by size, their sum as entered, and who has not decided on joining."""

    on: datetime.date
    shareholdings: list[Shareholding]
    undecided: list[ShareholdingDecision]

    @property
    def total(self) -> Fraction:
        return sum((row.share for row in self.shareholdings), Fraction(0))

    @property
    def total_display(self) -> str:
        numerator, denominator = over_common_denominator((row.numerator, row.denominator) for row in self.shareholdings)
        return f"{numerator}/{denominator}"

    @property
    def total_percent_display(self) -> str:
        return percent_text(self.total)

    @property
    def groups(self) -> list[ShareGroup]:
        """Holders grouped by size of share, largest first, in parts of one common denominator."""
        _, denominator = over_common_denominator((row.numerator, row.denominator) for row in self.shareholdings)
        by_share: dict[Fraction, list[Shareholding]] = {}
        for row in self.shareholdings:
            by_share.setdefault(row.share, []).append(row)
        groups, offset = [], 0
        for share, rows in by_share.items():
            parts = int(share * len(rows) * denominator)
            groups.append(ShareGroup(rows, parts, denominator, offset))
            offset += parts
        return groups


def share_register(on: datetime.date) -> ShareRegister:
    """Return the register as of `on`, larger shares first, then by name of the municipality."""
    rows = Shareholding.objects.as_of(on).select_related("county", "municipality")
    latest = (
        ShareholdingDecision.objects.filter(as_of__lte=on)
        .select_related("municipality")
        .order_by("municipality_id", "-as_of")
        .distinct("municipality_id")
    )
    return ShareRegister(
        on=on,
        shareholdings=sorted(rows, key=lambda row: (-row.share, row.municipality.sort_key if row.municipality else "")),
        undecided=[decision for decision in latest if decision.status == EntryStatus.UNDECIDED],
    )


def register_dates() -> list[datetime.date]:
    """Return the days on which the register changed, oldest first."""
    starts = Shareholding.objects.order_by().values_list("valid_from", flat=True)
    ends = Shareholding.objects.order_by().filter(valid_until__isnull=False).values_list("valid_until", flat=True)
    return sorted(starts.union(ends))


def network_map(counts: Mapping[str, int]) -> SchematicMap | None:
    """Return the map of Kreis Soest and the partner regions with `counts` by municipality key (AGS); a
    missing key counts as zero. None before the reference data is loaded.
    """
    municipalities = (Municipality.objects.of_hub() | Municipality.objects.of_partners()).select_related("region")
    places = [
        MapPlace(
            key=place.ags,
            name=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            value=counts.get(place.ags, 0),
            is_partner=place.region.kind == RegionKind.PARTNER,
        )
        for place in municipalities
    ]
    return draw_map(places, anchor_key=ANCHOR_AGS) if places else None
