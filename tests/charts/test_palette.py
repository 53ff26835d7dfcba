"""The colours of charts: read by everybody, in both themes and in grey."""

import itertools

import pytest

from tests.charts.colour import EYES, contrast, difference, themes

THEMES = themes()
SERIES = [f"series-{number}" for number in (1, 2, 3, 4)]
HEAT = [f"heat-{number}" for number in (1, 2, 3, 4, 5)]
INK = dict(zip(HEAT, ("ink", "ink", "ink", "on-pine", "on-pine"), strict=True))
CLEAR, SEEN = 15, 5  # differences of lines that cross, and of shades that lie beside each other and carry a number


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_bars_stand_out_from_what_is_behind(theme):
    colours = THEMES[theme]
    for name in (*SERIES, "pine", "copper-mid", "line-strong"):
        assert contrast(colours[name], colours["card"]) >= 3, name


@pytest.mark.parametrize("theme", THEMES)
def test_the_number_in_each_cell_can_be_read(theme):
    colours = THEMES[theme]
    assert contrast(colours["ink"], colours["card"]) >= 4.5
    for shade, ink in INK.items():
        assert contrast(colours[shade], colours[ink]) >= 4.5, shade


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_everybody_tells_lines_and_shades_apart(theme, eyes):
    colours = THEMES[theme]
    for one, other in (*itertools.combinations(SERIES, 2), ("series-4", "line-strong")):
        assert difference(colours[one], colours[other], eyes) >= CLEAR, (one, other)
    for one, other in itertools.pairwise(HEAT):
        assert difference(colours[one], colours[other], eyes) >= SEEN, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_in_grey_the_shades_go_one_way(theme):
    colours = THEMES[theme]
    steps = [contrast(colours[shade], colours["card"]) for shade in HEAT]
    assert steps == sorted(steps)
