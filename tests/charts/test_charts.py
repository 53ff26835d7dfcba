"""What is drawn is what was given: read back from the SVG, beside the table and the words."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from charts.axis import nice_step, scale_of
from charts.bars import BAR, Bars, Funnel, Shares
from charts.data import Datum, Series, percent, single, written
from charts.gallery import chapters
from charts.heat import Heat
from charts.places import PlaceMap, Spot, tiles_of
from charts.svg import NARROW, SIZES, WIDE
from charts.text import text_width, wrapped
from charts.trend import Sparkline, Trend

ABOUT = {"key": "k", "title": "Needs", "unit": "needs", "source": "counted by hand", "as_of": date(2026, 9, 30)}
ALL = [chart for chapter in chapters() for chart in chapter.charts]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def page(chart) -> ElementTree.Element:
    return ElementTree.fromstring(Template("{% load charts %}{% chart chart %}").render(Context({"chart": chart})))


def drawn(chart, css: str, size=WIDE) -> list[dict[str, str]]:
    """Return the attributes of all elements of a class, in their order, with the text as `text`."""
    return [
        dict(each.attributes) | {"text": each.text, "tag": each.tag}
        for each in chart.draw(size).elements
        if f"dzm-chart__{css}" in dict(each.attributes)["class"].split()
    ]


def data(**values) -> tuple[Series, ...]:
    return single([Datum(name, value) for name, value in values.items()])


def _shape(dot: dict[str, str]) -> tuple:
    """Return the corners of a mark from its first one on, wherever it lies; nothing for a circle."""
    corners = [tuple(map(float, corner.split())) for corner in dot.get("d", "").strip("MZ").split("L") if corner]
    return tuple((round(x - corners[0][0]), round(y - corners[0][1])) for x, y in corners)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_length_of_a_bar_is_in_proportion_to_its_value(size):
    chart = Bars(series=data(A=10, B=5, C=0), **ABOUT)
    ten, five, nothing = (float(bar["width"]) for bar in drawn(chart, "bar", size))
    assert ten == pytest.approx(2 * five, abs=0.2)
    assert nothing == 0
    assert [value["text"] for value in drawn(chart, "value", size)] == ["10", "5", "0"]


def test_bars_below_zero_run_the_other_way():
    up, down = drawn(Bars(series=data(A=8, B=-4), **ABOUT), "bar")
    assert float(down["x"]) + float(down["width"]) == pytest.approx(float(up["x"]), abs=0.2)
    assert float(up["width"]) == pytest.approx(2 * float(down["width"]), abs=0.3)


def test_what_is_not_shown_is_hatched_and_zero_is_not():
    chart = Bars(series=data(A=4, B=0, C=None), **ABOUT)
    assert [hidden["fill"] for hidden in drawn(chart, "hidden")] == ["url(#hatch-k-wide)"]
    assert [note["text"] for note in drawn(chart, "note")] == ["protected"]
    assert "Lowest: B with 0. Not shown: C (protected)." in chart.finding


def test_sorted_bars_begin_with_the_largest_and_end_with_what_is_not_shown():
    chart = Bars(series=data(A=4, B=None, C=9), is_sorted=True, **ABOUT)
    assert [row[0] for row in chart.table.rows] == ["C", "A", "B"]


def test_the_period_before_is_a_mark_at_its_value_and_a_column():
    chart = Bars(series=single([Datum("A", 10, 5), Datum("B", 5, 10)]), **ABOUT)
    marks, bars = drawn(chart, "before"), drawn(chart, "bar")
    ends = [float(bar["x"]) + float(bar["width"]) for bar in bars]
    assert [float(mark["x"]) + float(mark["width"]) / 2 for mark in marks] == pytest.approx(ends[::-1], abs=0.2)
    assert chart.table.rows == (("A", "10", "5"), ("B", "5", "10"))
    assert "1 rose and 1 fell" in chart.finding


def test_a_funnel_says_the_share_of_the_step_before():
    chart = Funnel(series=data(asked=200, met=50, agreed=6), **ABOUT)
    assert [each["text"] for each in drawn(chart, "value")] == [
        "200",
        "50 (25\N{NO-BREAK SPACE}%)",
        "6 (12\N{NO-BREAK SPACE}%)",
    ]
    assert chart.finding.startswith("From asked (200) to agreed (6): 3\N{NO-BREAK SPACE}% remain.")


def test_a_funnel_gives_no_share_away_of_what_is_not_shown():
    chart = Funnel(series=data(asked=200, met=None, agreed=5), **ABOUT)
    assert [row[2] for row in chart.table.rows] == ["\N{EN DASH}"] * 3


def test_a_funnel_gives_no_share_of_what_is_more_than_the_step_before():
    chart = Funnel(series=data(needs=4, proposals=9, met=3), **ABOUT)
    assert [row[2] for row in chart.table.rows] == ["\N{EN DASH}", "\N{EN DASH}", "33\N{NO-BREAK SPACE}%"]
    assert "remain" in chart.finding
    assert "remain" not in Funnel(series=data(needs=4, proposals=9), **ABOUT).finding


def test_the_parts_of_a_share_bar_fill_it_in_proportion():
    chart = Shares(series=data(A=3, B=1, C=None), **ABOUT)
    bar = [part for part in drawn(chart, "part") if float(part["height"]) == 2 * BAR]
    assert [float(part["width"]) for part in bar] == [0.75 * WIDE.width, 0.25 * WIDE.width]
    assert chart.table.rows[2] == ("C", "protected", "\N{EN DASH}")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_marks_of_a_trend_lie_at_their_values_and_leave_gaps(size):
    periods = ["1", "2", "3", "4", "5"]
    values = [0, 5, None, 10, 10]
    series = Series("", tuple(Datum(*pair) for pair in zip(periods, values, strict=True)))
    chart = Trend(series=(series,), **ABOUT)
    zero, five, *tens = (float(dot["cy"]) for dot in drawn(chart, "dot", size))
    assert zero - five == pytest.approx(five - tens[0], abs=0.2)
    assert tens[0] == tens[1]
    assert len(drawn(chart, "line", size)) == 2
    assert len(drawn(chart, "hidden", size)) == 1
    assert [each["text"] for each in drawn(chart, "value", size)] == ["10"]


def test_a_trend_says_how_it_changed():
    def of(*values):
        return Trend(series=data(**{f"q{at}": value for at, value in enumerate(values)}), **ABOUT).finding

    assert of(10, 12).startswith("Up from 10 (q0) to 12 (q1), a change of 20\N{NO-BREAK SPACE}%.")
    assert of(10, 5).startswith("Down from 10")
    assert of(3, 9, 3).startswith("As at first")
    assert of(0, 5).startswith("Up from 0 (q0) to 5 (q1). ")


def test_the_lines_of_a_trend_differ_in_dash_and_mark():
    series = tuple(Series(name, (Datum("1", 1), Datum("2", 2))) for name in "ABCD")
    chart = Trend(series=series, **ABOUT)
    assert len({_shape(dot) for dot in drawn(chart, "dot")}) == 4
    assert {each["class"].split()[-1] for each in drawn(chart, "line")} == {
        f"dzm-chart__line-{number}" for number in (1, 2, 3, 4)
    }
    with pytest.raises(ValueError, match="up to 4"):
        Trend(series=(*series, series[0]), **ABOUT)


def test_each_cell_of_a_heat_map_has_its_value_and_the_shade_of_it():
    rows = tuple(
        Series(name, tuple(Datum(column, value) for column, value in zip("XYZ", values, strict=True)))
        for name, values in {"A": (0, 1, 10), "B": (None, 4, 5)}.items()
    )
    chart = Heat(series=rows, **ABOUT)
    assert [cell["text"] for cell in drawn(chart, "in")] == ["0", "1", "10", "4", "5"]
    assert [chart.step(value) for value in (0, 1, 2, 3, 10)] == [0, 1, 1, 2, 5]
    assert chart.table.rows == (("A", "0", "1", "10"), ("B", "protected", "4", "5"))
    assert chart.finding.startswith("Highest: A, Z with 10. Lowest: A, X with 0. Not shown: B, X (protected).")


def test_the_shade_of_a_tile_is_the_class_of_its_value_and_zero_has_none():
    spots = tuple(Spot(name, across, 0.5) for name, across in {"A": 0, "B": 0.3, "C": 0.6, "D": 1}.items())
    chart = PlaceMap(series=data(A=10, B=0, C=None, D=3), spots=spots, **ABOUT)
    tiles = [cell["class"].split()[-1] for cell in drawn(chart, "cell")][:3]
    assert tiles == ["dzm-chart__cell-5", "dzm-chart__cell-0", "dzm-chart__cell-2"]
    assert [number["text"] for number in drawn(chart, "number")] == ["10", "0", "3"]
    assert len(drawn(chart, "hidden")) == 2  # the tile, and its sign in the legend
    legend = [label["text"] for label in drawn(chart, "label")]
    assert legend[1:] == ["0", "up to 2", "up to 4", "up to 6", "up to 8", "up to 10", "not shown"]
    few = PlaceMap(series=data(A=3, B=1, C=0), spots=spots, **ABOUT)
    assert [few.step(value) for value in (0, 1, 2, 3)] == [0, 1, 2, 3], "no class holds half a need"
    with pytest.raises(ValueError, match="nobody knows"):
        PlaceMap(series=data(E=1), spots=spots, **ABOUT)
    with pytest.raises(ValueError, match="below zero"):
        PlaceMap(series=data(A=-1), spots=spots, **ABOUT)


@pytest.mark.parametrize("columns", [4, 6])
def test_tiles_lie_to_each_other_as_the_places_do(columns):
    corners = {"NW": (0, 0), "NE": (1, 0), "SW": (0, 1), "SE": (1, 1), "M": (0.5, 0.5)}
    rest = {f"x{number}": ((number * 3 % 10) / 10 + 0.05, (number * 7 % 10) / 10 + 0.05) for number in range(9)}
    spots = [Spot(name, *where) for name, where in {**corners, **rest}.items()]
    tiles = tiles_of(spots, columns)
    assert len(set(tiles.values())) == len(spots)
    assert max(column for column, _row in tiles.values()) < columns
    assert tiles["NW"][0] < tiles["M"][0] < tiles["NE"][0]
    assert tiles["NW"][1] < tiles["M"][1] < tiles["SW"][1]
    assert tiles["SE"][0] > tiles["SW"][0]
    assert tiles["SE"][1] > tiles["NE"][1]


def test_a_sparkline_ends_with_its_last_value():
    chart = Sparkline(series=data(a=1, b=3), **ABOUT)
    assert [each["text"] for each in drawn(chart, "value")] == ["3"]


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: chart.key)
def test_every_chart_has_words_and_a_table_with_all_its_values(chart):
    figure = page(chart)
    images = figure.findall("svg")
    if chart.is_empty:
        assert not images
        assert "There are no figures for this yet." in "".join(figure.itertext())
        return
    for image in images:
        names = {each.get("id"): "".join(each.itertext()) for each in (image.find("title"), image.find("desc"))}
        assert image.get("role") == "img"
        assert all(names[name].strip() for name in image.get("aria-labelledby").split())
        assert image.find("desc").text.endswith(".")
        assert not [each for each in image.iter() if "style" in each.attrib]
    cells = [cell.text for row in figure.iter("tr") for cell in row.findall("td")]
    assert {datum.written for datum in chart.data} <= set(cells)


@pytest.mark.parametrize("chart", [chart for chart in ALL if not chart.is_empty], ids=lambda chart: chart.key)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_no_chart_leaves_its_frame(chart, size):
    drawing = chart.draw(size)
    for each in drawing.elements:
        at = dict(each.attributes)
        if each.tag == "rect":
            assert float(at["x"]) >= -0.1
            assert float(at["x"]) + float(at["width"]) <= size.width + 0.1
            assert float(at["y"]) + float(at["height"]) <= drawing.height + 0.1
        elif each.tag == "text":
            assert 0 <= float(at["y"]) <= drawing.height


def test_what_people_type_stays_text():
    chart = Bars(series=data(**{"<script>&\"'": 1}), **ABOUT)
    assert "<script>&\"'" in [label.text for label in page(chart).iter("text")]


@pytest.mark.parametrize(
    ("least", "step"), [(0, 1), (0.3, 0.5), (1, 1), (1.1, 2), (3, 5), (7, 10), (20, 20), (21, 50), (0.02, 0.02)]
)
def test_steps_of_an_axis_are_round(least, step):
    assert nice_step(least) == pytest.approx(step)


@pytest.mark.parametrize("values", [[], [0], [7], [-3, 4], [0.2, 0.9], [1_234_567, 3]])
def test_an_axis_holds_zero_and_all_values_and_counts_whole_things_in_whole_steps(values):
    scale = scale_of(values, 0, 100)
    assert scale.ticks[0] <= min([0, *values])
    assert scale.ticks[-1] >= max([0, *values])
    assert scale.ticks[-1] == pytest.approx(scale.high)
    assert 0 in scale.ticks
    if all(float(value).is_integer() for value in values):
        assert all(float(tick).is_integer() for tick in scale.ticks)


@pytest.mark.parametrize(
    "words", ["", "short", "several words that need two lines", "Donaudampfschifffahrtsgesellschaft"]
)
def test_lines_fit_and_lose_nothing(words):
    lines = wrapped(words, 120, 16)
    assert all(text_width(line, 16) <= 120 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == words.replace(" ", "")


def test_numbers_are_written_as_people_of_the_language_read_them():
    assert [written(value) for value in (0, 1234, -3, 2.5)] == ["0", "1,234", "\N{MINUS SIGN}3", "2.5"]
    assert [percent(*pair) for pair in ((1, 3), (1, 8), (1, 1000), (999, 1000), (0, 5), (1, 0))] == [
        "33\N{NO-BREAK SPACE}%",
        "13\N{NO-BREAK SPACE}%",
        "<\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}%",
        ">\N{NO-BREAK SPACE}99\N{NO-BREAK SPACE}%",
        "0\N{NO-BREAK SPACE}%",
        "\N{EN DASH}",
    ]
    with translation.override("de"):
        assert written(1234.5) == "1.234,5"


def test_on_a_phone_names_stand_above_their_bars():
    chart = Bars(series=data(A=4), **ABOUT)
    (label,), (bar,) = drawn(chart, "label", NARROW), drawn(chart, "bar", NARROW)
    assert float(label["y"]) < float(bar["y"])
    assert float(bar["x"]) == 0
