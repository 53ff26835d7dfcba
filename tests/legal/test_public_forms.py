"""What stops programs, and what people who are stopped find again."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from legal.models import Ticket
from tests.legal.steps import BARRIER, REPORT, field, open_form, send

pytestmark = pytest.mark.django_db


def test_a_report_gets_a_number_a_deadline_and_a_page_that_names_both(client):
    response = send(client, "legal:report", REPORT)

    ticket = Ticket.objects.get()
    assert ticket.number == f"M-{timezone.localdate().year}-0001"
    assert (ticket.kind, ticket.category, ticket.good_faith, ticket.state) == ("M", "misleading", True, "received")
    page = client.get(response.url).content.decode()
    assert ticket.number in page
    assert "Bestätigung per E-Mail" in page
    assert REPORT["reporter_email"] not in response.url + page


def test_a_barrier_is_reported_without_name_address_or_account(client):
    response = send(client, "legal:barrier", BARRIER)

    ticket = Ticket.objects.get()
    assert ticket.number.startswith("F-")
    assert (ticket.reporter_name, ticket.reporter_email) == ("", "")
    assert "keine Adresse hinterlassen" in client.get(response.url).content.decode()


@pytest.mark.parametrize("name", ["where", "category", "text", "good_faith"])
def test_what_is_missing_is_named_and_the_rest_is_kept(client, name):
    response = send(client, "legal:report", {key: value for key, value in REPORT.items() if key != name})
    assert list(response.context["form"].errors) == [name]
    kept = "category" if name == "text" else "text"
    assert response.context["form"][kept].value() == REPORT[kept]
    assert not Ticket.objects.exists()


def test_a_double_click_is_one_report(client):
    opened = open_form(client, "legal:report")
    first, second = (send(client, "legal:report", REPORT, opened=opened) for _click in range(2))
    assert Ticket.objects.count() == 1
    assert client.get(first.url).context["ticket"] == client.get(second.url).context["ticket"]


def test_the_trap_is_hidden_and_who_fills_it_in_reads_why_and_loses_nothing(client):
    page = client.get(reverse("legal:report")).content.decode()
    assert '<div class="dzm-trap" aria-hidden="true">' in page

    response = send(client, "legal:report", REPORT | {"trap": "https://spam.example"})

    page = response.content.decode()
    assert "Nur Programme füllen es aus" in page
    assert "dzm-trap" not in page
    assert REPORT["text"] in page
    assert not Ticket.objects.exists()


def test_nobody_types_a_report_within_a_second(client, settings):
    settings.PUBLIC_FORM_SECONDS = 3
    with time_machine.travel(timezone.now(), tick=False) as clock:
        opened = open_form(client, "legal:report")
        clock.shift(1)
        response = send(client, "legal:report", REPORT, opened=opened)
        assert "Das ging sehr schnell" in response.content.decode()
        assert REPORT["text"] in response.content.decode()
        clock.shift(3)
        assert send(client, "legal:report", REPORT, opened=opened).status_code == 302


@pytest.mark.parametrize("opened", ["", "forged", "1:2:3"])
def test_a_form_of_unknown_age_is_sent_a_second_time_and_then_counts(client, opened):
    response = client.post(reverse("legal:report"), REPORT | {"opened": opened})
    assert "Ihre Eingaben sind noch da" in response.content.decode()
    again = client.post(reverse("legal:report"), REPORT | {"opened": field(response, "opened")})
    assert again.status_code == 302


def test_a_form_left_open_over_night_is_renewed(client, settings):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        opened = open_form(client, "legal:report")
        clock.shift(settings.PUBLIC_FORM_HOURS * 3600 + 1)
        response = send(client, "legal:report", REPORT, opened=opened)
        assert "lange geöffnet" in response.content.decode()
        assert response.context["form"]["text"].value() == REPORT["text"]


def test_a_full_limit_is_told_with_429_and_keeps_what_was_typed(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report": "2/h/ip"}
    for _time in range(2):
        assert send(client, "legal:barrier", BARRIER).status_code == 302

    response = send(client, "legal:report", REPORT)

    assert response.status_code == 429
    assert "zu viele Nachrichten" in response.content.decode()
    assert REPORT["text"] in response.content.decode()
    assert Ticket.objects.count() == 2


def test_mistakes_cost_nothing_of_the_limit(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report": "1/h/ip"}
    for _time in range(3):
        assert send(client, "legal:report", {}).status_code == 200
    assert send(client, "legal:report", REPORT).status_code == 302


@pytest.mark.parametrize("value", ["\x00", "x" * 9_000, "<script>alert(1)</script>", "😀" * 100])
@pytest.mark.parametrize("name", ["where", "category", "text", "reporter_name", "reporter_email", "good_faith"])
def test_odd_input_is_answered_and_never_breaks(client, name, value):
    response = send(client, "legal:report", REPORT | {name: value})
    assert response.status_code in (200, 302)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("receipt", ["", "1", "forged:1:2"])
def test_a_receipt_cannot_be_guessed(client, receipt):
    send(client, "legal:report", REPORT)
    assert client.get(reverse("legal:receipt"), {"of": receipt}).status_code == 404
