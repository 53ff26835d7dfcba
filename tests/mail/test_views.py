from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mail.enums import MessageState
from mail.models import OutboxMessage
from mail.permissions import can_view_message

LIST = reverse("mail:outbox")
CLAIMED = {"attempts": 1, "claimed_at": timezone.now() - timedelta(hours=1), "last_error": "Interrupted"}


@pytest.fixture
def unclear(write_message, queue):
    return write_message(columns={"state": "unknown", **CLAIMED})


@pytest.mark.parametrize(
    ("person", "seen", "single"),
    [
        ("lead", 200, 200),
        ("lead2", 200, 200),
        ("editor", 403, 404),
        ("anna", 403, 404),
        ("clara", 403, 404),
        ("operator", 403, 404),
    ],
    indirect=["person"],
)
def test_the_outbox_is_for_project_leads(client, person, unclear, seen, single):
    client.force_login(person)
    settle = reverse("mail:message_settle", args=[unclear.pk])
    assert client.get(LIST).status_code == seen
    assert client.get(unclear.get_absolute_url()).status_code == single
    settled = client.post(settle, {"decision": "confirm_sent"})
    assert settled.status_code == (302 if single == 200 else 404)
    unclear.refresh_from_db()
    assert unclear.state == (MessageState.SENT if single == 200 else MessageState.UNKNOWN)


@pytest.mark.parametrize("name", ["outbox", "message_detail", "message_settle"])
def test_nobody_without_login_gets_further_than_the_login(client, unclear, name):
    url = reverse(f"mail:{name}", args=[] if name == "outbox" else [unclear.pk])
    response = client.post(url) if name == "message_settle" else client.get(url)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "person", ["lead", "lead2", "editor", "anna", "clara", "operator"], indirect=True
)
def test_predicate_and_queryset_agree(person, unclear):
    assert can_view_message(person, unclear) == OutboxMessage.objects.visible_to(person).exists()


def test_settling_needs_post(client, lead, unclear):
    client.force_login(lead)
    assert client.get(reverse("mail:message_settle", args=[unclear.pk])).status_code == 405


@pytest.mark.parametrize("decision", ["", "claim", "record_sent", "nonsense"])
def test_only_a_persons_decisions_are_taken(client, lead, unclear, decision):
    client.force_login(lead)
    response = client.post(reverse("mail:message_settle", args=[unclear.pk]), {"decision": decision})
    assert response.status_code == 400
    unclear.refresh_from_db()
    assert unclear.state == MessageState.UNKNOWN


def test_a_second_click_is_told_that_the_message_has_moved_on(client, lead, unclear, queue):
    client.force_login(lead)
    url = reverse("mail:message_settle", args=[unclear.pk])
    client.post(url, {"decision": "confirm_sent"})
    response = client.post(url, {"decision": "send_again"}, headers={"referer": unclear.get_absolute_url()})
    assert response.status_code == 302
    unclear.refresh_from_db()
    assert unclear.state == MessageState.SENT
    assert queue == []


def test_the_list_shows_who_is_told_what_about_but_no_text(client, lead, write_message):
    write_message()
    client.force_login(lead)
    page = client.get(LIST).content.decode()
    assert "Ihr Bedarf B-2026-0148: ein Vorschlag" in page
    assert "Anna Beispiel &lt;anna@example.org&gt;" in page
    assert "zu Ihrem Bedarf haben wir" not in page


def test_the_list_narrows_by_state_and_counts_each(client, lead, write_message, unclear):
    queued = write_message()
    client.force_login(lead)
    everything = client.get(LIST)
    assert list(everything.context["page_obj"]) == [queued, unclear]
    assert everything.context["unknown"] == 1
    numbers = {count.state: count.number for count in everything.context["counts"]}
    assert numbers == dict.fromkeys(MessageState, 0) | {MessageState.QUEUED: 1, MessageState.UNKNOWN: 1}
    assert list(client.get(LIST, {"state": "unknown"}).context["page_obj"]) == [unclear]
    assert list(client.get(LIST, {"state": "held"}).context["page_obj"]) == []
    assert len(client.get(LIST, {"state": "nonsense"}).context["page_obj"]) == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_the_same_number_of_queries_however_long_it_is(
    client, lead, write_message, rows, django_assert_num_queries
):
    for _ in range(rows):
        write_message()
    client.force_login(lead)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


LIST_QUERIES = 10


def test_the_page_of_a_message_shows_its_text_and_history(client, lead, lead2, unclear):
    client.force_login(lead2)
    client.post(reverse("mail:message_settle", args=[unclear.pk]), {"decision": "send_again"})
    client.force_login(lead)
    page = client.get(unclear.get_absolute_url()).content.decode()
    assert "zu Ihrem Bedarf haben wir einen Vorschlag." in page
    assert "lead2@example.org" in page
    assert 'value="hold"' in page
    assert 'value="confirm_sent"' not in page


def test_a_confidential_text_is_shown_to_nobody(client, lead, write_message):
    message = write_message(is_confidential=True)
    client.force_login(lead)
    page = client.get(message.get_absolute_url()).content.decode()
    assert message.subject in page
    assert "zu Ihrem Bedarf haben wir" not in page
