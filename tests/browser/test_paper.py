"""Pages on paper, and for people whom motion makes ill."""

from django.urls import reverse

from tests.browser.steps import overflow, sign_in
from tests.browser.test_figures import publish_figures
from tests.landscape.steps import listed_startup

PAPER = {"width": 680, "height": 990}  # CSS pixels of A4 within the margins of the style sheet
LEFT_OUT = "nav, .dzm-footer, .dzm-crumbs, .dzm-noprint, .dzm-skip, button"
WEBSITE = "https://maschinenfunk.example/"


def _print(page, address: str) -> None:
    page.goto(address)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")


def _assert_only_content(page) -> None:
    assert page.locator("h1").is_visible()
    assert overflow(page) == 0
    assert [each.inner_html() for each in page.locator(LEFT_OUT).all() if each.is_visible()] == []


def _after(page, words: str) -> str:
    """Return what paper adds to the link with `words`."""
    return page.locator(f"main a:text-is('{words}')").evaluate("link => getComputedStyle(link, '::after').content")


def test_a_profile_on_paper_names_the_address_of_each_link_once(people, page):
    people.startup.website = WEBSITE
    people.startup.save()
    _print(page, listed_startup(people).get_absolute_url())
    _assert_only_content(page)
    assert _after(page, WEBSITE) == "none"
    page.evaluate(
        "main => document.querySelector('main').append(Object.assign(document.createElement('a'), main))",
        {"href": WEBSITE, "textContent": "Zum Anbieter"},
    )
    assert WEBSITE in _after(page, "Zum Anbieter")


def test_the_figures_of_a_municipality_fit_on_paper(people, page):
    publish_figures()
    sign_in(page, "partner@example.org")
    _print(page, reverse("reporting:municipality"))
    _assert_only_content(page)
    # A table that is folded on a phone is a table again, with its title above.
    title, head = (page.locator(f"main .dzm-table--fold {part}").first.bounding_box() for part in ("caption", "thead"))
    assert title["y"] + title["height"] <= head["y"]
    assert (
        page.locator("main .dzm-table--fold td.num").first.evaluate("cell => getComputedStyle(cell).display")
        == "table-cell"
    )


def test_what_is_folded_is_on_paper(people, page):
    page.goto(reverse("companies:register_need"))
    folded = page.locator("main details:not([open]) blockquote").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()


def test_nothing_moves_for_those_who_asked_for_less_motion(people, page):
    page.goto("/")
    lasting = """() => [...document.querySelectorAll('*')].flatMap(element => [null, '::before', '::after'].map(
      part => getComputedStyle(element, part))).filter(style => parseFloat(style.transitionDuration) > 0
      || parseFloat(style.animationDuration) > 0 || style.scrollBehavior === 'smooth').length"""
    assert page.evaluate(lasting) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(lasting) == 0
