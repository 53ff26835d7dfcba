"""Pages that say that the portal cannot answer: closed for maintenance, or without its database."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from core import outages
from dzm.views import public


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PORTAL_VAR = tmp_path


def _command(*arguments: str) -> str:
    said = StringIO()
    call_command("maintenance", *arguments, stdout=said)
    return said.getvalue()


def test_a_closed_portal_says_until_when_without_touching_the_database(client):
    until = timezone.localtime() + timedelta(hours=3)
    assert until.strftime("%H:%M") in _command("on", "--until", until.strftime("%Y-%m-%d %H:%M"))
    response = client.get(reverse("home"))
    assert response.status_code == 503
    assert f"{until:%H:%M} Uhr" in response.content.decode()
    assert 10_600 < int(response.headers["Retry-After"]) <= 10_800
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("language", "words"), [("de", "Das Portal wird gewartet"), ("en", "The portal is being")])
def test_the_closed_portal_speaks_the_language_of_the_reader(client, settings, language, words):
    outages.begin_maintenance()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(reverse("home"))
    assert words in response.content.decode()
    assert int(response.headers["Retry-After"]) == outages.RETRY_SECONDS


def test_what_was_sent_to_a_closed_portal_is_said_not_to_have_arrived(client):
    outages.begin_maintenance()
    response = client.post(reverse("account_login"), {"login": "anna@example.org"})
    assert response.status_code == 503
    assert "nicht angekommen" in response.content.decode()


def test_the_health_page_answers_while_the_portal_is_closed(client):
    outages.begin_maintenance()
    assert client.get(reverse("healthz")).status_code == 200


@pytest.mark.django_db
def test_the_portal_opens_again(client):
    _command("on")
    assert "closed" in _command("status")
    assert "open" in _command("off")
    assert client.get(reverse("imprint")).status_code == 200


def test_a_file_made_by_hand_closes_the_portal_too(client, tmp_path):
    (tmp_path / "maintenance.json").write_text("")
    assert client.get(reverse("home")).status_code == 503


@pytest.mark.parametrize("until", ["tomorrow", "2018-02-15 10:00"])
def test_a_moment_that_makes_no_sense_is_refused(until):
    with pytest.raises(CommandError):
        _command("on", "--until", until)
    assert outages.maintenance() is None


def test_until_is_for_closing_only():
    with pytest.raises(CommandError):
        _command("off", "--until", "2099-01-01 10:00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cause", "status"), [(None, 503), ("57P01", 503), ("53300", 503), ("40P01", 500), ("54001", 500)]
)
def test_a_database_that_is_away_is_told_from_a_statement_that_failed(client, monkeypatch, cause, status):
    class _Cause(Exception):
        sqlstate = cause

    def away():
        raise OperationalError("server closed the connection") from _Cause()

    monkeypatch.setattr(public, "start_page", away)
    client.raise_request_exception = False
    response = client.get(reverse("home"))
    assert response.status_code == status
    assert ("Retry-After" in response.headers) is (status == 503)
    assert "server closed" not in response.content.decode()
