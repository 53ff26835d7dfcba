from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mail.enums import MessageState
from mail.models import OutboxMessage
from mail.permissions import can_view_message
from tests.conftest import PERSONS

LIST = reverse("mail:outbox")
CLAIMED = {"attempts": 1, "claimed_at": timezone.now() - timedelta(hours=1), "last_error": "Interrupted"}
LEADS = ("lead", "lead2")


def settle_url(message) -> str:
    return reverse("mail:message_settle", args=[message.pk])


@pytest.fixture
def unclear(write_message, queue):
    """A message whose delivery was interrupted."""
    return write_message(columns={"state": "unknown", **CLAIMED})


@pytest.mark.parametrize("name", [name for name in PERSONS if name not in LEADS])
def test_the_outbox_is_closed_to_everybody_but_project_leads(sign_in, unclear, name):
    client = sign_in(name)
    assert client.get(LIST).status_code == 403
    assert client.get(unclear.get_absolute_url()).status_code == 404
    assert client.post(settle_url(unclear), {"decision": "confirm_sent"}).status_code == 404
    unclear.refresh_from_db()
    assert unclear.state == MessageState.UNKNOWN


@pytest.mark.parametrize("name", LEADS)
def test_project_leads_see_and_settle(sign_in, unclear, name):
    client = sign_in(name)
    assert client.get(LIST).status_code == 200
    assert client.get(unclear.get_absolute_url()).status_code == 200
    response = client.post(settle_url(unclear), {"decision": "confirm_sent"})
    assert response.url == unclear.get_absolute_url()
    unclear.refresh_from_db()
    assert unclear.state == MessageState.SENT


def test_nobody_without_login_gets_further_than_the_login(client, unclear):
    responses = [
        client.get(LIST),
        client.get(unclear.get_absolute_url()),
        client.post(settle_url(unclear), {"decision": "confirm_sent"}),
    ]
    assert [response.status_code for response in responses] == [302] * 3
    assert {response.url.split("?")[0] for response in responses} == {reverse("account_login")}


@pytest.mark.parametrize("name", PERSONS)
def test_predicate_and_queryset_agree(people, unclear, name):
    user = getattr(people, name)
    assert can_view_message(user, unclear) == OutboxMessage.objects.visible_to(user).exists()


def test_settling_needs_post(sign_in, unclear):
    assert sign_in("lead").get(settle_url(unclear)).status_code == 405


@pytest.mark.parametrize("decision", ["", "claim", "record_sent", "nonsense"])
def test_only_a_persons_decisions_are_taken(sign_in, unclear, decision):
    assert sign_in("lead").post(settle_url(unclear), {"decision": decision}).status_code == 400
    unclear.refresh_from_db()
    assert unclear.state == MessageState.UNKNOWN


def test_a_second_click_is_told_that_the_message_has_moved_on(sign_in, unclear, queue):
    client = sign_in("lead")
    client.post(settle_url(unclear), {"decision": "confirm_sent"})
    response = client.post(
        settle_url(unclear), {"decision": "send_again"}, headers={"referer": unclear.get_absolute_url()}
    )
    assert response.url == unclear.get_absolute_url()
    unclear.refresh_from_db()
    assert unclear.state == MessageState.SENT
    assert queue == []


def test_the_list_shows_who_is_told_what_about_but_no_text(sign_in, write_message):
    write_message(cc=["clara@example.org"])
    page = sign_in("lead").get(LIST).content.decode()
    assert "Ihr Bedarf B-2026-0148: ein Vorschlag" in page
    assert "Anna Beispiel, clara@example.org" in page
    assert "zu Ihrem Bedarf haben wir" not in page


def test_the_list_narrows_by_state_and_counts_each(sign_in, write_message, unclear):
    queued = write_message()
    client = sign_in("lead")
    everything = client.get(LIST)
    assert list(everything.context["page_obj"]) == [queued, unclear]
    assert everything.context["unknown"] == 1
    numbers = {count.state: count.number for count in everything.context["counts"]}
    assert numbers == dict.fromkeys(MessageState, 0) | {MessageState.QUEUED: 1, MessageState.UNKNOWN: 1}
    assert list(client.get(LIST, {"state": "unknown"}).context["page_obj"]) == [unclear]
    assert list(client.get(LIST, {"state": "held"}).context["page_obj"]) == []
    assert len(client.get(LIST, {"state": "nonsense"}).context["page_obj"]) == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_the_same_number_of_queries_however_long_it_is(sign_in, write_message, queries, rows):
    for _ in range(rows):
        write_message()
    client = sign_in("lead")
    with queries() as seen:
        assert len(client.get(LIST).context["page_obj"]) == rows
    assert len(seen) == 12


def test_the_page_of_a_message_shows_its_text_and_history(sign_in, unclear):
    sign_in("lead2").post(settle_url(unclear), {"decision": "send_again"})
    page = sign_in("lead").get(unclear.get_absolute_url()).content.decode()
    assert "zu Ihrem Bedarf haben wir einen Vorschlag." in page
    assert "Malte Brand" in page
    assert 'value="hold"' in page
    assert 'value="confirm_sent"' not in page


def test_a_confidential_text_is_shown_to_nobody(sign_in, write_message):
    message = write_message(is_confidential=True)
    page = sign_in("lead").get(message.get_absolute_url()).content.decode()
    assert message.subject in page
    assert "zu Ihrem Bedarf haben wir" not in page
