"""Letters, messages and transports for the tests of the outbox."""

import pytest
from django.core.mail.backends.locmem import EmailBackend

from mail.letters import Letter
from mail.models import OutboxMessage
from mail.services import post


@pytest.fixture
def letter():
    return Letter(
        subject="Ihr Bedarf B-2026-0148: ein Vorschlag",
        paragraphs=("zu Ihrem Bedarf haben wir einen Vorschlag.",),
        greeting_name="Anna Beispiel",
    )


@pytest.fixture
def write_message(db, letter):
    """Put a message into the outbox; options are those of `post`, other columns are set afterwards."""
    written = 0

    def write(*, columns: dict | None = None, **options) -> OutboxMessage:
        nonlocal written
        written += 1
        options = {
            "to": ["Anna Beispiel <anna@example.org>"],
            "key": f"test.{written}",
            "kind": "test.letter",
            "language": "de",
            **options,
        }
        message = post(options.pop("letter", letter), **options)
        if columns:
            OutboxMessage.objects.filter(pk=message.pk).update(**columns)
            message.refresh_from_db()
        return message

    return write


@pytest.fixture
def queue(monkeypatch):
    """The ids of the messages whose delivery was queued."""
    ids: list[int] = []
    monkeypatch.setattr("mail.tasks.deliver.delay", ids.append)
    return ids


@pytest.fixture
def transport(settings):
    """A mail server in memory; set `fault` to an exception and it raises that instead of taking a mail.

    With `takes_first` it takes the mail before it raises.
    """
    FaultyTransport.fault = None
    FaultyTransport.takes_first = False
    settings.MAIL_TRANSPORT = f"{__name__}.FaultyTransport"
    return FaultyTransport


class FaultyTransport(EmailBackend):
    fault: BaseException | None = None
    takes_first = False

    def send_messages(self, messages):
        if self.fault and not self.takes_first:
            raise self.fault
        taken = super().send_messages(messages)
        if self.fault:
            raise self.fault
        return taken
