"""Every page of the portal, as staff and as everybody else: accessible and within its window, on a phone in the dark
theme and on a desk in the light one. On the phone everything folded is open."""

import pytest

from tests.browser.steps import axe, overflow, sign_in
from tests.test_access import READ, addresses, expectations, pages_of_an_account

__all__ = ["addresses"]  # the fixture

DESK = ({"width": 1280, "height": 900}, "light")
PHONE = ({"width": 390, "height": 844}, "dark")
OTHERS = ("anna", "clara", "partner", "operator", "anonymous")
_UNFOLD = "document.querySelectorAll('main details').forEach(panel => { panel.open = true })"


def _opens(page, url: str, answers: dict) -> bool:
    """Open `url` if it shows a page, and not a file, another address or something that is not there. Asked first: what
    a browser draws around a file of its own would break the rules of the portal. The browser then draws this answer,
    which `_page` finds in `answers`: the portal makes each page once."""
    answer = page.request.get(url, max_redirects=0)
    is_page = answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")
    if not is_page or "<!doctype html" not in answer.text()[:60]:
        return False
    answers[answer.url] = answer
    return page.goto(url).ok


def _page(open_page):
    """Return a page and the answers it draws once each without asking the portal. One route for good: a route that
    ends (`times=1`) stops the watching of requests while the page asks for its styles, and a request that is looked at
    in that moment is lost, the page never loaded."""
    page, answers = open_page(), {}
    page.route(lambda url: url in answers, lambda route: route.fulfill(response=answers.pop(route.request.url)))
    return page, answers


def _faults(page, name: str) -> list[str]:
    found = []
    for size, theme in (DESK, PHONE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if size is PHONE[0]:
            page.evaluate(_UNFOLD)
        found += [f"{name} {size['width']} {theme}: {fault}" for fault in axe(page)]
        if overflow(page):
            found.append(f"{name} {size['width']}: wider than its window")
    return found


def _walk(open_page, person: str, urls: dict[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with each page of `urls` that `person` may read."""
    (page, answers), wanted = _page(open_page), expectations(READ)
    if person != "anonymous":
        sign_in(page, f"{person}@example.org")
    mine = {name: url for name, url in urls.items() if name not in wanted or wanted[name][person] == "200"}
    return {name: _faults(page, name) for name, url in mine.items() if _opens(page, url, answers)}


def _lines(faults: dict[str, list[str]]) -> list[str]:
    return [line for lines in faults.values() for line in lines]


@pytest.mark.slow
def test_every_page_of_a_project_lead_is_accessible(open_page, live_server, addresses):
    seen = _walk(open_page, "lead", addresses)
    assert len(seen) > 50
    assert _lines(seen) == []


@pytest.mark.slow
def test_every_page_of_everybody_else_is_accessible(open_page, live_server, people, addresses):
    left, faults, seen = pages_of_an_account(people) | addresses, [], 0
    for person in OTHERS:
        walked = _walk(open_page, person, left)
        faults += _lines(walked)
        seen += len(walked)
        left = {name: url for name, url in left.items() if name not in walked}
    assert seen > 50
    assert faults == []
