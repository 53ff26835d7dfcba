"""What a screen reader is told on the pages that matter most."""

import re

from django.urls import reverse

from tests.board.conftest import on_board
from tests.browser.names import FIELDS, adorned, alike, nameless, tree
from tests.browser.steps import sign_in
from tests.cases import introduction_in
from tests.landscape.steps import entry_of

_UNFOLD = "document.querySelectorAll('details').forEach(panel => { panel.open = true })"


def _faults(page, address: str) -> list[str]:
    page.goto(address)
    page.evaluate(_UNFOLD)
    heard = tree(page)
    assert len(list(heard.all("link"))) > 5  # the tree is that of the page
    return [f"{address}: {fault}" for fault in (*nameless(heard), *alike(heard), *adorned(heard))]


def test_everything_has_a_name_and_links_of_a_list_are_told_apart(people, open_page):
    case = introduction_in("suggested", people)
    posting = on_board(people)
    public = [
        "/",
        reverse("landscape:directory"),
        entry_of(people.startup).get_absolute_url(),
        reverse("board:list"),
        posting.public_path,
        reverse("search:page"),
    ]
    visitor, lead = open_page(), open_page()
    sign_in(lead, "lead@example.org")
    proposals = reverse("matchmaking:proposals", args=[case.need_id])
    faults = [fault for address in public for fault in _faults(visitor, address)]
    assert faults + _faults(lead, proposals) + _faults(lead, reverse("dashboard")) == []


def test_a_step_with_errors_says_at_each_field_what_is_wrong(people, page):
    page.goto(reverse("companies:register_need"))
    page.locator(".dzm-actions .kern-btn--primary").click()
    page.locator(".dzm-errors:focus").wait_for()
    heard = tree(page)
    assert nameless(heard) == []
    wrong = [each for each in heard.all(*FIELDS) if each.properties.get("invalid") not in (None, "false")]
    assert wrong
    assert all(each.description for each in wrong)


def test_the_map_and_its_list_say_the_same_numbers(people, page):
    introduction_in("suggested", people)
    page.goto(reverse("landscape:directory"))
    page.locator("figure details summary").click()
    [heard_map] = [each for each in tree(page).all("group") if each.name.startswith("Schematische Karte")]
    drawn = dict(re.fullmatch(r"(.+): (\d+)", link.name).groups() for link in heard_map.all("link"))
    rows = [list(row.all("rowheader", "cell", "gridcell")) for row in tree(page).all("row")]
    listed = {cells[0].name: cells[-1].name for cells in rows if cells and cells[-1].name != "0"}
    assert drawn == listed == {"Düsseldorf": "1"}
