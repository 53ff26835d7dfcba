"""The gallery of charts in a browser: no words on other words, the right drawing for the room, readable letters."""

import pytest
from django.urls import reverse

from tests.browser.steps import sign_in

SMALLEST = 14  # pixels, design language
_WORDS = """() => [...document.querySelectorAll('svg.dzm-chart')]
  .filter(svg => svg.getClientRects().length)
  .map(svg => ({
    name: svg.closest('figure').id,
    narrow: svg.classList.contains('dzm-chart--narrow'),
    scale: svg.getScreenCTM().a,
    frame: svg.getBoundingClientRect().toJSON(),
    words: [...svg.querySelectorAll('text')].map(each => ({
      text: each.textContent,
      box: each.getBoundingClientRect().toJSON(),
      size: parseFloat(getComputedStyle(each).fontSize),
    })),
  }))"""
TOUCH = 3  # pixels that boxes of lines may share: they hold room above and below the letters


def _meet(one: dict, other: dict) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 0.5 and down > TOUCH


def _clashes(words: list[dict]) -> list[tuple[str, str]]:
    return [
        (one["text"], other["text"])
        for index, one in enumerate(words)
        for other in words[index + 1 :]
        if _meet(one["box"], other["box"])
    ]


def _is_outside(word: dict, frame: dict) -> bool:
    return word["box"]["left"] < frame["left"] - 1 or word["box"]["right"] > frame["right"] + 1


@pytest.mark.parametrize("width", [390, 1280])
def test_no_words_of_a_chart_lie_on_others_or_outside_in_either_language(open_page, people, width):
    page = open_page(width=width)
    sign_in(page, "lead@example.org")
    for language in ("de", "en"):
        page.goto(f"{reverse('charts:gallery')}?lang={language}")
        charts = page.evaluate(_WORDS)
        assert len(charts) > 25
        assert [each["name"] for each in charts if each["narrow"] != (width == 390)] == []
        for each in charts:
            assert _clashes(each["words"]) == [], each["name"]
            assert [word["text"] for word in each["words"] if _is_outside(word, each["frame"])] == [], each["name"]
            assert min(word["size"] for word in each["words"]) * each["scale"] >= SMALLEST, each["name"]
