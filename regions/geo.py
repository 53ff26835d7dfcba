"""Distances and nearness of regions."""

import math
from typing import Protocol

from regions.enums import Proximity, RegionKind
from regions.models import Region

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)


class Located(Protocol):
    latitude: float
    longitude: float


def distance_km(a: Located, b: Located) -> float:
    """Return the great-circle distance in kilometres between two places with coordinates in degrees
    (haversine).
    """
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.longitude - a.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def proximity(seeker_region: Region, provider_region: Region) -> Proximity:
    """Return how near the provider's region is to the seeker's.

    Local: the same county or partner region. Regional: both in Südwestfalen. Partner: either side, or both,
    in a partner region of the other. Other: one of them outside, even if both are.
    """
    if RegionKind.OTHER in (seeker_region.kind, provider_region.kind):
        return Proximity.OTHER
    if seeker_region.pk == provider_region.pk and seeker_region.kind != RegionKind.AREA:
        return Proximity.LOCAL
    if RegionKind.PARTNER in (seeker_region.kind, provider_region.kind):
        return Proximity.PARTNER
    return Proximity.REGIONAL


def matching_slug(region: Region) -> str:
    """Return the region as the engine's input names it: soest, suedwestfalen, duesseldorf, dortmund or other.

    The other counties of Südwestfalen count as the area; pass regions with their parent selected.
    """
    if region.slug != "soest" and region.parent is not None:
        return region.parent.slug
    return region.slug
