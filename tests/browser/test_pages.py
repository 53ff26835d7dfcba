"""The public pages in a real browser: accessible, within their window, usable by keyboard and without JavaScript."""

import pytest
from django.urls import reverse

from tests.browser.steps import axe, overflow, sign_in

PUBLIC = [
    "home",
    "imprint",
    "legal:terms",
    "legal:report",
    "legal:barrier",
    "privacy",
    "accessibility",
    "shares:register",
    "impact:page",
    "account_login",
    "account_reset_password",
    "account_signup",
    "easy_language",
    "sign_language",
    "search:page",
    "landscape:directory",
    "board:list",
    "companies:register_need",
]


@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (390, "dark")])
def test_public_pages_are_accessible_and_fit_the_window(open_page, width, color_scheme):
    page = open_page(width=width, color_scheme=color_scheme)
    for name in PUBLIC:
        page.goto(reverse(name))
        assert axe(page) == [], name
        assert overflow(page) == 0, name


@pytest.mark.parametrize(("width", "zoom"), [(640, 200), (320, 400)])
def test_public_pages_reflow_when_a_window_of_1280_pixels_is_zoomed(open_page, width, zoom):
    page = open_page(width=width, height=900 * 100 // zoom)
    for name in PUBLIC:
        page.goto(reverse(name))
        assert overflow(page) == 0, name


def test_the_opened_list_of_the_map_is_accessible(page):
    page.goto(reverse("home"))
    page.locator("figure details summary").click()
    assert page.locator("figure table tbody tr").count() == 16
    assert axe(page) == []


def test_the_first_tab_offers_to_skip_to_the_content(page):
    page.goto(reverse("home"))
    page.keyboard.press("Tab")
    assert page.locator(".dzm-skip").evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_menu_of_a_phone_opens_without_javascript(open_page):
    page = open_page(width=390, java_script_enabled=False)
    page.goto(reverse("home"))
    menu = page.locator(".dzm-menu")
    assert not menu.locator("nav").is_visible()
    menu.locator("summary").click()
    menu.locator(f'a[href="{reverse("account_login")}"]').click()
    assert page.url.endswith(reverse("account_login"))


def test_a_failed_sign_in_moves_the_focus_to_what_is_wrong(page, people):
    page.goto(reverse("account_login"))
    page.fill("#id_login", "anna@example.org")
    page.fill("#id_password", "wrong")
    page.locator(".dzm-form button[type=submit]").click()
    summary = page.locator(".dzm-errors")
    assert summary.evaluate("box => box === document.activeElement")
    assert page.locator("#id_login").input_value() == "anna@example.org"
    assert axe(page) == []


def test_a_person_signs_in_and_out_again(page, people):
    sign_in(page, "anna@example.org")
    assert axe(page) == []
    page.locator(".dzm-usermenu summary").click()
    assert axe(page) == []
    page.locator(".dzm-usermenu__out").first.click()
    page.goto(reverse("dashboard"))
    assert reverse("account_login") in page.url


def test_a_visitor_reads_everything_in_english_without_a_session(page):
    page.goto(reverse("privacy"))
    page.locator(".dzm-language button").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith(reverse("privacy"))
    assert [cookie["name"] for cookie in page.context.cookies()] == ["django_language"]
