"""Setting up a second factor in a real browser: accessible, within the window, and the scripts pass the policy."""

import pytest
from allauth.mfa.models import Authenticator
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


def test_a_passkey_is_set_up_and_opens_the_portal(open_page, people, settings):
    """With Chromium's virtual authenticator in place of a finger on a key; the browser's own protocol is spoken."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # as browsers do for localhost
    page = open_page(1280)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator = device.send("WebAuthn.addVirtualAuthenticator", {"options": key})["authenticatorId"]
    sign_in(page, "lead@example.org")
    settings.PORTAL_DEMO = False
    page.goto(reverse("mfa_add_webauthn"))
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("input[name=name]", "Schlüssel am Bund")
    page.click("#passkey-button")
    page.wait_for_url(lambda url: not url.endswith(reverse("mfa_add_webauthn")))
    assert Authenticator.objects.get(user=people.lead, type=Authenticator.Type.WEBAUTHN).wrap().name
    assert len(device.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1

    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.fill("#id_login", "lead@example.org")
    page.fill("#id_password", PASSWORD)
    page.locator("form", has=page.locator("#id_password")).locator("button[type=submit]").click()
    page.wait_for_url(f"**{reverse('mfa_authenticate')}")
    page.click("#passkey-button")
    page.wait_for_url(f"**{reverse('dashboard')}")
