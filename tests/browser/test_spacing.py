"""Text that a reader spaces out (WCAG 1.4.12) stays whole."""

from django.urls import reverse

from tests.board.conftest import on_board
from tests.browser.steps import overflow

SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
# Everything that cuts what sticks out of it, or that has a box of its own for its words, is as large as its words.
_CUT = """() => [...document.querySelectorAll('body *')].filter(element => {
  if (!element.innerText?.trim() || element.closest('svg, .dzm-trap, .dzm-skip')) return false;
  const style = getComputedStyle(element);
  const isForEars = element.clientWidth <= 1;  // as small as that so that only screen readers find it
  if (style.display === 'inline' || isForEars || /auto|scroll/.test(style.overflow)) return false;
  const hasBox = element.matches('a, button, label, summary, [class*=chip], [class*=tag]');
  const isLarger =
    element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  return isLarger && (hasBox || /hidden|clip/.test(style.overflow));
}).map(element => element.outerHTML.slice(0, 160))"""


def test_text_that_is_spaced_out_is_not_cut(people, open_page):
    on_board(people)
    page = open_page(bypass_csp=True)  # the reader's own style is no part of the portal
    for address in ("/", reverse("landscape:directory"), reverse("companies:register_need"), reverse("board:list")):
        page.goto(address)
        page.add_style_tag(content=SPACED)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == 0, f"{address} {width}"
            assert page.evaluate(_CUT) == [], f"{address} {width}"
