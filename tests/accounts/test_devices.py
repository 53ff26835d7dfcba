"""Where people are signed in: seen, ended one by one or all at once, and by a new password."""

from datetime import timedelta
from hashlib import sha256
from html import unescape

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.devices import recognise
from accounts.models import Session
from accounts.tasks import clear_sessions
from core.models import LogEntry
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

DEVICES = reverse("accounts:devices")
DASHBOARD = reverse("dashboard")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1"
)


def signed_in(user, user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR="203.0.113.77")
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(DASHBOARD).status_code == 200
    return client


@pytest.mark.parametrize(
    ("user_agent", "wanted"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        (IPHONE, ("Safari", "iPhone")),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            ("Chrome", "Linux"),
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            ("Edge", "macOS"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) "
            "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            ("Samsung Internet", "Android"),
        ),
        ("<script>alert(1)</script>", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_device_is_named_roughly(user_agent, wanted):
    assert recognise(user_agent) == wanted


def test_the_page_lists_the_own_devices_without_address(people):
    phone, desk, stranger = signed_in(people.anna, IPHONE), signed_in(people.anna), signed_in(people.clara, "curl")
    page = unescape(desk.get(DEVICES).content.decode())
    assert "Safari auf iPhone" in page
    assert "Firefox auf Windows" in page
    assert "Unbekanntes Gerät" not in page
    assert "Unbekanntes Gerät" in unescape(stranger.get(DEVICES).content.decode())
    assert "203.0.113.77" not in str(list(Session.objects.values()))
    assert "203.0.113.77" not in str([row.get_decoded() for row in Session.objects.all()])
    assert phone.get(DEVICES).status_code == 200


def test_the_database_knows_the_hash_of_the_key_only(people):
    key = signed_in(people.anna).cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(user=people.anna)
    assert row.pk == sha256(key.encode()).hexdigest()
    assert key not in str(list(Session.objects.values()))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.pk
    assert thief.get(DASHBOARD).status_code == 302


def test_one_device_is_signed_out(people):
    phone, desk = signed_in(people.anna, IPHONE), signed_in(people.anna)
    row = Session.objects.get(system="iPhone")
    assert desk.post(reverse("accounts:sign_out_device", args=[row.pk])).url == DEVICES
    assert phone.get(DASHBOARD).status_code == 302
    assert desk.get(DASHBOARD).status_code == 200
    assert LogEntry.objects.about(people.anna).filter(verb="end_session").count() == 1


def test_nobody_signs_out_somebody_else(people):
    phone, stranger = signed_in(people.anna, IPHONE), signed_in(people.clara)
    row = Session.objects.get(system="iPhone")
    assert stranger.post(reverse("accounts:sign_out_device", args=[row.pk])).status_code == 404
    stranger.post(reverse("accounts:sign_out_others"))
    assert phone.get(DASHBOARD).status_code == 200


def test_all_others_are_signed_out_at_once(people):
    phone, tablet, desk = (signed_in(people.anna, agent) for agent in (IPHONE, "iPad", FIREFOX))
    desk.post(reverse("accounts:sign_out_others"))
    assert [client.get(DASHBOARD).status_code for client in (phone, tablet, desk)] == [302, 302, 200]
    assert Session.objects.filter(user=people.anna).count() == 1


def test_a_changed_password_ends_the_other_sessions(people):
    phone, desk = signed_in(people.anna, IPHONE), signed_in(people.anna)
    new = "Kornblume-27-Hafer"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert desk.post(reverse("account_change_password"), data).status_code == 302
    assert desk.get(DASHBOARD).status_code == 200
    assert phone.get(DASHBOARD).status_code == 302
    assert Session.objects.get(user=people.anna).browser == "Firefox"


def test_signing_out_removes_the_session(people):
    desk = signed_in(people.anna)
    desk.post(reverse("account_logout"))
    assert not Session.objects.filter(user=people.anna).exists()


def test_a_session_that_was_ended_meanwhile_is_not_saved_again(people):
    desk = signed_in(people.anna)
    store = desk.session
    store["something"] = 1
    Session.objects.filter(user=people.anna).delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.filter(user=people.anna).exists()


def test_the_last_use_is_written_every_few_minutes_only(people, queries):
    desk = signed_in(people.anna)
    desk.get(DASHBOARD)
    with queries() as seen:
        desk.get(DASHBOARD)
    assert not [q for q in seen if q["sql"].startswith("UPDATE")]
    Session.objects.update(last_used_at=timezone.now() - timedelta(minutes=6))
    with queries() as seen:
        desk.get(DASHBOARD)
    assert len([q for q in seen if q["sql"].startswith("UPDATE")]) == 1
    assert timezone.now() - Session.objects.get(user=people.anna).last_used_at < timedelta(minutes=1)


def test_old_sessions_are_cleared_and_open_nothing(people):
    desk = signed_in(people.anna)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert desk.get(DASHBOARD).status_code == 302
    for _ in range(2):
        clear_sessions()
    assert not Session.objects.filter(user=people.anna).exists()
