import smtplib
import threading
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
import structlog
from django.db import connection, transaction
from django.utils import timezone

from core.models import LogEntry
from mail import delivery
from mail.delivery import BACKOFF, MAX_ATTEMPTS, STALE_AFTER, compose, deliver, mark_lost, overdue_ids
from mail.enums import MessageState
from mail.models import OutboxMessage
from mail.transport import HandOverUnconfirmed, SomeRecipientsRefused

TEMPORARY = smtplib.SMTPDataError(451, b"try later, anna@example.org")
SENDING = {"state": "sending", "attempts": 1}


def verbs(message) -> list[str]:
    return list(LogEntry.objects.about(message).order_by("pk").values_list("verb", flat=True))


def test_a_due_message_is_claimed_sent_and_recorded(write_message, transport, mailoutbox):
    message = write_message()
    assert deliver(message.pk) == MessageState.SENT
    message.refresh_from_db()
    assert message.attempts == 1
    assert message.claimed_at <= message.sent_at
    assert [email.subject for email in mailoutbox] == [message.subject]
    assert verbs(message) == ["claim", "record_sent"]


def test_a_redelivered_task_sends_nothing_twice(write_message, transport, mailoutbox):
    message = write_message()
    assert [deliver(message.pk), deliver(message.pk)] == [MessageState.SENT, None]
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("columns", [{"state": "held"}, {"not_before": timezone.now() + timedelta(days=1)}])
def test_what_is_not_due_stays(write_message, transport, mailoutbox, columns):
    assert deliver(write_message(columns=columns).pk) is None
    assert mailoutbox == []


@pytest.mark.django_db
def test_a_message_that_is_gone_is_no_error(transport):
    assert deliver(0) is None


def test_the_mail_says_that_a_machine_wrote_it_and_who_reads_the_answer(write_message, settings):
    settings.LEAD_CONTACT_EMAIL = "lead@portal.example"
    settings.DEFAULT_FROM_EMAIL = "Portal <portal@portal.example>"
    message = write_message()
    sent = parsed(message)
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "NDR" not in sent["X-Auto-Response-Suppress"]
    assert "OOF" in sent["X-Auto-Response-Suppress"]
    assert sent["Reply-To"] == "lead@portal.example"
    assert sent["Date"].datetime
    assert sent["From"] == "Portal <portal@portal.example>"
    assert sent["Message-ID"].endswith("@portal.example>")


def test_text_comes_before_html(write_message):
    sent = parsed(write_message())
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]


def test_the_message_id_belongs_to_the_row(write_message):
    message, other = write_message(), write_message()
    assert parsed(message)["Message-ID"] == parsed(OutboxMessage.objects.get(pk=message.pk))["Message-ID"]
    assert parsed(message)["Message-ID"] != parsed(other)["Message-ID"]


def test_stored_headers_are_sent_but_do_not_replace_those_of_the_system(write_message):
    headers = {"List-Id": "<news.portal.example>", "auto-submitted": "no"}
    sent = parsed(write_message(columns={"headers": headers}))
    assert sent["List-Id"] == "<news.portal.example>"
    assert sent.get_all("Auto-Submitted") == ["auto-generated"]


def test_a_name_with_comma_and_umlaut_arrives_whole(write_message):
    sent = parsed(write_message(to=['"Steinrück, Petra" <petra@example.org>']))
    assert [(a.display_name, a.addr_spec) for a in sent["To"].addresses] == [("Steinrück, Petra", "petra@example.org")]


def parsed(message):
    return BytesParser(policy=policy.default).parsebytes(compose(message).message().as_bytes())


@pytest.mark.parametrize(
    "fault",
    [
        TEMPORARY,
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPConnectError(554, b"no service"),
        smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no"), "b@example.org": (451, b"later")}),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_what_can_heal_is_tried_again_later(write_message, transport, fault):
    transport.fault = fault
    message = write_message()
    before = timezone.now()
    assert deliver(message.pk) == MessageState.QUEUED
    message.refresh_from_db()
    assert before + BACKOFF[0] <= message.not_before <= timezone.now() + BACKOFF[0]
    assert deliver(message.pk) is None


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (smtplib.SMTPDataError(554, b"refused"), "SMTPDataError 554"),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"unknown")}), "SMTPRecipientsRefused 550"),
        (SomeRecipientsRefused({"a@example.org": (451, b"later")}), "SomeRecipientsRefused 451"),
    ],
)
def test_a_refusal_for_good_is_not_repeated(write_message, transport, fault, error):
    transport.fault = fault
    message = write_message()
    assert deliver(message.pk) == MessageState.FAILED
    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (1, error)


def test_the_waits_grow_and_the_sixth_failure_is_the_last(write_message, transport, time_machine):
    time_machine.move_to("2026-11-22 08:00Z", tick=False)
    transport.fault = TEMPORARY
    message = write_message()
    waits = []
    while deliver(message.pk) == MessageState.QUEUED:
        message.refresh_from_db()
        waits.append(message.not_before - timezone.now())
        time_machine.move_to(message.not_before, tick=False)
    message.refresh_from_db()
    assert tuple(waits) == BACKOFF
    assert (message.state, message.attempts) == (MessageState.FAILED, MAX_ATTEMPTS)
    assert MAX_ATTEMPTS == 6
    assert verbs(message) == ["claim", "postpone"] * 5 + ["claim", "give_up"]


@pytest.mark.parametrize("address", ["nobody", "Anna, Berta <a@example.org>", "@example.org"])
def test_an_address_that_cannot_be_used_fails_before_a_server_hears_of_it(
    write_message, transport, mailoutbox, address
):
    message = write_message(to=[address])
    assert deliver(message.pk) == MessageState.FAILED
    assert mailoutbox == []


def test_a_transport_that_takes_nothing_is_a_failure(write_message, settings, monkeypatch, transport):
    monkeypatch.setattr(transport, "send_messages", lambda self, messages: 0)
    assert deliver(write_message().pk) == MessageState.FAILED


def test_a_broken_hand_over_is_unclear_and_not_repeated(write_message, transport, mailoutbox):
    transport.fault, transport.takes_first = HandOverUnconfirmed("TimeoutError"), True
    message = write_message()
    assert deliver(message.pk) == MessageState.UNKNOWN
    assert deliver(message.pk) is None
    assert len(mailoutbox) == 1


class Killed(BaseException):
    """What happens to the process between the server's receipt and our record."""


def test_a_process_killed_after_the_hand_over_leaves_an_unclear_message_that_is_not_sent_again(
    write_message, transport, mailoutbox, time_machine
):
    time_machine.move_to("2026-11-22 08:00Z", tick=False)
    transport.fault, transport.takes_first = Killed(), True
    message = write_message()
    with pytest.raises(Killed):
        deliver(message.pk)
    transport.fault = None

    time_machine.shift(STALE_AFTER)
    assert mark_lost(timezone.now()) == 0  # it might still be on its way
    time_machine.shift(timedelta(seconds=1))
    assert mark_lost(timezone.now()) == 1
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.UNKNOWN, "Interrupted")

    assert deliver(message.pk) is None
    assert list(overdue_ids(timezone.now())) == []
    assert mark_lost(timezone.now()) == 0
    assert len(mailoutbox) == 1


def test_a_delivery_that_a_person_settled_meanwhile_is_not_recorded_over(write_message, transport, monkeypatch):
    message = write_message()

    def settled_during_hand_over(self, messages):
        OutboxMessage.objects.update(state="sent", sent_at=timezone.now())
        raise TEMPORARY

    monkeypatch.setattr(transport, "send_messages", settled_during_hand_over)
    assert deliver(message.pk) is None
    message.refresh_from_db()
    assert message.state == MessageState.SENT


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_message_send_it_once(write_message, transport, mailoutbox, queue, monkeypatch):
    message = write_message()
    both_have_read_it = threading.Barrier(2)
    results = []
    monkeypatch.setattr("mail.delivery._claim", wait_before(both_have_read_it))

    def work():
        try:
            results.append(deliver(message.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [None, MessageState.SENT]
    assert len(mailoutbox) == 1
    assert verbs(message) == ["claim", "record_sent"]


def wait_before(barrier, claim=delivery._claim):
    def claim_together(message):
        barrier.wait(timeout=10)
        return claim(message)

    return claim_together


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_could_be_rolled_back_is_refused(write_message, transport, mailoutbox, queue):
    message = write_message()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deliver(message.pk)
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
def test_the_claim_is_committed_when_the_server_hears_of_the_message(write_message, transport, monkeypatch, queue):
    message = write_message()
    seen = []

    def look(self, messages):
        thread = threading.Thread(target=lambda: (seen.append(OutboxMessage.objects.get().state), connection.close()))
        thread.start()
        thread.join()
        return len(messages)

    monkeypatch.setattr(transport, "send_messages", look)
    deliver(message.pk)
    assert seen == [MessageState.SENDING]


def test_a_confidential_text_is_kept_until_the_message_has_left(write_message, transport):
    transport.fault = TEMPORARY
    message = write_message(is_confidential=True)
    deliver(message.pk)
    message.refresh_from_db()
    assert "Vorschlag" in message.body_text
    transport.fault = None
    OutboxMessage.objects.update(not_before=None)
    assert deliver(message.pk) == MessageState.SENT
    message.refresh_from_db()
    assert (message.body_text, message.body_html) == ("", "")


def test_neither_logs_nor_rows_of_a_failure_quote_an_address(write_message, transport):
    transport.fault = TEMPORARY
    message = write_message()
    with structlog.testing.capture_logs() as lines:
        deliver(message.pk)
    message.refresh_from_db()
    assert message.last_error == "SMTPDataError 451"
    entries = list(LogEntry.objects.about(message).values_list("reason", "details"))
    assert lines
    assert "example.org" not in f"{lines} {entries} {message.last_error}"


def test_overdue_is_what_waits_longer_than_its_task_needs(write_message, time_machine):
    time_machine.move_to("2026-11-22 08:00Z", tick=False)
    waiting = write_message()
    write_message(columns={"not_before": timezone.now() + timedelta(days=1)})
    write_message(columns={"state": "held"})
    write_message(columns={**SENDING, "claimed_at": timezone.now()})
    assert list(overdue_ids(timezone.now())) == []
    time_machine.shift(timedelta(seconds=60))
    assert list(overdue_ids(timezone.now())) == [waiting.pk]
