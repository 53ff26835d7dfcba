"""Leads and operators work with a second factor only: setting it up, signing in with it, losing it."""

import re
from html import unescape
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.adapter import SecondFactorAdapter
from accounts.second_factor import SESSION_KEY, needs_second_factor
from core.models import LogEntry
from mail.models import OutboxMessage
from tests.conftest import PASSWORD, PERSONS, fresh
from tests.test_access import READ, WRITE, addresses, expectations  # noqa: F401

pytestmark = pytest.mark.django_db

BOUND = ("lead", "lead2", "far_lead", "operator")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = reverse("mfa_index")
DASHBOARD = reverse("dashboard")


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.PORTAL_DEMO = False


def code_now(secret: str = SECRET) -> str:
    """What the app would show at this moment."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def give_factor(user) -> list[str]:
    """Let `user` have an app and recovery codes; return the codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def enter_password(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


@pytest.mark.parametrize("name", PERSONS)
def test_who_moderates_or_operates_needs_a_factor(people, settings, name):
    user = fresh(getattr(people, name))
    assert needs_second_factor(user) is (name in BOUND)
    settings.PORTAL_DEMO = True
    assert not needs_second_factor(user)


@pytest.mark.parametrize("name", PERSONS)
def test_without_a_factor_only_those_who_need_one_are_stopped(sign_in, name):
    response = sign_in(name).get(DASHBOARD)
    if name in BOUND:
        assert (response.status_code, response.url) == (302, SET_UP)
    else:
        assert response.status_code == 200


@pytest.mark.parametrize("name", BOUND)
def test_with_a_factor_everything_is_as_before(people, sign_in, name):
    give_factor(getattr(people, name))
    client = sign_in(name)
    session = client.session
    session[SESSION_KEY] = getattr(people, name).pk
    session.save()
    assert client.get(DASHBOARD).status_code == 200


OPEN = {"set_language", "imprint", "privacy", "accessibility", "healthz", "readyz"}
OPEN |= {"legal:terms", "legal:report", "legal:barrier", "legal:receipt"}


@pytest.mark.parametrize("name", ["lead", "far_lead", "operator"])
@pytest.mark.parametrize("has_factor", [False, True], ids=["without", "not shown"])
def test_no_address_opens_without_a_factor_or_before_it_is_shown(people, addresses, sign_in, name, has_factor):  # noqa: F811
    if has_factor:
        give_factor(getattr(people, name))
    client = sign_in(name)
    goal = reverse("mfa_reauthenticate") if has_factor else SET_UP
    urls = {name: url for name, url in addresses.items() if name not in OPEN}
    urls |= {"admin": reverse("admin:index"), "accounts": reverse("admin:accounts_user_changelist")}
    urls |= {n: reverse(n) for n in ("account_email", "account_change_password", "mfa_view_recovery_codes")}
    urls |= {n: reverse(n) for n in ("mfa_generate_recovery_codes", "mfa_download_recovery_codes")}
    if has_factor:  # nor may a password alone lead to another factor
        urls |= {n: reverse(n) for n in ("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn")}
        urls["account_reauthenticate"] = reverse("account_reauthenticate")
    for method in ("get", "post"):
        for label, url in urls.items():
            response = getattr(client, method)(url)
            assert response.status_code == 302, (method, label)
            assert response.url.split("?")[0] == goal, (method, label)
    assert client.get(reverse("imprint")).status_code == 200
    assert client.get(goal).status_code == 200


def test_the_tables_of_access_know_the_open_addresses():
    assert set(expectations(READ)) > OPEN
    assert set(expectations(WRITE)) > OPEN


def test_a_page_that_refreshes_itself_is_led_away_as_a_whole(sign_in):
    response = sign_in("lead").get(DASHBOARD, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, SET_UP)


def test_who_is_stopped_sees_no_navigation_but_can_sign_out(sign_in):
    client = sign_in("lead")
    page = client.get(SET_UP).content.decode()
    assert reverse("companies:need_queue") not in page
    assert reverse("accounts:profile") not in page
    assert reverse("account_logout") in page
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(DASHBOARD).url.startswith(reverse("account_login"))


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_portal(people, client):
    assert enter_password(client, people.lead).url == DASHBOARD
    activate = reverse("mfa_activate_totp")
    assert client.get(activate).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": activate})
    page = client.get(activate)
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = page.context["form"].secret
    wrong = client.post(activate, {"code": "000000" if code_now(secret) != "000000" else "000001"})
    assert wrong.status_code == 200
    assert client.get(DASHBOARD).status_code == 302
    done = client.post(activate, {"code": code_now(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    shown = client.get(done.url).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", shown)) == 10
    assert client.get(DASHBOARD).status_code == 200
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    letter = OutboxMessage.objects.get(kind="account.totp_activated")
    assert "App für Einmalcodes" in letter.body_text


def test_signing_in_takes_password_and_code(people, client):
    give_factor(people.lead)
    response = enter_password(client, people.lead)
    assert response.url == reverse("mfa_authenticate")
    assert client.get(DASHBOARD).url.startswith(reverse("account_login"))  # the password alone opens nothing
    page = client.get(response.url)
    assert page.status_code == 200
    assert "Wiederherstellungscodes" in unescape(page.content.decode())
    assert client.post(response.url, {"code": "12345"}).status_code == 200
    code = code_now()
    assert client.post(response.url, {"code": code}).url == DASHBOARD
    assert client.get(DASHBOARD).status_code == 200

    other = Client()
    enter_password(other, people.lead)
    assert other.post(reverse("mfa_authenticate"), {"code": f"{code[:3]}-{code[3:]}"}).status_code == 200  # once


def test_a_recovery_code_works_once(people, client):
    codes = give_factor(people.lead)
    enter_password(client, people.lead)
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).url == DASHBOARD
    assert client.get(DASHBOARD).status_code == 200
    other = Client()
    enter_password(other, people.lead)
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert other.get(DASHBOARD).status_code == 302
    assert other.post(reverse("mfa_authenticate"), {"code": codes[1]}).url == DASHBOARD


def test_guessing_codes_is_limited(people, client):
    give_factor(people.lead)
    enter_password(client, people.lead)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "00000"})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.get(DASHBOARD).status_code == 302


def test_an_older_session_shows_the_factor_before_it_goes_on(people, sign_in):
    give_factor(people.lead)
    client = sign_in("lead")
    queue = reverse("companies:need_queue")
    shows = client.get(queue).url
    assert shows.startswith(reverse("mfa_reauthenticate"))
    assert client.post(shows, {"code": code_now(), "next": queue}).url == queue
    assert client.get(queue).status_code == 200


def test_the_factor_somebody_else_showed_in_this_browser_does_not_count(people, sign_in):
    give_factor(people.lead)
    client = sign_in("lead")
    session = client.session
    session[SESSION_KEY] = people.lead2.pk
    session.save()
    assert client.get(DASHBOARD).status_code == 302


def test_anybody_may_protect_the_own_account(sign_in):
    client = sign_in("anna")
    page = client.get(SET_UP)
    assert page.status_code == 200
    assert reverse("mfa_activate_totp") in page.content.decode()


@pytest.mark.parametrize("page", ["mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp", "mfa_deactivate_totp"])
def test_the_pages_of_factors_are_pages_of_the_house(people, client, page):
    if page == "mfa_deactivate_totp":
        give_factor(people.anna)
        enter_password(client, people.anna)
        client.post(reverse("mfa_authenticate"), {"code": code_now()})
    else:
        enter_password(client, people.anna)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.get(reverse(page))
    assert response.status_code == 200
    text = response.content.decode()
    assert "dzm-h1" in text
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert all('type="application/json"' in script for script in scripts)  # data, which nothing executes
    assert "'unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate"])
def test_the_pages_of_codes_are_pages_of_the_house(people, client, page):
    give_factor(people.anna)
    enter_password(client, people.anna)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.get(reverse(page))
    assert response.status_code == 200
    assert "dzm-h1" in response.content.decode()


def test_a_secret_of_another_installation_fits_no_code(settings):
    adapter = SecondFactorAdapter()
    stored = adapter.encrypt(SECRET)
    assert SECRET not in stored
    assert adapter.decrypt(stored) == SECRET
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert adapter.decrypt(stored) not in ("", SECRET)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert adapter.decrypt(stored) == SECRET


class TestReset:
    def test_it_is_logged_and_told(self, people, client):
        give_factor(people.lead)
        out = StringIO()
        call_command("reset_factor", people.lead.email, by=people.operator.email, stdout=out)
        assert not Authenticator.objects.filter(user=people.lead).exists()
        entry = LogEntry.objects.about(people.lead).get(verb="reset_factor")
        assert (entry.actor, entry.reason) == (people.operator, "lost")
        assert entry.details == {"factors": ["recovery_codes", "totp"]}
        assert OutboxMessage.objects.filter(kind="account.factor_reset").count() == 1
        assert enter_password(client, people.lead).url == DASHBOARD
        assert client.get(DASHBOARD).url == SET_UP

    def test_a_second_run_changes_nothing(self, people):
        give_factor(people.lead)
        for _ in range(2):
            call_command("reset_factor", people.lead.email, by=people.operator.email, stdout=StringIO())
        assert OutboxMessage.objects.filter(kind="account.factor_reset").count() == 1
        assert LogEntry.objects.about(people.lead).filter(verb="reset_factor").count() == 1

    @pytest.mark.parametrize(
        ("email", "by"),
        [
            ("nobody@example.org", "operator@example.org"),
            ("lead@example.org", "lead2@example.org"),
            ("operator@example.org", "operator@example.org"),
        ],
    )
    def test_only_another_person_of_operation_decides(self, people, email, by):
        with pytest.raises(CommandError):
            call_command("reset_factor", email, by=by)
