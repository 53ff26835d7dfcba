import csv
import itertools
import random

import pytest

import regions.reference
from charts.text import text_width
from regions.geo import distance_km
from regions.labels import Circle, Label, intrusion, overlap
from regions.maps import MapPlace, draw_map
from regions.selectors import ANCHOR_AGS, network_map

with (regions.reference.DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
    TOWNS = list(csv.DictReader(file))


def places(values):
    return [
        MapPlace(
            key=row["ags"],
            name=row["name"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            value=value,
            is_partner=row["region"] != "soest",
        )
        for row, value in zip(TOWNS, values, strict=True)
    ]


def random_values(seed):
    generator = random.Random(seed)
    return [int(generator.paretovariate(0.7)) - 1 for _ in TOWNS]


DISTRIBUTIONS = {
    "nothing yet": [0] * 16,
    "everywhere the same": [7] * 16,
    "one town has all": [250] + [0] * 15,
    "one town has almost all": [1] * 9 + [900] + [1] * 6,
} | {f"drawn with seed {seed}": random_values(seed) for seed in range(12)}


def circle(mark):
    return Circle(float(mark.x), float(mark.y), float(mark.radius))


def box(mark, layout):
    return Label(
        float(mark.label_x),
        float(mark.label_y),
        mark.anchor,
        text_width(mark.place.name, layout.font_size),
        1.2 * layout.font_size,
    ).box


@pytest.mark.parametrize("values", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_no_name_lies_on_a_circle_or_on_another_name_or_outside(values):
    for drawing in draw_map(places(values), ANCHOR_AGS).drawings:
        boxes = {mark.place.name: box(mark, drawing.layout) for mark in drawing.marks}
        for name, own in boxes.items():
            assert own[0] >= 0, name
            assert own[1] >= 0, name
            assert own[2] <= drawing.layout.width, name
            assert own[3] <= drawing.layout.height, name
            hit = {mark.place.name: intrusion(own, circle(mark)) for mark in drawing.marks}
            assert max(hit.values()) < 0.1, (name, hit)
        for one, other in itertools.combinations(boxes, 2):
            assert overlap(boxes[one], boxes[other]) == 0, (drawing.layout.name, one, other)


@pytest.mark.parametrize("values", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_no_circle_touches_another(values):
    for drawing in draw_map(places(values), ANCHOR_AGS).drawings:
        for one, other in itertools.combinations(map(circle, drawing.marks), 2):
            distance = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert distance > one.radius + other.radius


def test_towns_keep_their_directions_and_partners_stand_left_of_the_county():
    wide = draw_map(places(DISTRIBUTIONS["everywhere the same"]), ANCHOR_AGS).wide
    at = {mark.place.name: circle(mark) for mark in wide.marks}
    assert at["Werl"].x < at["Soest"].x < at["Lippstadt"].x < at["Geseke"].x
    assert at["Lippetal"].y < at["Soest"].y < at["Warstein"].y
    assert at["Düsseldorf"].x < at["Dortmund"].x < min(at[row["name"]].x for row in TOWNS[:14])


def test_equal_distances_on_the_ground_are_equal_on_the_map():
    towns = places(DISTRIBUTIONS["everywhere the same"])
    at = {mark.place.name: circle(mark) for mark in draw_map(towns, ANCHOR_AGS).wide.marks}
    home = [town for town in towns if not town.is_partner]
    scales = [
        ((at[a.name].x - at[b.name].x) ** 2 + (at[a.name].y - at[b.name].y) ** 2) ** 0.5 / distance_km(a, b)
        for a, b in itertools.combinations(home, 2)
    ]
    assert max(scales) / min(scales) < 1.02


def test_partner_regions_tell_their_real_distance():
    drawing = draw_map(places(DISTRIBUTIONS["nothing yet"]), ANCHOR_AGS).wide
    told = {mark.place.name: mark.distance_km for mark in drawing.marks if mark.place.is_partner}
    assert told == {"Düsseldorf": 119, "Dortmund": 63}


def test_the_area_of_a_circle_grows_with_its_number():
    drawing = draw_map(places(range(16)), ANCHOR_AGS).wide
    radii = [float(mark.radius) for mark in sorted(drawing.marks, key=lambda mark: mark.place.value)]
    assert radii == sorted(radii)
    assert radii[0] == drawing.layout.radius[0]


def test_the_same_numbers_give_the_same_drawing_in_any_order():
    towns = places(random_values(3))
    assert draw_map(towns, ANCHOR_AGS) == draw_map(towns[::-1], ANCHOR_AGS)


def test_a_map_needs_its_anchor():
    with pytest.raises(KeyError):
        draw_map(places([0] * 16), "99999999")


@pytest.mark.django_db
def test_the_map_of_the_network_counts_missing_towns_as_zero():
    drawn = network_map({"05974028": 31, "05913000": 19})
    assert [(place.name, place.value) for place in drawn.places[:3]] == [
        ("Lippstadt", 31),
        ("Dortmund", 19),
        ("Düsseldorf", 0),
    ]
    assert len(drawn.places) == 16
