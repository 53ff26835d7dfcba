"""Setting up a second factor in a real browser: accessible, within the window, and the scripts pass the policy."""

import pytest
from django.urls import reverse

from tests.browser.steps import axe, overflow, sign_in
from tests.conftest import PASSWORD


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_the_second_factor_work(open_page, people, settings, width):
    page = open_page(width)
    sign_in(page, "lead@example.org")
    settings.PORTAL_DEMO = False  # from now on the session has to show a factor
    page.goto(reverse("dashboard"))
    assert page.url.endswith(reverse("mfa_index"))
    page.goto(reverse("mfa_activate_totp"))
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"):
        page.goto(reverse(name))
        assert page.url.endswith(reverse(name))
        assert not axe(page), name
        assert not overflow(page), name
