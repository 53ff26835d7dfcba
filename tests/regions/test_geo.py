from types import SimpleNamespace

import pytest

from regions.geo import distance_km, matching_slug, proximity
from regions.models import Municipality, Region


def place(latitude, longitude):
    return SimpleNamespace(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize(
    ("a", "b", "kilometres"),
    [
        (place(0, 0), place(0, 1), 111.195),  # a degree on the equator
        (place(0, 0), place(90, 0), 10_007.557),  # a quarter of the meridian
        (place(51.5, 8.1), place(51.5, 8.1), 0),
        (place(0, 179.5), place(0, -179.5), 111.195),  # across the date line
    ],
)
def test_distances_follow_the_great_circle(a, b, kilometres):
    assert distance_km(a, b) == pytest.approx(kilometres, abs=0.001)
    assert distance_km(b, a) == distance_km(a, b)


@pytest.mark.django_db
def test_distances_between_known_towns():
    towns = {town.name: town for town in Municipality.objects.all()}
    assert round(distance_km(towns["Dortmund"], towns["Lippstadt"])) == 63
    assert round(distance_km(towns["Düsseldorf"], towns["Lippstadt"])) == 119
    assert round(distance_km(towns["Soest"], towns["Bad Sassendorf"])) == 4


PROXIMITY = [
    ("soest", "soest", "local"),
    ("olpe", "olpe", "local"),
    ("soest", "olpe", "regional"),
    ("olpe", "soest", "regional"),
    ("soest", "suedwestfalen", "regional"),
    ("suedwestfalen", "suedwestfalen", "regional"),
    ("soest", "dortmund", "partner"),
    ("dortmund", "soest", "partner"),
    ("dortmund", "suedwestfalen", "partner"),
    ("duesseldorf", "dortmund", "partner"),
    ("dortmund", "dortmund", "local"),
    ("soest", "other", "other"),
    ("other", "soest", "other"),
    ("dortmund", "other", "other"),
    ("other", "other", "other"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("seeker", "provider", "expected"), PROXIMITY)
def test_proximity_of_seeker_and_provider(seeker, provider, expected):
    regions = {region.slug: region for region in Region.objects.all()}
    assert proximity(regions[seeker], regions[provider]) == expected


@pytest.mark.django_db
def test_every_region_has_a_name_that_the_engine_knows():
    slugs = {region.slug: matching_slug(region) for region in Region.objects.select_related("parent")}
    assert slugs == {
        "soest": "soest",
        "hochsauerlandkreis": "suedwestfalen",
        "maerkischer-kreis": "suedwestfalen",
        "olpe": "suedwestfalen",
        "siegen-wittgenstein": "suedwestfalen",
        "suedwestfalen": "suedwestfalen",
        "duesseldorf": "duesseldorf",
        "dortmund": "dortmund",
        "other": "other",
    }
