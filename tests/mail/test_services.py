import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.models import LogEntry
from core.states import InvalidTransition
from mail.deciding import settle
from mail.enums import MessageState
from mail.letters import Letter
from mail.models import OutboxMessage
from mail.services import post, post_to

CLAIMED = {"attempts": 1, "claimed_at": timezone.now() - timedelta(hours=1), "last_error": "Interrupted"}


@dataclass
class Somebody:
    full_name: str = "Beispiel, Anna"
    email: str = "anna@example.org"
    language: str = "en"


def test_a_posted_letter_is_a_queued_row_with_everything_it_needs(write_message, people, settings):
    message = write_message(about=people.lead, cc=["clara@example.org"])
    assert message.state == MessageState.QUEUED
    assert message.to == ["Anna Beispiel <anna@example.org>"]
    assert message.cc == ["clara@example.org"]
    assert message.reply_to == [settings.LEAD_CONTACT_EMAIL]
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    assert message.subject == "Ihr Bedarf B-2026-0148: ein Vorschlag"
    assert "einen Vorschlag" in message.body_text
    assert "einen Vorschlag" in message.body_html
    assert (message.about_type, message.about_id) == ("accounts.user", people.lead.pk)


def test_the_same_key_twice_is_one_message(write_message, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = write_message(key="introduction.ask_company.7.1")
        second = write_message(key="introduction.ask_company.7.1", to=["other@example.org"])
    assert second == first
    assert OutboxMessage.objects.get().to == ["Anna Beispiel <anna@example.org>"]
    assert queue == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_two_processes_with_the_same_key_write_one_message(letter, queue):
    barrier = threading.Barrier(2)
    written: list[int] = []

    def write():
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                message = post(letter, to=["anna@example.org"], key="same", kind="test.letter", language="de")
                written.append(message.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    only = OutboxMessage.objects.get()
    assert written == [only.pk, only.pk]
    assert queue == [only.pk]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_mailed(write_message, queue):
    with transaction.atomic():
        write_message()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert queue == []


def test_the_delivery_is_queued_after_the_commit(write_message, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = write_message()
        assert queue == []
    assert queue == [message.pk]


@pytest.mark.parametrize("to", [[], (), "anna@example.org"])
@pytest.mark.django_db
def test_an_empty_selection_never_means_everybody(letter, to):
    with pytest.raises(ValueError, match="at least one recipient"):
        post(letter, to=to, key="k", kind="test.letter", language="de")


@pytest.mark.django_db
def test_a_letter_is_written_in_the_language_of_its_recipient():
    written_in = []

    def write() -> Letter:
        written_in.append(gettext("German"))
        return Letter(subject="Short", paragraphs=("Text.",))

    message = post_to(Somebody(), write, key="k", kind="test.letter")
    assert written_in == ["German"]
    assert message.language == "en"
    assert message.to == ['"Beispiel, Anna" <anna@example.org>']
    assert "Kind regards" in message.body_text


def test_an_overlong_subject_with_line_breaks_becomes_one_line_that_fits(write_message):
    message = write_message(letter=Letter(subject="Bedarf\r\nBcc: x " + "lang " * 100, paragraphs=("Text.",)))
    assert message.subject.startswith("Bedarf Bcc: x lang")
    assert len(message.subject) == 250


@pytest.mark.parametrize("decision", ["confirm_sent", "send_again"])
def test_an_unclear_message_is_settled_by_a_person(
    write_message, people, queue, django_capture_on_commit_callbacks, decision
):
    message = write_message(columns={"state": "unknown", **CLAIMED})
    with django_capture_on_commit_callbacks(execute=True):
        settle(message, decision, actor=people.lead)
    if decision == "confirm_sent":
        assert message.state == MessageState.SENT
        assert message.sent_at == message.claimed_at
        assert queue == []
    else:
        assert (message.state, message.attempts, message.last_error) == (MessageState.QUEUED, 0, "")
        assert queue == [message.pk]
    entry = LogEntry.objects.about(message).get()
    assert (entry.actor, entry.verb, entry.from_state) == (people.lead, decision, "unknown")


def test_a_message_can_be_held_back_and_released(write_message, people, queue, django_capture_on_commit_callbacks):
    message = write_message()
    with django_capture_on_commit_callbacks(execute=True):
        settle(message, "hold", actor=people.lead)
    assert message.state == MessageState.HELD
    assert queue == []
    with django_capture_on_commit_callbacks(execute=True):
        settle(message, "release", actor=people.lead)
    assert message.state == MessageState.QUEUED
    assert queue == [message.pk]


def test_of_two_leads_who_settle_the_same_message_the_second_loses(write_message, people, queue):
    message = write_message(columns={"state": "unknown", **CLAIMED})
    same = OutboxMessage.objects.get(pk=message.pk)
    settle(message, "confirm_sent", actor=people.lead)
    with pytest.raises(InvalidTransition):
        settle(same, "send_again", actor=people.lead2)
    assert OutboxMessage.objects.get().state == MessageState.SENT


def test_a_confidential_text_is_blanked_when_a_person_confirms_that_it_was_sent(write_message, people):
    message = write_message(is_confidential=True, columns={"state": "unknown", **CLAIMED})
    settle(message, "confirm_sent", actor=people.lead)
    assert (message.body_text, message.body_html) == ("", "")
