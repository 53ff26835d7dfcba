"""Reads that span the models of this room."""

from collections.abc import Mapping

from regions.enums import RegionKind
from regions.maps import WIDE, Layout, MapPlace, SchematicMap, draw_map
from regions.models import Municipality

ANCHOR_AGS = "05974028"  # Lippstadt, seat of the hub: distances on the map are given to here


def network_map(counts: Mapping[str, int], wide: Layout = WIDE) -> SchematicMap | None:
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
    return draw_map(places, ANCHOR_AGS, wide) if places else None
