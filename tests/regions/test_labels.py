from charts.text import text_width
from regions.labels import Circle, Label, intrusion, overlap, place_labels


def place(circles, sizes, *, bounds=(200, 200), obstacles=(), sides=None):
    return place_labels(circles, sizes, bounds=bounds, gap=4, obstacles=obstacles, sides=sides or {})


def test_a_label_alone_stands_on_the_right():
    label = place({"a": Circle(100, 100, 10)}, {"a": (40, 12)})["a"]
    assert (label.x, label.y, label.anchor) == (114, 100, "start")


def test_a_label_leaves_the_side_where_the_drawing_ends():
    label = place({"a": Circle(180, 100, 10)}, {"a": (40, 12)})["a"]
    assert label.anchor == "end"


def test_labels_of_neighbours_make_room_for_each_other():
    circles = {"a": Circle(80, 100, 10), "b": Circle(110, 100, 10)}
    labels = place(circles, {"a": (50, 12), "b": (50, 12)})
    assert overlap(labels["a"].box, labels["b"].box) == 0
    assert all(intrusion(label.box, circle) == 0 for label in labels.values() for circle in circles.values())


def test_a_label_keeps_clear_of_obstacles():
    circles, wall = {"a": Circle(100, 100, 10)}, [Circle(130, y, 5) for y in range(80, 121, 10)]
    label = place(circles, {"a": (40, 12)}, obstacles=wall)["a"]
    assert all(intrusion(label.box, stone) == 0 for stone in wall)


def test_a_label_may_be_bound_to_given_sides():
    label = place({"a": Circle(100, 100, 10)}, {"a": (40, 12)}, sides={"a": ("below",)})["a"]
    assert label.anchor == "middle"
    assert label.y > 110


def test_the_box_of_a_label_follows_its_anchor():
    assert Label(10, 10, "start", 20, 4).box == (10, 8, 30, 12)
    assert Label(10, 10, "middle", 20, 4).box == (0, 8, 20, 12)
    assert Label(10, 10, "end", 20, 4).box == (-10, 8, 10, 12)


def test_wide_letters_take_more_room_than_narrow_ones():
    assert text_width("WM", 16) > text_width("Ho", 16) > text_width("il", 16)
    assert text_width("Soest", 32) == 2 * text_width("Soest", 16)
